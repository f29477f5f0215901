"""Who is next."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.rules.moment import MINUTE
from server.rules.turn import Desk, Kind, Policy, Turn, lanes, next_turn, rivals, turn

DAY = 24 * 60
LATE = 10 * DAY * MINUTE  # long after everybody has come
arrivals = st.lists(st.tuples(st.integers(0, DAY * MINUTE), st.booleans()), max_size=40)


def queue(people: list[tuple[int, bool]], head_start_min: int) -> list[Turn]:
    """People in order of arrival as turns; ``True`` is priority."""
    policy = Policy(priority_min=head_start_min)
    in_order = sorted(people, key=lambda person: person[0])
    return [turn(visit, came, policy, priority=priority) for visit, (came, priority) in enumerate(in_order)]


def called(waiting: list[Turn], policy: Policy | None = None, now: int = LATE) -> list[int]:
    """The order in which one counter calls them all."""
    left, order = list(waiting), []
    while one := next_turn(left, now, policy or Policy()):
        left.remove(one)
        order.append(one.visit)
    return order


def at(hour: int, minute: int) -> int:
    return (hour * 60 + minute) * MINUTE


def test_nobody_waits() -> None:
    assert next_turn([], 0, Policy()) is None


def test_a_priority_client_counts_as_having_come_earlier() -> None:
    """Clause 19.2, and the limit that 2.9 sets to it."""
    policy = Policy(priority_min=15)
    ordinary = turn(12, at(9, 43), policy)
    priority = turn(17, at(9, 56), policy, priority=True)
    long_there = turn(3, at(9, 20), policy)

    assert priority == Turn(at(9, 41), 17, at(9, 56), at(9, 56), Kind.PRIORITY)
    assert called([ordinary, priority, long_there]) == [3, 17, 12]


@given(arrivals)
def test_without_a_head_start_people_are_called_as_they_came(people: list[tuple[int, bool]]) -> None:
    waiting = queue(people, head_start_min=0)

    assert called(waiting) == [one.visit for one in waiting]
    assert {one.kind for one in waiting} <= {Kind.ORDINARY}


@given(st.lists(st.tuples(st.integers(0, DAY * MINUTE - 1), st.booleans()), max_size=40))
def test_a_head_start_of_a_day_is_strict_priority(people: list[tuple[int, bool]]) -> None:
    in_order = sorted(people, key=lambda person: person[0])
    strict = sorted(range(len(people)), key=lambda visit: (not in_order[visit][1], visit))

    assert called(queue(people, head_start_min=DAY)) == strict


@given(arrivals, st.integers(0, 120))
def test_nobody_is_overtaken_by_someone_who_came_more_than_a_head_start_later(
    people: list[tuple[int, bool]], head_start_min: int
) -> None:
    came = [moment for moment, _ in sorted(people, key=lambda person: person[0])]
    order = called(queue(people, head_start_min))

    for place, visit in enumerate(order):
        overtaken = [later for later in order[place + 1 :] if later < visit]
        assert all(came[visit] - came[earlier] <= head_start_min * MINUTE for earlier in overtaken)


@given(arrivals, st.integers(0, 120), st.randoms(use_true_random=False))
def test_the_order_does_not_depend_on_how_the_tickets_lie(
    people: list[tuple[int, bool]], head_start_min: int, chance: Random
) -> None:
    waiting = queue(people, head_start_min)
    mixed = list(waiting)
    chance.shuffle(mixed)

    assert called(mixed) == called(waiting)


@pytest.mark.parametrize(
    ("came", "key", "ready", "kind"),
    [
        (at(9, 30), at(9, 45), at(9, 55), Kind.APPOINTMENT),  # early
        (at(10, 0), at(9, 45), at(9, 55), Kind.APPOINTMENT),
        (at(10, 10), at(9, 45), at(9, 55), Kind.APPOINTMENT),  # within the grace
        (at(10, 10) + 1, at(10, 10) + 1, at(10, 10) + 1, Kind.ORDINARY),  # later: as without an appointment
    ],
)
def test_a_booked_client_counts_from_the_booked_time(came: int, key: int, ready: int, kind: Kind) -> None:
    """Clause 19.3."""
    booked = turn(1, came, Policy(), slot=at(10, 0))

    assert (booked.key, booked.ready_at, booked.kind) == (key, ready, kind)


def test_an_early_booked_client_is_left_until_her_time_unless_the_counter_would_stand_idle() -> None:
    """Clause 19.3: the agreed time; 2.6: no idle counter."""
    booked = turn(1, at(9, 30), Policy(), slot=at(10, 0))
    ordinary = turn(2, at(9, 50), Policy())

    assert next_turn([booked, ordinary], at(9, 54), Policy()) == ordinary
    assert next_turn([booked, ordinary], at(9, 55), Policy()) == booked
    assert next_turn([booked], at(9, 31), Policy()) == booked


def test_of_several_reasons_the_largest_head_start_counts_not_their_sum() -> None:
    both = turn(1, at(9, 0), Policy(), priority=True, slot=at(9, 0), service_min=20)
    quick = turn(2, at(9, 0), Policy(), service_min=20)

    assert (both.key, quick.key, quick.kind) == (at(8, 30), at(8, 40), Kind.ORDINARY)


def test_a_guard_calls_by_arrival_once_an_ordinary_client_has_waited_too_long() -> None:
    policy = Policy(priority_min=DAY, guard_min=30)
    ordinary = turn(1, at(9, 0), policy)
    priority = turn(2, at(9, 10), policy, priority=True)

    assert next_turn([ordinary, priority], at(9, 29), policy) == priority
    assert next_turn([ordinary, priority], at(9, 30), policy) == ordinary


@given(arrivals)
def test_a_guard_as_long_as_the_wait_target_makes_strict_and_thirty_minutes_alike_for_those_who_waited(
    people: list[tuple[int, bool]],
) -> None:
    order = called(queue(people, head_start_min=DAY), Policy(priority_min=DAY, guard_min=30))

    # Long after everybody has come, the guard holds as long as anybody ordinary waits.
    in_order = sorted(people, key=lambda person: person[0])
    ordinary = [visit for visit, (_, priority) in enumerate(in_order) if not priority]
    last = max(ordinary, default=-1)
    assert order[: last + 1] == list(range(last + 1))


def test_a_wish_for_a_language_is_left_for_an_open_counter_that_speaks_it() -> None:
    """Clause 14, and 2.9: with nobody to speak it, the place is no worse."""
    first = Desk(services=("A", "B"), languages=("lt", "en"))
    second = Desk(services=("A",), languages=("lt", "uk"))

    assert lanes(first, [second], ["en", "uk"]) == [
        ("A", ""),
        ("A", "en"),
        ("B", ""),
        ("B", "en"),
        ("B", "uk"),
    ]
    assert lanes(first, [], ["uk"]) == [("A", ""), ("A", "uk"), ("B", ""), ("B", "uk")]
    assert lanes(second, [first], ["en", "uk"]) == [("A", ""), ("A", "uk")]


def test_those_ahead_are_those_whom_the_same_counters_serve() -> None:
    counters = [("A", "B", "L"), ("D", "A"), ("S", "K")]

    assert rivals("L", counters) == ("A", "B", "L")
    assert rivals("A", counters) == ("A", "B", "D", "L")
    assert rivals("K", counters) == ("K", "S")
    assert rivals("X", counters) == ("X",)
