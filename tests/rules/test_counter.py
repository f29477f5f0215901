"""A counter's states: who calls, and when one on a break is expected back."""

import pytest

from server.rules.counter import CounterState, calls_again, calls_from
from server.rules.moment import MINUTE

NOW = 1_000 * MINUTE


def test_nobody_is_called_from_a_break_or_lunch_but_other_work_is_put_aside() -> None:
    assert [state for state in CounterState if calls_from(state)] == ["working", "other_work"]


@pytest.mark.parametrize(
    ("state", "since_min", "until_min", "again_min"),
    [
        ("working", -5, None, 0),
        ("other_work", -5, 30, 0),
        ("break", -5, 10, 10),
        ("lunch", -5, 40, 40),
        ("break", -5, None, 10),  # an open end: a quarter of an hour
        ("lunch", -5, None, 40),  # three of them
        ("break", -20, -5, 1),  # should be back already: any minute
        ("break", -20, None, 1),
        ("lunch", -45, 0, 1),
    ],
)
def test_when_a_counter_is_expected_to_call(
    state: str, since_min: int, until_min: int | None, again_min: int
) -> None:
    until = None if until_min is None else NOW + until_min * MINUTE
    again = calls_again(CounterState(state), NOW + since_min * MINUTE, until, NOW)

    assert (again - NOW) / MINUTE == again_min
