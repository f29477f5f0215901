"""Who may do what, how long a sign-in holds, and how long guessers wait."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.rules.roles import Area, Role, may
from server.rules.sessions import RENEWED_MS, Limits, Signs, Standing, standing
from server.rules.tries import account_wait, address_wait

MINUTE = 60_000
LIMITS = Limits(idle_min=3, serving_min=10, unused_min=120, longest_min=12 * 60)


def test_each_role_may_what_the_one_before_may_and_more() -> None:
    """Clause 9.2."""
    allowed = {role: {area for area in Area if may(role, area)} for role in Role}

    assert allowed[Role.CLERK] == {Area.DESK, Area.PAPER}
    assert allowed[Role.RECEPTION] - allowed[Role.CLERK] == {Area.AGENDA, Area.PRINTERS, Area.FIGURES}
    assert allowed[Role.SUPERVISOR] - allowed[Role.RECEPTION] == {
        Area.ANY_COUNTER,
        Area.MONITOR,
        Area.PERSONS,
    }
    assert allowed[Role.ADMINISTRATOR] - allowed[Role.SUPERVISOR] == {Area.STAFF}
    assert all(allowed[lower] < allowed[higher] for lower, higher in pairwise(Role))


def stands(
    *, idle: float = 0, since: float = 0, locked: bool = False, program: bool = False, serving: bool = False
) -> Standing:
    """Where a sign-in stands; minutes."""
    now = 100 * 24 * 60 * MINUTE
    signs = Signs(int(now - max(since, idle) * MINUTE), int(now - idle * MINUTE), locked, program)
    return standing(signs, now, serving=serving, limits=LIMITS)


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({"idle": 3}, Standing.OPEN),  # the last act may be known a little late
        ({"idle": 3 + RENEWED_MS / MINUTE}, Standing.LOCKED),
        ({"idle": 9.9, "serving": True}, Standing.OPEN),
        ({"idle": 10.5, "serving": True}, Standing.LOCKED),
        ({"locked": True}, Standing.LOCKED),
        ({"idle": 119.9}, Standing.LOCKED),
        ({"idle": 120}, Standing.ENDED),
        ({"idle": 120, "locked": True}, Standing.ENDED),
        ({"since": 719.9}, Standing.OPEN),
        ({"since": 720}, Standing.ENDED),
        ({"idle": 119, "program": True}, Standing.OPEN),
        ({"idle": 120, "program": True}, Standing.ENDED),
    ],
)
def test_a_screen_locks_and_a_sign_in_ends_by_the_minutes(
    known: dict[str, float], expected: Standing
) -> None:
    """Clauses 5.7 and 9.3."""
    assert stands(**known) is expected  # type: ignore[arg-type]


def test_five_wrong_tries_wait_a_minute_then_one_a_minute() -> None:
    wrong = [0, 1000, 2000, 3000]
    assert account_wait(wrong, 3500) == 0
    wrong.append(4000)
    assert account_wait(wrong, 5000) == 59_000
    assert account_wait(wrong, 64_000) == 0
    assert account_wait([*wrong, 64_000], 65_000) == 59_000
    assert account_wait(wrong, 60 * MINUTE + 1000) == 0


@given(st.lists(st.integers(0, 24 * 60 * MINUTE), max_size=60).map(sorted))
def test_nobody_guesses_more_than_five_times_and_once_a_minute(moments: list[int]) -> None:
    tried: list[int] = []
    for now in moments:
        if account_wait(tried, now) == 0:
            tried.append(now)

    for i, first in enumerate(tried):
        within = [at for at in tried[i:] if at - first < 10 * MINUTE]
        assert len(within) <= 5 + 10


def test_an_address_may_be_wrong_thirty_times_in_ten_minutes() -> None:
    wrong = [n * 1000 for n in range(30)]

    assert address_wait(wrong[:29], 30_000) == 0
    assert address_wait(wrong, 30_000) == 10 * MINUTE - 30_000
    assert address_wait(wrong, 10 * MINUTE) == 0
