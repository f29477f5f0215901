"""Breaks, lunch and other work (9.3, 21.2), and a client left for a moment (19.5)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from conftest import Reception
from offices import with_hours

from display.board import Zone
from display.picture import look
from server.reception import calls, counters, handing, pauses, undoing
from server.reception.calls import Empty, Refusal
from server.reception.days import close_past_days
from server.rules.counter import CounterAct, CounterState
from server.rules.moment import MINUTE
from server.rules.refused import Reason, Refused
from server.rules.visit import Status
from server.store import counters as store
from server.store.tables import OpenCounter

BREAK, LUNCH, OTHER, WORKING = (
    CounterState.BREAK, CounterState.LUNCH, CounterState.OTHER_WORK, CounterState.WORKING,
)  # fmt: skip


def refusal(reception: Reception, verb: Callable[..., Any], *args: Any, **kwargs: Any) -> Reason:
    with pytest.raises(Refused) as refused:
        reception.do(verb, *args, **kwargs)
    return refused.value.reason


def now_is(reception: Reception, counter: str = "1") -> OpenCounter | None:
    with reception.book() as book:
        return store.open_one(book.connection, book.branch, counter)


def happened(reception: Reception) -> list[tuple[str, str, str | None, str | None]]:
    """What happened at the counters: counter, act, the state after it, by whom."""
    with reception.book() as book:
        events = store.events_of(book.connection, book.branch, book.day)
    return [(event.counter, event.act, event.state, event.staff) for event in events]


def serving(reception: Reception, counter: str = "1") -> None:
    """Somebody is being served at a counter."""
    reception.take("Z" if counter == "608" else "A")
    reception.call_next(counter)
    reception.do(calls.start, counter)


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Reception]:
    hall = Reception(tmp_path / "data", with_hours())
    hall.it_is("2026-11-23 10:00")
    yield hall
    hall.close()


# --- a counter's day


def test_a_counters_day_is_kept_as_events(reception: Reception) -> None:
    """Who worked where, from when to when, and what for: the day's figures need nothing else."""
    reception.do(counters.open_counter, "1", staff="rasa")
    reception.do(counters.open_counter, "1", staff="rasa")
    reception.do(pauses.begin_pause, "1", BREAK, until=reception.now + 10 * MINUTE)
    reception.do(counters.open_counter, "2", staff="darius")
    reception.do(pauses.end_pause, "1", staff="rasa")
    reception.do(pauses.end_pause, "1", staff="rasa")
    reception.do(counters.open_counter, "1", staff="darius")
    reception.do(counters.close_counter, "1")
    reception.do(counters.close_counter, "1")

    assert happened(reception) == [
        ("1", "open", "working", "rasa"),
        ("1", "pause", "break", "rasa"),
        ("2", "open", "working", "darius"),
        ("1", "return", "working", "rasa"),
        ("2", "close", None, "darius"),
        ("1", "open", "working", "darius"),
        ("1", "close", None, "darius"),
    ]


@dataclass
class Times:
    """Minutes that a counter was open, on a pause, and away from its client."""

    open: float = 0
    pause: float = 0
    out: float = 0


def test_times_open_on_a_pause_and_away_can_be_computed_from_the_events(reception: Reception) -> None:
    reception.do(counters.open_counter, "1")
    reception.minutes_later(60)
    serving(reception)
    reception.minutes_later(5)
    reception.do(pauses.step_out, "1", "copies", 2)
    reception.minutes_later(4)
    reception.do(pauses.come_back, "1")
    reception.do(calls.finish, "1")
    reception.do(pauses.begin_pause, "1", LUNCH)
    reception.minutes_later(45)
    reception.do(pauses.begin_pause, "1", OTHER)
    reception.minutes_later(10)
    reception.do(pauses.end_pause, "1")
    reception.minutes_later(20)
    reception.do(counters.close_counter, "1")

    with reception.book() as book:
        events = store.events_of(book.connection, book.branch, book.day)
    spent, state, since, left = Times(), None, 0, 0
    for event in events:
        if state is not None:
            spent.open += (event.at - since) / MINUTE
            spent.pause += (event.at - since) / MINUTE if state is not WORKING else 0
        spent.out += (event.at - left) / MINUTE if event.act is CounterAct.COME_BACK else 0
        left = event.at if event.act is CounterAct.STEP_OUT else left
        state, since = event.state, event.at

    assert spent == Times(open=144, pause=55, out=4)


