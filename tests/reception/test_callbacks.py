"""Calling people back (21.1, 23.4, 23.6, 23.9): a number is kept as long as it is needed, and no longer."""

from collections.abc import Callable
from typing import Any

import pytest
from conftest import Reception

from server.reception import callbacks, counters
from server.reception.days import close_past_days
from server.rules.moment import MINUTE
from server.rules.refused import Reason, Refused
from server.store.tables import CALLBACK, Callback

NUMBER = "+370 600 12345"


def refusal(reception: Reception, verb: Callable[..., Any], *args: Any, **kwargs: Any) -> Reason:
    with pytest.raises(Refused) as refused:
        reception.do(verb, *args, **kwargs)
    return refused.value.reason


def noted(reception: Reception, **more: Any) -> Callback:
    more = more or {"counter": "1"}
    callback: Callback = reception.do(callbacks.add, NUMBER, **more)
    return callback


def of_desk(reception: Reception, counter: str, staff: str | None = None) -> list[int]:
    with reception.book() as book:
        return [one.id for one in callbacks.of_desk(book, counter, staff)]


def numbers(reception: Reception) -> list[str | None]:
    with reception.book() as book:
        return list(book.connection.scalars(CALLBACK.select().with_only_columns(CALLBACK.c.number)))


def test_a_number_is_noted_with_a_topic_and_waits_at_the_counter(reception: Reception) -> None:
    """Clause 21.1."""
    one = reception.do(callbacks.add, " 8  600 12345", topic="request", counter="1")

    assert (one.number, one.topic, one.counter, one.staff) == ("8 600 12345", "request", "1", None)
    assert (one.taken_at, one.not_before, one.tries, one.status) == (reception.now, reception.now, 0, "open")
    assert (of_desk(reception, "1", "rasa"), of_desk(reception, "2", "darius")) == ([one.id], [])


def test_the_reception_puts_one_to_a_colleague_who_is_absent(reception: Reception) -> None:
    """Clause 23.6: wherever she works when she comes."""
    one = noted(reception, for_staff="darius")
    before = of_desk(reception, "1", "rasa")
    reception.do(counters.open_counter, "2", staff="darius")

    assert (before, of_desk(reception, "2", "darius"), of_desk(reception, "1", "darius")) == (
        [],
        [one.id],
        [one.id],
    )


@pytest.mark.parametrize(
    ("number", "more", "reason"),
    [
        ("rytoj", {"counter": "1"}, Reason.NO_PHONE),
        (NUMBER, {}, Reason.FOR_WHOM),
        (NUMBER, {"counter": "1", "for_staff": "rasa"}, Reason.FOR_WHOM),
        (NUMBER, {"counter": "9"}, Reason.UNKNOWN_COUNTER),
        (NUMBER, {"for_staff": "nobody"}, Reason.UNKNOWN_STAFF),
        (NUMBER, {"counter": "1", "topic": "health"}, Reason.NOT_ON_THE_LIST),
    ],
)
def test_what_cannot_be_noted_is_said(
    reception: Reception, number: str, more: dict[str, str], reason: Reason
) -> None:
    assert refusal(reception, callbacks.add, number, **more) is reason
    assert numbers(reception) == []


def test_nobody_is_called_again_within_half_an_hour(reception: Reception) -> None:
    """Clause 23.4."""
    one = noted(reception)
    tried = reception.do(callbacks.no_answer, one.id)
    reception.minutes_later(29)
    early = refusal(reception, callbacks.no_answer, one.id)
    reception.minutes_later(1)
    again = reception.do(callbacks.no_answer, one.id)

    assert (tried.tries, tried.not_before) == (1, one.taken_at + 30 * MINUTE)
    assert early is Reason.CALLBACK_TOO_EARLY
    assert (again.tries, again.not_before) == (2, reception.now + 30 * MINUTE)


def test_the_next_to_be_tried_stands_first(reception: Reception) -> None:
    first, second = noted(reception), noted(reception)
    reception.do(callbacks.no_answer, first.id)

    assert of_desk(reception, "1") == [second.id, first.id]


def test_after_three_tries_the_supervisor_decides(reception: Reception) -> None:
    one = noted(reception)
    for _ in range(3):
        tried = reception.do(callbacks.no_answer, one.id)
        reception.minutes_later(30)
    at_desk = of_desk(reception, "1")
    refused = [refusal(reception, verb, one.id) for verb in (callbacks.no_answer, callbacks.cut_off)]
    reception.do(callbacks.try_again, one.id)
    once_more = of_desk(reception, "1")
    fourth = reception.do(callbacks.no_answer, one.id)
    reception.do(callbacks.drop, one.id)

    assert (tried.status, at_desk, refused) == ("undecided", [], [Reason.CALLBACK_UNDECIDED] * 2)
    assert (once_more, fourth.status) == ([one.id], "undecided")
    assert numbers(reception) == [None]


def test_a_call_that_broke_off_is_made_again_at_once(reception: Reception) -> None:
    """Clause 23.9."""
    one = noted(reception)
    reception.do(callbacks.no_answer, one.id)
    early = refusal(reception, callbacks.cut_off, one.id)
    reception.minutes_later(30)
    broken = reception.do(callbacks.cut_off, one.id)

    assert early is Reason.CALLBACK_TOO_EARLY
    assert (broken.tries, broken.not_before) == (1, reception.now)


def test_done_erases_the_number_and_nothing_more_can_be_done(reception: Reception) -> None:
    one = noted(reception)
    done = reception.do(callbacks.done, one.id)

    assert (done.number, done.status, done.ended_at) == (None, "done", reception.now)
    assert of_desk(reception, "1") == []
    acts = (callbacks.no_answer, callbacks.cut_off, callbacks.done, callbacks.try_again, callbacks.drop)
    assert {refusal(reception, act, one.id) for act in acts} == {Reason.CALLBACK_OVER}
    assert {refusal(reception, act, 99) for act in acts} == {Reason.UNKNOWN_CALLBACK}


def test_the_days_end_erases_every_number(reception: Reception) -> None:
    """Clause 4.4."""
    one, other = noted(reception), noted(reception, for_staff="darius")
    with reception.book() as book:
        standing = [found.id for found in callbacks.all_standing(book)]
    reception.it_is("2026-11-24 00:00")
    reception.do(close_past_days)

    assert standing == [one.id, other.id]
    assert numbers(reception) == [None, None]
    assert refusal(reception, callbacks.done, one.id) is Reason.CALLBACK_OVER


def test_numbers_and_notes_that_are_erased_are_gone_from_the_file(reception: Reception) -> None:
    noted(reception)
    before = bytes_of(reception)
    reception.it_is("2026-11-24 00:00")
    reception.do(close_past_days)

    assert (NUMBER.encode() in before, NUMBER.encode() in bytes_of(reception)) == (True, False)


def bytes_of(reception: Reception) -> bytes:
    """All that lies on the disk, with the write-ahead log folded into the file."""
    with reception.database.writing.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    folder = reception.database.path.parent
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()))
