"""Calling people."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from conftest import Reception

from server.reception import calls
from server.rules.refused import Reason, Refused
from server.rules.visit import Status
from server.store import views
from server.store.writer import newest_revision


def board(reception: Reception) -> list[tuple[str, Status, str | None, int]]:
    with reception.book() as book:
        visits = views.visits_of(book.connection, book.branch, book.day)
    return [(visit.number, visit.status, visit.counter, visit.calls) for visit in visits]


def refusal(reception: Reception, verb: object, *args: object, **kwargs: object) -> Reason:
    with pytest.raises(Refused) as refused:
        reception.do(verb, *args, **kwargs)  # type: ignore[arg-type]
    return refused.value.reason


def test_clients_are_called_in_the_order_they_came(reception: Reception) -> None:
    """Clause 13.3: order of arrival over all services the counter serves."""
    for service in ("B", "A", "Z", "A", "B"):
        reception.take(service)
        reception.minutes_later(1)

    assert [reception.call_next("1") for _ in range(5)] == ["B001", "A001", "A002", "B002", None]
    assert reception.call_next("608") == "Z001"


def test_call_next_finishes_the_client_before(reception: Reception) -> None:
    reception.take()
    reception.take()
    reception.call_next()
    reception.minutes_later(5)
    done = reception.do(calls.call_next, "1")

    assert (done.finished.number, done.called.number) == ("A001", "A002")
    assert done.finished.ended_at == done.called.called_at == reception.now
    assert board(reception) == [("A001", Status.SERVED, "1", 1), ("A002", Status.CALLED, "1", 1)]


def test_with_nobody_waiting_the_client_before_is_finished_all_the_same(reception: Reception) -> None:
    reception.take()
    reception.call_next()
    done = reception.do(calls.call_next, "1")

    assert (done.finished.number, done.called) == ("A001", None)
    assert board(reception) == [("A001", Status.SERVED, "1", 1)]


def test_a_client_with_priority_is_called_ahead_but_not_of_those_who_waited_the_head_start(
    reception: Reception,
) -> None:
    """Clauses 19.2 and 2.9."""
    reception.take()
    reception.minutes_later(31)
    reception.take()
    reception.take("B", priority=True)

    assert [reception.call_next() for _ in range(3)] == ["A001", "B001", "A002"]


def test_a_client_can_be_called_again_and_then_be_a_no_show(reception: Reception) -> None:
    reception.take()
    reception.call_next()
    reception.minutes_later(1)
    again = reception.do(calls.recall, "1")
    gone = reception.do(calls.no_show, "1")

    assert (again.number, again.calls, again.called_at) == ("A001", 2, reception.now)
    assert (gone.status, gone.ended_at) == (Status.NO_SHOW, reception.now)
    assert reception.call_next() is None


def test_a_finished_client_frees_the_counter(reception: Reception) -> None:
    reception.take()
    reception.call_next()

    assert reception.do(calls.finish, "1").status is Status.SERVED
    assert refusal(reception, calls.finish, "1") is Reason.NOBODY_CALLED


@pytest.mark.parametrize("verb", [calls.recall, calls.no_show, calls.finish])
def test_a_free_counter_has_nobody_to_act_on(reception: Reception, verb: object) -> None:
    reception.take()

    assert refusal(reception, verb, "1") is Reason.NOBODY_CALLED
    assert refusal(reception, verb, "9") is Reason.UNKNOWN_COUNTER
    assert board(reception) == [("A001", Status.WAITING, None, 0)]


@pytest.mark.parametrize("verb", [calls.call_next, calls.recall, calls.no_show, calls.finish])
def test_a_button_pressed_on_an_old_picture_does_nothing(reception: Reception, verb: object) -> None:
    for _ in range(3):
        reception.take()
    reception.call_next()
    reception.call_next()

    assert refusal(reception, verb, "1", seen="A001") is Reason.CLIENT_CHANGED
    assert refusal(reception, verb, "1", seen="") is Reason.CLIENT_CHANGED
    assert board(reception) == [
        ("A001", Status.SERVED, "1", 1),
        ("A002", Status.CALLED, "1", 1),
        ("A003", Status.WAITING, None, 0),
    ]


def test_yesterdays_tickets_are_not_called_but_its_last_client_can_be_finished(reception: Reception) -> None:
    reception.it_is("2026-11-23 23:58")
    reception.take()
    reception.take()
    reception.call_next()
    reception.it_is("2026-11-24 00:05")
    done = reception.do(calls.call_next, "1")

    assert (done.finished.number, done.called) == ("A001", None)


def test_forty_presses_in_one_instant_call_forty_different_clients(reception: Reception) -> None:
    for _ in range(40):
        reception.take()
    with ThreadPoolExecutor(16) as desks:
        called = list(desks.map(lambda press: reception.call_next(str(press % 2 + 1)), range(40)))

    assert sorted(str(number) for number in called) == [f"A{n:03d}" for n in range(1, 41)]
    # One announcement may stand for many acts, and the newest is never missed.
    assert reception.revisions == sorted(reception.revisions)
    with reception.book() as book:
        assert reception.revisions[-1] == newest_revision(book.connection)