def test_a_counter_that_nobody_closed_is_closed_at_midnight_and_said_to_be_forgotten(
    reception: Reception,
) -> None:
    reception.do(counters.open_counter, "1", staff="rasa")
    reception.it_is("2026-11-24 00:00")
    reception.do(close_past_days)
    reception.it_is("2026-11-23 23:59")

    assert happened(reception) == [("1", "open", "working", "rasa"), ("1", "close", None, "rasa")]
    with reception.book() as book:
        assert store.events_of(book.connection, book.branch, book.day)[-1].reason == "forgotten"


def test_who_sits_down_before_yesterday_was_brought_to_its_end_works_there_today(
    reception: Reception,
) -> None:
    reception.do(counters.open_counter, "1", staff="rasa")
    reception.it_is("2026-11-24 07:55")
    reception.do(counters.open_counter, "1", staff="rasa")
    reception.do(close_past_days)

    assert happened(reception) == [("1", "open", "working", "rasa")]
    with reception.book() as book:
        assert counters.who_is_where(book) == {"1": "rasa"}


# --- 9.3, 21.2: breaks, lunch, other work


@pytest.mark.parametrize("kind", [BREAK, LUNCH])
def test_nobody_is_called_from_a_break_until_it_is_ended(reception: Reception, kind: CounterState) -> None:
    reception.do(counters.open_counter, "1", staff="rasa")
    until = reception.now + 45 * MINUTE
    paused = reception.do(pauses.begin_pause, "1", kind, until=until)
    reception.take()

    assert (paused.state, paused.state_since, paused.until) == (kind, reception.now, until)
    assert refusal(reception, calls.call_next, "1", staff="rasa") is Reason.ON_BREAK
    back = reception.do(pauses.end_pause, "1")
    assert (back.state, back.until) == (WORKING, None)
    assert reception.call_next() == "A001"


def test_other_work_is_put_aside_by_calling_the_client_who_came(reception: Reception) -> None:
    """Clause 21.2."""
    reception.do(counters.open_counter, "1", staff="rasa")
    reception.do(pauses.begin_pause, "1", OTHER)
    reception.take()

    assert reception.do(calls.call_next, "1", staff="rasa").called.number == "A001"
    assert happened(reception)[-2:] == [
        ("1", "pause", "other_work", "rasa"),
        ("1", "return", "working", "rasa"),
    ]


@pytest.mark.parametrize("kind", [BREAK, LUNCH, OTHER])
def test_who_has_called_somebody_is_asked_before_a_pause(reception: Reception, kind: CounterState) -> None:
    reception.take()
    reception.call_next()
    called = refusal(reception, pauses.begin_pause, "1", kind)
    reception.do(calls.start, "1")
    served = refusal(reception, pauses.begin_pause, "1", kind)
    reception.do(calls.finish, "1")
    reception.do(pauses.begin_pause, "1", kind)

    assert (called, served) == (Reason.CLIENT_CALLED, Reason.COUNTER_BUSY)


def test_a_pause_that_lasts_longer_has_begun_when_it_began(reception: Reception) -> None:
    reception.do(counters.open_counter, "1")
    begun = reception.do(pauses.begin_pause, "1", BREAK, until=reception.now + 10 * MINUTE)
    reception.minutes_later(9)
    longer = reception.do(pauses.begin_pause, "1", BREAK, until=reception.now + 10 * MINUTE)
    other = reception.do(pauses.begin_pause, "1", LUNCH)

    assert (longer.state_since, longer.until) == (begun.state_since, reception.now + 10 * MINUTE)
    assert (other.state_since, other.until) == (reception.now, None)


