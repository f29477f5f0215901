"""Periods and the ones before them."""

from datetime import date

import pytest

from server.rules.periods import Length, Period, last_open_day, period


def named(found: Period) -> str:
    return f"{found.first} {found.last}"


@pytest.mark.parametrize(
    ("length", "day", "here", "before"),
    [
        (Length.DAY, "2026-03-01", "2026-03-01 2026-03-01", "2026-02-28 2026-02-28"),
        (Length.WEEK, "2026-11-25", "2026-11-23 2026-11-29", "2026-11-16 2026-11-22"),
        (Length.WEEK, "2027-01-01", "2026-12-28 2027-01-03", "2026-12-21 2026-12-27"),
        (Length.MONTH, "2028-03-31", "2028-03-01 2028-03-31", "2028-02-01 2028-02-29"),
        (Length.MONTH, "2026-12-05", "2026-12-01 2026-12-31", "2026-11-01 2026-11-30"),
        (Length.YEAR, "2026-11-25", "2026-01-01 2026-12-31", "2025-01-01 2025-12-31"),
    ],
)
def test_a_period_and_the_one_before(length: Length, day: str, here: str, before: str) -> None:
    found = period(length, date.fromisoformat(day))

    assert (named(found), named(found.before)) == (here, before)
    assert found.before.after == found


def test_a_range_is_compared_with_as_many_days_before_it() -> None:
    found = Period(Length.RANGE, date(2026, 11, 10), date(2026, 11, 19))

    assert (found.days, named(found.before)) == (10, "2026-10-31 2026-11-09")
    assert named(found.after) == "2026-11-20 2026-11-29"


def test_a_month_that_is_not_over_is_compared_with_as_much_of_the_one_before() -> None:
    today = date(2026, 3, 30)
    march = period(Length.MONTH, today)

    assert named(march.until(today)) == "2026-03-01 2026-03-30"
    assert named(march.before.as_far(march, date(2026, 3, 10))) == "2026-02-01 2026-02-10"
    assert named(march.before.as_far(march, today)) == "2026-02-01 2026-02-28"
    assert named(march.before.as_far(march, date(2026, 4, 2))) == "2026-02-01 2026-02-28"


def test_monday_is_compared_with_friday() -> None:
    assert last_open_day(date(2026, 11, 23), lambda day: day.weekday() < 5) == date(2026, 11, 20)
    assert last_open_day(date(2026, 11, 23), lambda _: False) == date(2026, 11, 22)
