"""What a desk and the supervisor should notice: who has come, what has gone wrong, how the day goes."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import Reception
from offices import with_hours

from server.reception import alarms, callbacks, calls, counters, handing, helping, noticing, pauses, tickets
from server.reception.figures import day_totals, own_figures
from server.rules.counter import CounterState, HelpReason
from server.rules.moment import MINUTE
from server.rules.totals import WHOLE


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Reception]:
    """The hall at ten, counter 1 open."""
    hall = Reception(tmp_path / "data", with_hours())
    hall.it_is("2026-11-23 10:00")
    hall.do(counters.open_counter, "1", staff="rasa")
    yield hall
    hall.close()


def arrival(hall: Reception, counter: str = "1", staff: str | None = "rasa") -> tuple[Any, ...] | None:
    """Who is announced at a counter: number, minutes ago, whether she has just come."""
    with hall.book() as book:
        found = noticing.arrival(book, counter, staff)
    return (found.number, (hall.now - found.since) / MINUTE, found.new) if found else None


def alarmed(hall: Reception) -> list[tuple[Any, ...]]:
    """The supervisor's alarms: kind, where or what, whose number, minutes."""
    with hall.book() as book:
        found = alarms.current(book)
    return [
        (one.kind, one.counter or one.staff or one.service, one.number, (hall.now - one.since) / MINUTE)
        for one in found
    ]


# --- 6.2, 21.2: somebody has come


def test_who_comes_to_a_free_counter_is_announced_until_she_is_called(hall: Reception) -> None:
    nobody = arrival(hall)
    hall.minutes_later(5)
    hall.take()
    hall.minutes_later(2)
    before = arrival(hall)
    hall.call_next()

    assert (nobody, before, arrival(hall)) == (None, ("A001", 2, True), None)


def test_who_had_been_waiting_when_the_counter_became_free_has_not_just_come(hall: Reception) -> None:
    hall.take()
    hall.call_next()
    hall.take()
    hall.minutes_later(5)
    serving = arrival(hall)
    hall.do(calls.finish, "1")
    hall.minutes_later(1)

    assert (serving, arrival(hall)) == (None, ("A002", 1, False))


def test_nobody_is_announced_where_she_is_not_called(hall: Reception) -> None:
    hall.do(counters.open_counter, "2", staff="darius")
    hall.take("B")
    assert (arrival(hall, "2", "darius"), arrival(hall, "608", None)) == (None, None)

    hall.do(pauses.begin_pause, "1", CounterState.BREAK)
    assert arrival(hall) is None
    hall.do(pauses.end_pause, "1")
    hall.it_is("2026-11-23 17:00")
    assert arrival(hall) is None


def test_other_work_is_interrupted_only_when_nobody_else_is_free(hall: Reception) -> None:
    """Clause 21.2."""
    hall.do(counters.open_counter, "2", staff="darius")
    hall.do(pauses.begin_pause, "1", CounterState.OTHER_WORK)
    hall.take()
    others_free = arrival(hall)
    hall.call_next("2")
    hall.take()

    assert (others_free, arrival(hall)) == (None, ("A002", 0, True))


def test_a_no_show_who_comes_back_and_a_client_handed_over_are_announced_too(hall: Reception) -> None:
    hall.take()
    hall.call_next()
    hall.minutes_later(1)
    hall.do(calls.recall, "1")
    hall.do(calls.no_show, "1")
    hall.minutes_later(5)
    hall.do(tickets.restore, "A001")
    restored = arrival(hall)
    hall.call_next()
    hall.do(counters.open_counter, "2", staff="darius")
    hall.minutes_later(3)
    hall.do(handing.transfer, "1", to_counter="2")

    assert (restored, arrival(hall, "2", "darius")) == (("A001", 0, True), ("A001", 0, True))


# --- alarms


def test_a_quiet_hall_has_no_alarm(hall: Reception) -> None:
    hall.take()
    hall.call_next()
    hall.take()
    hall.minutes_later(30)

    assert alarmed(hall) == []


def test_after_three_minutes_without_a_call_the_supervisor_is_told(hall: Reception) -> None:
    hall.take()
    hall.minutes_later(2.9)
    early = alarmed(hall)
    hall.minutes_later(0.1)

    assert (early, alarmed(hall)) == ([], [("idle", "1", "A001", 3)])


def test_a_client_booked_for_later_leaves_no_counter_idle(hall: Reception) -> None:
    hall.take(slot=hall.now + 20 * MINUTE)
    hall.minutes_later(15)
    early = alarmed(hall)
    hall.minutes_later(9)

    assert (early, alarmed(hall)) == ([], [("idle", "1", "A001", 4)])


