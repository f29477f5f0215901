"""The help button (21.3, 29.3): silent, by a code, seen by who can come."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from conftest import Reception

from server.config import Counter, CounterKind
from server.reception import counters, helping
from server.reception.days import close_past_days
from server.rules.counter import HelpReason
from server.rules.refused import Reason, Refused
from server.store import counters as store

EMERGENCY, HEAD = HelpReason.EMERGENCY, HelpReason.ASKS_FOR_HEAD


def refusal(reception: Reception, verb: Callable[..., Any], *args: Any, **kwargs: Any) -> Reason:
    with pytest.raises(Refused) as refused:
        reception.do(verb, *args, **kwargs)
    return refused.value.reason


def seen(reception: Reception, counter: str) -> list[tuple[str, str]]:
    with reception.book() as book:
        return [(asked.counter, asked.reason) for asked in helping.seen_from(book, counter)]


def test_help_is_asked_for_comes_and_is_over(reception: Reception) -> None:
    reception.do(counters.open_counter, "1", staff="rasa")
    asked = reception.do(helping.ask_help, "1", EMERGENCY, staff="rasa")
    reception.minutes_later(0.5)
    coming = reception.do(helping.help_comes, "1", staff="darius")
    later = reception.do(helping.help_comes, "1", staff="ausra")
    reception.minutes_later(5)
    over = reception.do(helping.end_help, "1", staff="rasa")

    assert (asked.counter, asked.reason, asked.asked_at, asked.asked_by) == (
        "1", EMERGENCY, reception.now - 330_000, "rasa",
    )  # fmt: skip
    assert (coming.coming_at, coming.coming_by) == (reception.now - 300_000, "darius")
    assert later == coming
    assert (over.ended_at, seen(reception, "1")) == (reception.now, [])
    with reception.book() as book:
        events = store.events_of(book.connection, book.branch, book.day)
    assert [(one.act, one.staff, one.reason, one.state) for one in events[1:]] == [
        ("ask_help", "rasa", "emergency", "working"),
        ("help_comes", "darius", "emergency", "working"),
        ("end_help", "rasa", "emergency", "working"),
    ]


def test_pressed_twice_it_is_one_call_and_a_graver_reason_is_heard_anew(reception: Reception) -> None:
    first = reception.do(helping.ask_help, "1", HEAD)
    reception.do(helping.help_comes, "1")
    again = reception.do(helping.ask_help, "1", HEAD)
    graver = reception.do(helping.ask_help, "1", EMERGENCY)

    assert (again.id, again.coming_at) == (first.id, reception.now)
    assert (graver.id, graver.reason, graver.coming_at) == (first.id, EMERGENCY, None)


def test_the_desks_of_the_hall_see_each_others_call_and_the_room_is_heard_by_all(
    reception: Reception,
) -> None:
    reception.do(helping.ask_help, "1", EMERGENCY)
    hall = [seen(reception, counter) for counter in ("1", "2", "608")]
    reception.do(helping.end_help, "1")
    reception.do(helping.ask_help, "608", HEAD)
    room = [seen(reception, counter) for counter in ("1", "2", "608")]

    assert hall == [[("1", "emergency")], [("1", "emergency")], []]
    assert room == [[("608", "asks_for_head")]] * 3


def test_a_room_is_heard_by_the_rooms_of_its_floor(reception: Reception) -> None:
    beside = Counter(id="610", kind=CounterKind.ROOM, floor=6, services=("Z",), languages=("lt",))
    below = Counter(id="105", kind=CounterKind.ROOM, floor=1, services=("Z",), languages=("lt",))
    reception.settings = replace(reception.settings, counters=(*reception.settings.counters, beside, below))
    reception.do(helping.ask_help, "608", EMERGENCY)

    assert {counter: len(seen(reception, counter)) for counter in ("1", "608", "610", "105")} == {
        "1": 0, "608": 1, "610": 1, "105": 0,
    }  # fmt: skip


def test_nobody_comes_where_no_help_was_asked(reception: Reception) -> None:
    assert refusal(reception, helping.help_comes, "1") is Reason.NO_HELP_ASKED
    assert refusal(reception, helping.end_help, "1") is Reason.NO_HELP_ASKED
    assert refusal(reception, helping.ask_help, "9", EMERGENCY) is Reason.UNKNOWN_COUNTER


def test_a_call_that_nobody_ended_ends_with_its_day(reception: Reception) -> None:
    reception.do(helping.ask_help, "1", EMERGENCY)
    reception.it_is("2026-11-24 00:00")
    reception.do(close_past_days)

    assert seen(reception, "1") == []