def test_a_closed_counter_has_no_pause(reception: Reception) -> None:
    assert refusal(reception, pauses.begin_pause, "1", BREAK) is Reason.NOT_OPEN
    assert refusal(reception, pauses.end_pause, "1") is Reason.NOT_OPEN
    assert refusal(reception, pauses.begin_pause, "9", BREAK) is Reason.UNKNOWN_COUNTER


def test_a_pause_ends_later_today_or_open(reception: Reception) -> None:
    reception.do(counters.open_counter, "1")
    for until in (reception.now, reception.now - 1, reception.now + 16 * 60 * MINUTE):
        assert refusal(reception, pauses.begin_pause, "1", BREAK, until=until) is Reason.NO_SUCH_TIME


def test_a_language_is_not_left_for_a_counter_on_a_break(reception: Reception) -> None:
    """Clauses 14 and 2.9: if nobody who speaks it calls now, she is called in turn."""
    reception.do(counters.open_counter, "2", staff="darius")
    reception.take(language="uk")
    left = reception.do(calls.call_next, "1")
    reception.do(pauses.begin_pause, "2", BREAK)

    assert (left.called, left.empty) == (None, Empty.LEFT_FOR_OTHERS)
    assert [(one.number, one.language, one.counters) for one in left.left] == [("A001", "uk", ("2",))]
    assert reception.call_next("1") == "A001"


def test_other_work_leaves_the_language_to_the_one_who_speaks_it(reception: Reception) -> None:
    reception.do(counters.open_counter, "2", staff="darius")
    reception.do(pauses.begin_pause, "2", OTHER)
    reception.take(language="uk")

    assert reception.call_next("1") is None
    assert reception.call_next("2") == "A001"


def test_an_empty_queue_says_so_and_closing_time_too(hall: Reception) -> None:
    assert hall.do(calls.call_next, "1").empty is Empty.NOBODY_WAITS
    hall.take()
    hall.call_next()
    hall.it_is("2026-11-23 17:01")

    assert hall.do(calls.call_next, "1").empty is Empty.CLOSED


def test_who_was_set_aside_can_be_called_back_elsewhere_during_a_break(reception: Reception) -> None:
    serving(reception, "2")
    reception.do(calls.park, "2")
    reception.do(counters.open_counter, "1")
    working = refusal(reception, calls.resume, "1", "A001")
    reception.do(pauses.begin_pause, "2", LUNCH)

    assert working is Reason.NOT_YOURS
    with reception.book() as book:
        assert [visit.number for visit in calls.set_aside_for(book, "1")] == ["A001"]
    assert reception.do(calls.resume, "1", "A001").counter == "1"
    assert refusal(reception, calls.resume, "2", "A001") is Reason.ON_BREAK


def test_who_waits_for_one_person_waits_through_her_break(reception: Reception) -> None:
    reception.do(counters.open_counter, "2", staff="darius")
    serving(reception, "1")
    reception.do(pauses.begin_pause, "2", BREAK)
    reception.do(handing.transfer, "1", to_staff="darius")
    elsewhere = reception.call_next("1")
    reception.do(pauses.end_pause, "2")

    assert elsewhere is None
    assert reception.call_next("2") == "A001"


def test_finishing_is_not_undone_onto_a_break(reception: Reception) -> None:
    serving(reception)
    reception.do(calls.finish, "1")
    reception.do(pauses.begin_pause, "1", BREAK)
    on_break = refusal(reception, undoing.undo, "1")
    reception.do(pauses.end_pause, "1")

    assert on_break is Reason.ON_BREAK
    assert [visit.status for visit in reception.do(undoing.undo, "1")] == [Status.SERVING]


def test_undoing_puts_other_work_aside(reception: Reception) -> None:
    serving(reception)
    reception.do(calls.finish, "1")
    reception.do(pauses.begin_pause, "1", OTHER)
    reception.do(undoing.undo, "1")

    here = now_is(reception)
    assert here is not None and here.state is WORKING


