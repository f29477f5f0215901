"""A counter's day beside its plan: open when it was meant to be."""

import pytest

from server.rules.counter import CounterAct, CounterState
from server.rules.counter_day import CounterEvent, Plan, counter_times
from server.rules.hours import Span
from server.rules.moment import MINUTE

HOUR = 60 * MINUTE
STATES = {"break": CounterState.BREAK, "lunch": CounterState.LUNCH, "other": CounterState.OTHER_WORK}


def at(time: str) -> int:
    hours, minutes = time.split(":")
    return (int(hours) * 60 + int(minutes)) * MINUTE


def spans(*written: str) -> tuple[Span, ...]:
    return tuple(Span(*map(at, one.split("-"))) for one in written)


def adherence(happened: str, *, lunch: str = "12:00-12:45", until: str = "24:00") -> tuple[int, int]:
    """Minutes planned and, of these, open; the counter's hours are 8 to 17."""
    events = []
    for one in filter(None, happened.split(", ")):
        time, act = one.split()
        state = None if act == "close" else STATES.get(act, CounterState.WORKING)
        kind = {"open": CounterAct.OPEN, "close": CounterAct.CLOSE, "back": CounterAct.RETURN}
        events.append(CounterEvent("1", kind.get(act, CounterAct.PAUSE), at(time), state))
    plan = Plan(spans("8:00-17:00"), spans(lunch) if lunch else ())
    found = counter_times(events, [], {"1": plan}, at("17:00"), at(until))["1"]
    assert found.planned % MINUTE == found.as_planned % MINUTE == 0
    return found.planned // MINUTE, found.as_planned // MINUTE


PLANNED = 9 * 60 - 45


@pytest.mark.parametrize(
    ("happened", "open_min"),
    [
        ("8:00 open, 12:00 lunch, 12:45 back, 17:00 close", PLANNED),
        # Opened late, closed early; earlier and later than planned makes up for nothing.
        ("8:10 open, 12:00 lunch, 12:45 back, 16:30 close", PLANNED - 40),
        ("7:30 open, 12:00 lunch, 12:45 back, 16:00 close", PLANNED - 60),
        ("8:00 open, 12:00 lunch, 12:45 back, 18:00 close", PLANNED),
        # A break is not open; other work is put aside when somebody comes.
        ("8:00 open, 10:00 break, 10:15 back, 12:00 lunch, 12:45 back, 17:00 close", PLANNED - 15),
        ("8:00 open, 10:00 other, 11:00 back, 12:00 lunch, 12:45 back, 17:00 close", PLANNED),
        # Lunch counts when it was taken, as long as it is not longer than usual.
        ("8:00 open, 12:20 lunch, 13:05 back, 17:00 close", PLANNED),
        ("8:00 open, 11:00 lunch, 11:20 back, 13:00 lunch, 13:25 back, 17:00 close", PLANNED),
        ("8:00 open, 12:00 lunch, 13:05 back, 17:00 close", PLANNED - 20),
        # At the usual time it may be called a break, or the counter be closed.
        ("8:00 open, 12:00 break, 12:45 back, 17:00 close", PLANNED),
        ("8:00 open, 12:00 close, 12:45 open, 17:00 close", PLANNED),
        # Whoever works through it has not worked more than was planned.
        ("8:00 open, 17:00 close", PLANNED),
        ("", 0),  # nobody came
    ],
)
def test_of_the_time_planned_a_counter_was_open(happened: str, open_min: int) -> None:
    assert adherence(happened) == (PLANNED, open_min)


def test_a_shorter_lunch_leaves_more_to_be_open() -> None:
    assert adherence("8:00 open, 12:00 lunch, 12:30 back, 17:00 close") == (PLANNED + 15, PLANNED + 15)


def test_without_a_usual_lunch_none_is_planned() -> None:
    assert adherence("8:00 open, 12:00 lunch, 12:45 back, 17:00 close", lunch="") == (540, 495)


def test_a_day_that_is_not_over_goes_by_what_was_planned_until_now() -> None:
    assert adherence("8:30 open", until="10:00") == (120, 90)
    assert adherence("8:00 open", until="12:30") == (240, 240)  # she may still go to lunch
    assert adherence("8:00 open, 12:20 lunch", until="12:30") == (260, 260)


def test_a_counter_is_there_once_it_should_be_open() -> None:
    plans = {"1": Plan(spans("8:00-17:00")), "2": Plan(spans("9:00-12:00"))}

    assert counter_times([], [], plans, None, at("8:00")) == {}
    assert list(counter_times([], [], plans, None, at("8:01"))) == ["1"]
