"""What stands on the wall."""

from datetime import datetime

import pytest
from offices import with_hours

from display.board import Call, Line, Pause, Wall, Zone, as_call, lines, pause, wall
from display.legible import breadth, counter_sizes, too_small, wall_sizes
from server.rules.hours import awake
from server.rules.moment import moment
from server.rules.visit import Status

COUNTERS = {"1": ("A", "B"), "2": ("A",), "608": ("Z", "J")}
PREFIXES = {"A": "A", "B": "B", "Z": "Z", "J": "J"}


def called(number: str, at: int, counter: str = "1", awaited: bool = True) -> Call:
    return Call(number, counter, at, again=False, awaited=awaited, language="lt")


def standing(wall: Wall) -> list[str]:
    return [call.number for call in wall.standing]


def test_the_newest_call_stands_largest_and_the_others_beside_it_newest_first() -> None:
    picture = wall([called("A001", 1), called("A003", 3), called("A002", 2)], [], rows=5)

    assert picture.newest == called("A003", 3)
    assert picture.before == (called("A002", 2), called("A001", 1))


@pytest.mark.parametrize(
    ("status", "stands"),
    [
        (Status.CALLED, True),
        (Status.SERVING, True),
        (Status.SERVED, False),
        (Status.NO_SHOW, False),
        (Status.WAITING, False),
        (Status.PARKED, False),
        (Status.LEFT, False),
    ],
)
def test_a_call_stands_until_its_client_is_served_or_gone(status: Status, stands: bool) -> None:
    assert (as_call("A001", "1", 1, 1, status, "lt") is not None) is stands


def test_calls_in_the_same_moment_keep_one_order() -> None:
    both = [called("A002", 1), called("A001", 1)]

    assert standing(wall(both, [], 5)) == standing(wall(both[::-1], [], 5)) == ["A002", "A001"]


def test_where_there_is_no_room_those_on_the_way_are_kept() -> None:
    calls = [called(f"A{n:03d}", n, awaited=n in (1, 9)) for n in range(1, 10)]

    assert standing(wall(calls, [], rows=3)) == ["A009", "A008", "A007", "A001"]


def test_an_empty_wall_is_calm() -> None:
    assert wall([], [], 5) == Wall(None, (), 0, ())


def test_a_break_that_should_be_over_has_no_end() -> None:
    assert [pause("2", until, now=10) for until in (None, 10, 11)] == [
        Pause("2", None), Pause("2", None), Pause("2", 11),
    ]  # fmt: skip


def test_services_of_the_same_counters_are_one_line() -> None:
    waits = {"A": (5, 15), "B": (10, 20), "Z": (0, 0)}
    found = lines(COUNTERS, {**PREFIXES, "L": "L"}, Zone(), {"A": 3, "Z": 1, "J": 1}, waits)

    # B waits for nobody; L is given nowhere, and nobody waits for it.
    assert found == [Line(("A",), 3, (5, 15)), Line(("Z", "J"), 2, (0, 0))]


def test_a_line_that_nobody_serves_now_tells_no_wait() -> None:
    assert lines(COUNTERS, PREFIXES, Zone(), {"Z": 2}, {}) == [Line(("Z", "J"), 2, None)]


@pytest.mark.parametrize(
    ("zone", "letters"),
    [
        (Zone(), ["A", "B", "Z"]),
        (Zone(services=frozenset("Z")), ["Z"]),
        (Zone(counters=frozenset("2")), ["A"]),
        (Zone(services=frozenset("Z"), counters=frozenset("1")), ["A", "B", "Z"]),
    ],
)
def test_a_display_shows_its_own_lines(zone: Zone, letters: list[str]) -> None:
    found = lines(COUNTERS, PREFIXES, zone, {"A": 1, "B": 1, "Z": 1}, {})

    assert [line.letters[0] for line in found] == letters


def test_a_display_shows_calls_for_its_services_and_to_its_counters() -> None:
    zone = Zone(services=frozenset("Z"), counters=frozenset("1"))

    assert [zone.shows([service], [counter]) for service, counter in ("Z2", "A1", "A2")] == [
        True,
        True,
        False,
    ]
    assert Zone().shows(["A"], ["1"])


@pytest.mark.parametrize(
    ("at", "on"),
    [
        ("2026-11-23 07:29", False),
        ("2026-11-23 07:30", True),
        ("2026-11-24 12:15", True),  # a break at noon
        ("2026-11-23 17:29", True),
        ("2026-11-23 17:30", False),
        ("2026-11-22 12:00", False),  # Sunday
        ("2026-12-24 12:00", False),  # a holiday
    ],
)
def test_a_screen_is_on_around_the_hours(at: str, on: bool) -> None:
    settings = with_hours()
    now = moment(datetime.fromisoformat(at).replace(tzinfo=settings.office.timezone))

    assert awake(settings.opening.hours(now), now, standing=False) is on
    assert awake(settings.opening.hours(now), now, standing=True)


def test_letters_must_be_a_hundredth_and_a_two_hundredth_of_the_distance() -> None:
    usual = wall_sizes(breadth("A999"))
    assert too_small(usual, diagonal_in=55, seat_m=5) == []
    (small,) = too_small(usual, diagonal_in=43, seat_m=5)
    assert (small.what, round(small.high_mm), small.needed_mm, small.diagonal_in) == ("the list", 20, 25, 54)
    assert too_small(usual, small.diagonal_in, 5) == []
    assert 4.0 < small.seat_m < 4.1
    assert [one.what for one in too_small(usual, 32, 10)] == ["the newest number", "the list"]


def test_longer_numbers_are_smaller_and_need_a_larger_screen() -> None:
    numbers = ("A999", "W999", "WW999", "AB-1234", "AB-12345678")
    assert [breadth(number) for number in numbers] == [4, 4, 6, 7, 11]
    assert [one.what for one in too_small(wall_sizes(11), 55, 5)] == ["the list"]
    assert too_small(counter_sizes(4, portrait=True), diagonal_in=10, seat_m=3) == []
    (small,) = too_small(counter_sizes(11, portrait=True), diagonal_in=10, seat_m=3)
    assert small.diagonal_in == 26
