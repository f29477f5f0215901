"""Moments, days and numbers."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from server.rules.moment import day_of, local, moment
from server.rules.number import ticket_number

VILNIUS = ZoneInfo("Europe/Vilnius")


@pytest.mark.parametrize(
    ("utc", "day"),
    [
        ("2026-11-22T21:59:59.999", date(2026, 11, 22)),  # winter: two hours ahead of UTC
        ("2026-11-22T22:00:00", date(2026, 11, 23)),
        ("2026-07-01T20:59:59.999", date(2026, 7, 1)),  # summer: three
        ("2026-07-01T21:00:00", date(2026, 7, 2)),
        ("2026-10-24T21:00:00", date(2026, 10, 25)),  # a day of 25 hours
        ("2026-10-25T21:59:59", date(2026, 10, 25)),
        ("2026-10-25T22:00:00", date(2026, 10, 26)),
        ("2027-03-27T22:00:00", date(2027, 3, 28)),  # a day of 23 hours
        ("2027-03-28T20:59:59", date(2027, 3, 28)),
        ("2027-03-28T21:00:00", date(2027, 3, 29)),
    ],
)
def test_a_day_lasts_from_midnight_to_midnight_on_the_branchs_clock(utc: str, day: date) -> None:
    assert day_of(moment(datetime.fromisoformat(utc).replace(tzinfo=UTC)), VILNIUS) == day


@example(datetime(2026, 10, 25, 0, 30, tzinfo=UTC))  # half past three, the first time
@example(datetime(2026, 10, 25, 1, 30, tzinfo=UTC))  # half past three again
@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_a_moment_and_the_wall_clock_agree_to_the_millisecond(when: datetime) -> None:
    shown = local(moment(when), VILNIUS)

    # Compared in UTC: in an hour that comes twice, times of two zones are never equal to Python.
    assert shown.astimezone(UTC) == when.replace(microsecond=when.microsecond // 1000 * 1000)


def test_a_time_without_a_zone_is_no_moment() -> None:
    with pytest.raises(ValueError, match="2026-11-22T10:00:00 has no time zone"):
        moment(datetime(2026, 11, 22, 10))  # noqa: DTZ001


def test_numbers_grow_past_their_width_without_repeating() -> None:
    written = [ticket_number("{prefix}{n:03d}", "A", n) for n in (1, 17, 999, 1000)]

    assert written == ["A001", "A017", "A999", "A1000"]