def test_the_wall_says_until_when_a_counter_has_its_break(reception: Reception) -> None:
    """Clause 9.3; 17.2: an end that has passed is not shown. Other work is no break."""
    for counter in ("608", "2", "1"):
        reception.do(counters.open_counter, counter)
    until = reception.now + 10 * MINUTE
    reception.do(pauses.begin_pause, "1", BREAK, until=until)
    reception.do(pauses.begin_pause, "2", OTHER, until=until)
    reception.do(pauses.begin_pause, "608", LUNCH)

    def shown() -> list[tuple[str, int | None]]:
        with reception.book() as book:
            return [(pause.counter, pause.until) for pause in look(book, {}, Zone()).pauses]

    before = shown()
    reception.minutes_later(10)
    assert before == [("1", until), ("608", None)]
    assert shown() == [("1", None), ("608", None)]


# --- 19.5: a client left for a moment


def test_a_client_is_left_for_a_moment_and_the_counter_stays_hers(reception: Reception) -> None:
    serving(reception)
    reception.take()
    reception.do(pauses.step_out, "1", "copies", 5, staff="rasa", seen="A001")
    out = now_is(reception)
    reception.minutes_later(6)
    reception.do(pauses.come_back, "1", staff="rasa")
    back = now_is(reception)

    assert out is not None and back is not None
    left_at = reception.now - 6 * MINUTE
    assert (out.out_for, out.out_since, out.out_until) == ("copies", left_at, left_at + 5 * MINUTE)
    assert (back.out_for, back.out_since, back.out_until) == (None, None, None)
    assert [act for _, act, _, _ in happened(reception)] == ["open", "step_out", "come_back"]
    with reception.book() as book:
        (left,) = [one for one in store.events_of(book.connection, book.branch, book.day) if one.visit]
    assert (left.visit, left.reason, left.until) == (1, "copies", left_at + 5 * MINUTE)


def test_who_needs_longer_has_left_when_she_left(reception: Reception) -> None:
    serving(reception)
    left = reception.do(pauses.step_out, "1", "copies", 2)
    reception.minutes_later(3)
    longer = reception.do(pauses.step_out, "1", "colleague", 5)

    assert (longer.out_for, longer.out_since) == ("colleague", left.out_since)
    assert longer.out_until == reception.now + 5 * MINUTE


def test_nobody_is_left_in_a_room_and_only_whoever_is_served(reception: Reception) -> None:
    serving(reception, "608")
    reception.take()
    reception.call_next("1")
    called = refusal(reception, pauses.step_out, "1", "copies", 5)
    reception.do(calls.finish, "1")

    assert refusal(reception, pauses.step_out, "608", "copies", 5) is Reason.NOT_FROM_A_ROOM
    assert called is Reason.NOBODY_SERVED
    assert refusal(reception, pauses.step_out, "1", "copies", 5) is Reason.NOBODY_SERVED
    assert refusal(reception, pauses.step_out, "2", "copies", 5) is Reason.NOT_OPEN
    assert refusal(reception, pauses.come_back, "2") is Reason.NOT_OPEN


def test_reason_and_minutes_are_those_of_the_office(reception: Reception) -> None:
    serving(reception)

    assert refusal(reception, pauses.step_out, "1", "coffee", 5) is Reason.NOT_ON_THE_LIST
    assert refusal(reception, pauses.step_out, "1", "copies", 3) is Reason.NOT_ON_THE_LIST
    assert refusal(reception, pauses.step_out, "1", "copies", 5, seen="A009") is Reason.CLIENT_CHANGED


@pytest.mark.parametrize(
    ("verb", "more"),
    [
        (calls.finish, []),
        (calls.call_next, []),
        (calls.park, []),
        (calls.refuse, [Refusal.NOT_OURS]),
        (counters.close_counter, []),
    ],
)
def test_whatever_ends_serving_ends_being_away_too(
    reception: Reception, verb: Callable[..., Any], more: list[Any]
) -> None:
    serving(reception)
    reception.do(pauses.step_out, "1", "copies", 5)
    reception.do(verb, "1", *more)

    here = now_is(reception)
    assert here is None or here.out_for is None
    assert [act for _, act, _, _ in happened(reception)][1:3] == ["step_out", "come_back"]