def test_other_work_that_lets_somebody_wait_is_an_alarm_and_a_break_is_not(hall: Reception) -> None:
    hall.do(pauses.begin_pause, "1", CounterState.OTHER_WORK)
    hall.take()
    hall.minutes_later(4)
    other_work = alarmed(hall)
    hall.do(pauses.begin_pause, "1", CounterState.BREAK)

    assert other_work == [("idle", "1", "A001", 4)]
    assert alarmed(hall) == [("not_served", "A", "A001", 4)]


def test_who_is_left_for_another_language_does_not_leave_this_counter_idle(hall: Reception) -> None:
    hall.do(counters.open_counter, "2", staff="darius")
    hall.take(language="uk")
    hall.minutes_later(4)

    assert alarmed(hall) == [("idle", "2", "A001", 4)]


def test_a_service_that_nobody_gives_is_an_alarm_at_once_but_not_outside_the_hours(hall: Reception) -> None:
    hall.take("Z")
    during = alarmed(hall)
    hall.it_is("2026-11-23 17:00")

    assert during == [("not_served", "Z", "Z001", 0)]
    assert [kind for kind, *_ in alarmed(hall)] == ["long_wait"]


def test_a_wait_of_more_than_half_an_hour_is_an_alarm_counted_anew_after_a_hand_over(hall: Reception) -> None:
    hall.do(counters.open_counter, "608", staff="egle")
    hall.take()
    hall.take()
    hall.call_next()
    hall.minutes_later(31)
    long = alarmed(hall)
    hall.do(handing.transfer, "1", to_counter="608")
    hall.call_next()

    assert long == [("long_wait", "A", "A002", 31)]
    assert alarmed(hall) == []


def test_a_pause_that_should_be_over_is_an_alarm_at_its_desk_too(hall: Reception) -> None:
    hall.do(counters.open_counter, "2", staff="darius")
    hall.do(pauses.begin_pause, "1", CounterState.LUNCH, until=hall.now + 45 * MINUTE)
    hall.minutes_later(50)
    with hall.book() as book:
        at_desks = [
            [one.kind for one in alarms.at_desk(book, counter, staff)]
            for counter, staff in (("1", "rasa"), ("2", "darius"))
        ]

    assert alarmed(hall) == [("overrun", "1", None, 5)]
    assert at_desks == [["overrun"], []]


def test_call_backs_that_are_due_are_told_where_they_belong(hall: Reception) -> None:
    due = hall.do(callbacks.add, "8 600 12345", counter="1")
    hall.do(callbacks.add, "8 600 12346", for_staff="darius")
    hall.minutes_later(2)
    told = alarmed(hall)
    hall.do(callbacks.no_answer, due.id)
    with hall.book() as book:
        at_desk = alarms.at_desk(book, "1", "rasa")

    assert told == [("callback", "1", None, 2), ("callback", "darius", None, 2)]
    assert at_desk == []
    for _ in range(2):
        hall.minutes_later(30)
        hall.do(callbacks.no_answer, due.id)
    assert [kind for kind, *_ in alarmed(hall)] == ["callback", "undecided"]


def test_help_comes_first_and_says_whether_somebody_comes(hall: Reception) -> None:
    hall.take("Z")
    hall.do(helping.ask_help, "1", HelpReason.EMERGENCY)
    hall.do(helping.help_comes, "1", staff="darius")
    with hall.book() as book:
        first, *_ = alarms.current(book)
        beside = alarms.at_desk(book, "2", "darius")

    assert [kind for kind, *_ in alarmed(hall)] == ["help", "not_served"]
    assert beside == [first]
    assert (first.counter, first.reason, first.comes, first.staff) == ("1", "emergency", True, "darius")


# --- the desk's own figures


def test_a_desk_knows_what_it_did_today(hall: Reception) -> None:
    with hall.book() as book:
        nothing = own_figures(book, "1")
    hall.do(counters.open_counter, "2", staff="darius")
    for counter, waits, serves in (("1", 4, 6), ("2", 1, 30), ("1", 0, 10)):
        hall.take()
        hall.minutes_later(waits)
        hall.call_next(counter)
        hall.minutes_later(serves)
        hall.do(calls.finish, counter)
    hall.take()
    hall.call_next("2")
    hall.minutes_later(20)
    hall.do(handing.transfer, "2", to_counter="1")
    hall.minutes_later(2)
    hall.call_next("1")
    hall.minutes_later(5)
    hall.do(calls.finish, "1")
    with hall.book() as book:
        own, whole = own_figures(book, "1"), day_totals(book, book.day)[WHOLE]

    assert (nothing.served, nothing.wait_mean, nothing.service_mean) == (0, None, None)
    # The client handed over waited two minutes and was served five here; the twenty before are counter 2's.
    assert (own.served, own.wait_mean, own.service_mean) == (3, (4 + 0 + 2) * MINUTE / 3, 7 * MINUTE)
    assert whole.served == 4
