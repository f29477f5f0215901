"""When a service is given: a part of the year, hours of its own."""

from datetime import date, datetime, time

import pytest

from server.rules.hours import MIDNIGHT, Interval
from server.rules.reach import height_mm, highest_top_edge, reach_mm
from server.rules.season import Season, given

HEATING = Season((10, 1), (4, 30))
SUMMER = Season((6, 1), (8, 31))
MORNINGS = {0: (Interval(time(8), time(12)), Interval(time(13), MIDNIGHT))}


@pytest.mark.parametrize(
    ("season", "day", "inside"),
    [
        (HEATING, date(2026, 9, 30), False),
        (HEATING, date(2026, 10, 1), True),
        (HEATING, date(2027, 1, 1), True),
        (HEATING, date(2028, 2, 29), True),
        (HEATING, date(2027, 4, 30), True),
        (HEATING, date(2027, 5, 1), False),
        (SUMMER, date(2026, 5, 31), False),
        (SUMMER, date(2026, 6, 1), True),
        (SUMMER, date(2026, 8, 31), True),
        (SUMMER, date(2026, 9, 1), False),
    ],
)
def test_a_season_has_both_its_ends_and_may_go_over_new_year(season: Season, day: date, inside: bool) -> None:
    assert (day in season) is inside


@pytest.mark.parametrize(
    ("at", "open_"),
    [
        ("2026-11-23 07:59", False),
        ("2026-11-23 08:00", True),
        ("2026-11-23 11:59", True),
        ("2026-11-23 12:00", False),
        ("2026-11-23 23:59", True),
        ("2026-11-24 09:00", False),
    ],
)
def test_a_service_has_hours_of_its_own(at: str, open_: bool) -> None:
    assert given(None, MORNINGS, datetime.fromisoformat(at)) is open_
    assert given(SUMMER, MORNINGS, datetime.fromisoformat(at)) is False
    assert given(HEATING, None, datetime.fromisoformat(at)) is True


def test_what_is_reached_depends_on_how_high_the_screen_hangs() -> None:
    """EN 301 549, 8.3.2.1: 1220 mm; figures of 27 and 32 inch screens worked out by hand."""
    assert round(height_mm(27)) == 598 and round(height_mm(27, upright=False)) == 336
    assert round(height_mm(32)) == 708
    assert round(reach_mm(32, 1700)) == 228
    assert reach_mm(27, 2500) == 0
    assert reach_mm(27, 700) == height_mm(27)
    assert highest_top_edge(27) == 1630
