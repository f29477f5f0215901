"""When the branch is open: the municipality's calendar, holidays, and the days the clock changes."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from offices import sample

from server.rules.hours import Calendar, Hours, Interval, Span
from server.rules.moment import MINUTE, moment

VILNIUS = ZoneInfo("Europe/Vilnius")
OFFICE = sample().opening


def at(text: str) -> int:
    """Read a time on the branch's wall clock."""
    return moment(datetime.fromisoformat(text).replace(tzinfo=VILNIUS))


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        ("2026-12-22", ["08:00–17:00"]),
        ("2026-12-23", ["08:00–16:00"]),  # the eve of a public holiday: an hour less
        ("2026-12-24", []),
        ("2026-12-25", []),
        ("2026-12-28", ["08:00–17:00"]),
        ("2026-12-31", ["08:00–15:00"]),  # an exception wins, though it is an eve
        ("2027-01-01", []),
        ("2027-04-30", ["08:00–14:45"]),  # a Friday and an eve
        ("2026-07-03", ["08:00–15:45"]),  # the holiday is on Monday: Sunday is its eve, not Friday
        ("2026-07-06", []),
        ("2026-08-14", ["08:00–14:45"]),
        ("2026-10-24", []),
        ("2026-10-26", ["08:00–17:00"]),
    ],
)
def test_the_calendar_of_the_municipality(day: str, hours: list[str]) -> None:
    assert [str(one) for one in OFFICE.intervals(date.fromisoformat(day))] == hours


@pytest.mark.parametrize(
    ("day", "following"),
    [("2026-12-23", "2026-12-28"), ("2026-12-24", "2026-12-28"), ("2026-07-03", "2026-07-07")],
)
def test_the_next_working_day_skips_holidays_and_weekends(day: str, following: str) -> None:
    assert OFFICE.next_day(date.fromisoformat(day)) == date.fromisoformat(following)


EIGHT, FIVE = at("2026-11-23T08:00"), at("2026-11-23T17:00")


@pytest.mark.parametrize(
    ("now", "open_", "tickets", "opens", "closes"),
    [
        ("2026-11-23T07:54", False, False, EIGHT, FIVE),
        ("2026-11-23T07:55", False, True, EIGHT, FIVE),
        ("2026-11-23T08:00", True, True, None, FIVE),
        ("2026-11-23T16:59:59", True, True, None, FIVE),
        ("2026-11-23T17:00", False, False, None, None),
        ("2026-11-23T23:59", False, False, None, None),
    ],
)
def test_numbers_are_given_a_little_before_opening_and_nobody_is_called_before_it(
    now: str, open_: bool, tickets: bool, opens: int | None, closes: int | None
) -> None:
    assert OFFICE.hours(at(now)) == Hours(
        day=date(2026, 11, 23),
        holiday=False,
        open=open_,
        tickets=tickets,
        opens=opens,
        closes=closes,
        first=EIGHT,
        last=FIVE,
    )


def test_a_lunch_break_closes_the_hall_but_not_the_day() -> None:
    calendar = Calendar(
        zone=VILNIUS,
        week={0: (Interval(time(8), time(12)), Interval(time(12, 45), time(17)))},
        before_min=5,
    )
    seen = {
        now: (found := calendar.hours(at(f"2026-11-23T{now}"))) and (found.open, found.tickets, found.closes)
        for now in ("11:59", "12:00", "12:40", "12:45")
    }

    noon = at("2026-11-23T12:00")
    assert seen == {
        "11:59": (True, True, noon),
        "12:00": (False, False, FIVE),
        "12:40": (False, True, FIVE),
        "12:45": (True, True, FIVE),
    }
    assert calendar.hours(noon).over(noon) is False


def test_a_holiday_is_told_from_an_ordinary_closed_day() -> None:
    assert [OFFICE.hours(at(f"{day}T10:00")).holiday for day in ("2026-12-24", "2026-11-22")] == [True, False]


@pytest.mark.parametrize(
    ("day", "opens", "closes"),
    [
        # Sundays on which the clock changes at 3:00 or 4:00: noon is where the wall clock says.
        (date(2026, 10, 25), "2026-10-25T00:00+00:00", "2026-10-25T10:00+00:00"),
        (date(2027, 3, 28), "2027-03-28T00:00+00:00", "2027-03-28T09:00+00:00"),
    ],
)
def test_hours_are_right_on_the_days_the_clock_changes(day: date, opens: str, closes: str) -> None:
    night = Calendar(zone=VILNIUS, week={6: (Interval(time(3), time(12)),)})
    opened = moment(datetime.fromisoformat(opens))
    if day == date(2027, 3, 28):
        opened += 60 * MINUTE  # 3:00 does not exist that day: the clock goes on to 4:00
    assert night.spans(day) == (Span(opened, moment(datetime.fromisoformat(closes))),)


@pytest.mark.parametrize(("change", "hours"), [("2026-10-25", 25), ("2027-03-28", 23)])
def test_a_day_on_which_the_clock_changes_has_its_true_length(change: str, hours: int) -> None:
    always = Calendar(zone=VILNIUS, week={6: (Interval(time(0), time(0)),)})
    (span,) = always.spans(date.fromisoformat(change))
    assert span.end - span.start == hours * 60 * MINUTE


def test_a_branch_that_never_closes_has_no_closing_time() -> None:
    always = Calendar(zone=VILNIUS, week=dict.fromkeys(range(7), (Interval(time(0), time(0)),)))
    hours = always.hours(at("2026-11-23T23:59:59"))
    assert (hours.open, hours.tickets, hours.closes, hours.last) == (True, True, None, None)
    assert hours.over(at("2026-11-23T23:59:59")) is False


def test_a_branch_that_never_opens_says_so() -> None:
    never = Calendar(zone=VILNIUS, week={})
    assert (never.next_opening(EIGHT), never.hours(EIGHT).open) == (None, False)


def test_an_eve_that_is_shorter_than_its_cut_closes_that_part_of_the_day() -> None:
    calendar = Calendar(
        zone=VILNIUS,
        week={0: (Interval(time(8), time(12)), Interval(time(16), time(17)))},
        holidays={date(2026, 11, 24)},
        eve_minus_min=60,
    )
    assert calendar.intervals(date(2026, 11, 23)) == (Interval(time(8), time(12)),)


TIMES = st.lists(st.times().map(lambda one: one.replace(second=0, microsecond=0)), max_size=6, unique=True)
WEEKS = st.dictionaries(
    st.integers(0, 6),
    TIMES.map(lambda found: [Interval(*pair) for pair in list(pairwise(sorted(found)))[::2]]),
)


@given(week=WEEKS, minute=st.integers(0, 14 * 24 * 60), holidays=st.sets(st.integers(0, 20), max_size=3))
def test_the_next_opening_is_the_first_moment_it_is_open(
    week: dict[int, list[Interval]], minute: int, holidays: set[int]
) -> None:
    begin = date(2026, 10, 19)
    calendar = Calendar(
        zone=VILNIUS, week=week, holidays={begin + timedelta(days=n) for n in holidays}, eve_minus_min=60
    )
    now = at("2026-10-19T00:00") + minute * MINUTE
    following = calendar.next_opening(now)

    if following is None:
        assert not any(week.values())
        return
    assert calendar.hours(following).open
    openings = {span.start for n in range(60) for span in calendar.spans(begin + timedelta(days=n))}
    assert following == min(opening for opening in openings if opening > now)
