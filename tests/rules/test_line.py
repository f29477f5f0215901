"""Those who wait, lane by lane, and the heads that are enough to choose from."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.rules.line import Line
from server.rules.moment import MINUTE
from server.rules.turn import Kind, Policy, Turn, next_turn, turn

A, B = ("A", ""), ("B", "")
POLICY = Policy(priority_min=30, appointment_min=15, early_min=5)


def test_nobody_waits_in_a_new_line() -> None:
    line = Line(guarded=True)

    assert len(line) == 0
    assert line.heads([A, B], 0) == []


def test_the_first_by_key_stands_at_the_head_of_her_lane() -> None:
    line = Line(guarded=False)
    first, second = turn(1, 0, POLICY), turn(2, 10 * MINUTE, POLICY, priority=True)
    line.put(A, first, 0)
    line.put(A, second, 10 * MINUTE)

    assert line.heads([A], 10 * MINUTE) == [second]
    assert line.heads([B], 10 * MINUTE) == []
    line.take(second)
    assert line.heads([B, A], 10 * MINUTE) == [first]
    assert len(line) == 1


def test_a_booked_client_is_early_until_her_time_and_then_ready() -> None:
    line = Line(guarded=False)
    booked = turn(1, 0, POLICY, slot=20 * MINUTE)
    walked_in = turn(2, 1 * MINUTE, POLICY)
    line.put(A, booked, 0)
    line.put(A, walked_in, 1 * MINUTE)

    assert line.heads([A], 15 * MINUTE - 1) == [walked_in, booked]
    assert line.heads([A], 15 * MINUTE) == [walked_in]
    line.take(walked_in)
    assert line.heads([A], 15 * MINUTE) == [booked]


def test_with_a_guard_those_who_wait_longest_are_heads_too() -> None:
    line = Line(guarded=True)
    booked = turn(1, 4 * MINUTE, POLICY, slot=5 * MINUTE)
    ordinary = turn(2, 6 * MINUTE, POLICY)
    priority = turn(3, 7 * MINUTE, POLICY, priority=True)
    for one in (booked, ordinary, priority):
        line.put(A, one, 7 * MINUTE)

    assert line.heads([A], 7 * MINUTE) == [priority, booked, ordinary]


def test_who_does_not_wait_cannot_be_taken() -> None:
    line = Line(guarded=False)
    one = turn(1, 0, POLICY)
    line.put(A, one, 0)
    line.take(one)

    with pytest.raises(KeyError):
        line.take(one)


def test_memory_follows_those_who_wait_and_not_those_who_waited() -> None:
    line = Line(guarded=True)
    line.put(A, Turn(-1, 0, -1, -1, Kind.ORDINARY), 0)  # waits for ever at the head of those who wait longest
    for visit in range(1, 10_000):
        one = Turn(-2, visit, visit, visit, Kind.ORDINARY)
        line.put(A, one, visit)
        line.take(one)

    held = sum(
        len(getattr(lane, name))
        for lane in line._lanes.values()
        for name in ("_ready", "_early", "_becoming", "_eldest", "_ordinary")
    )
    assert held <= 5 * (2 * 1 + 66)


people = st.lists(
    st.tuples(
        st.integers(0, 40),  # minutes
        st.sampled_from([A, B]),
        st.booleans(),
        st.none() | st.integers(0, 60),
        st.sampled_from([0, 7]),
    ),
    max_size=30,
)
policies = st.builds(
    Policy,
    priority_min=st.sampled_from([0, 3, 20, 1440]),
    appointment_min=st.sampled_from([0, 15]),
    early_min=st.sampled_from([0, 5]),
    guard_min=st.none() | st.integers(0, 20),
)


@given(people, policies, st.randoms(use_true_random=False))
def test_the_heads_give_the_same_choice_as_everybody(
    came: list[tuple[int, tuple[str, str], bool, int | None, int]], policy: Policy, chance: random.Random
) -> None:
    line = Line(guarded=policy.guard_min is not None)
    waiting: dict[int, tuple[tuple[str, str], Turn]] = {}
    for visit, (minute, lane, priority, slot, service_min) in enumerate(sorted(came, key=lambda one: one[0])):
        now = minute * MINUTE
        booked = None if slot is None else slot * MINUTE
        one = turn(visit, now, policy, priority=priority, slot=booked, service_min=service_min)
        line.put(lane, one, now)
        waiting[visit] = lane, one
        for _ in range(chance.randrange(3)):
            lanes = chance.choice([[A], [B], [A, B]])
            everybody = [other for where, other in waiting.values() if where in lanes]
            chosen = next_turn(everybody, now, policy)
            assert next_turn(line.heads(lanes, now), now, policy) == chosen
            if chosen:
                line.take(chosen)
                del waiting[chosen.visit]
    assert len(line) == len(waiting)
