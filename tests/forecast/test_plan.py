"""Which counters will call, and when: what waits are foretold from."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, time
from math import inf
from pathlib import Path

import pytest
from conftest import Reception
from offices import small, with_hours

from server.config import Settings
from server.forecast.forecaster import to_come
from server.reception import absences, appointments, calls, counters, pauses, plan, today
from server.rules.counter import CounterState
from server.rules.hours import Interval, Span
from server.rules.moment import MINUTE, local, moment
from server.rules.refused import Reason, Refused


def with_lunch() -> Settings:
    """Rasa at counter 1 has lunch from 12:00 to 12:45."""
    settings = with_hours()
    rasa, darius = settings.staff
    return replace(settings, staff=(replace(rasa, lunch=Interval(time(12), time(12, 45))), darius))


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Reception]:
    hall = Reception(tmp_path / "data", with_lunch())
    hall.it_is("2026-11-23 10:00")
    yield hall
    hall.close()


def clock(hall: Reception, at: float) -> str:
    return "never" if at == inf else f"{local(int(at), hall.settings.office.timezone):%H:%M}"


def planned(hall: Reception) -> dict[str, list[str]]:
    """When each counter is going to call."""
    with hall.book() as book:
        return {
            post.name: [f"{clock(hall, start)}-{clock(hall, end)}" for start, end in post.spans]
            for post in plan.posts(book)
        }


def test_a_counter_that_is_open_calls_until_closing_but_for_lunch(hall: Reception) -> None:
    hall.do(counters.open_counter, "1", staff="rasa")
    hall.do(counters.open_counter, "2", staff="darius")

    assert planned(hall) == {"1": ["10:00-12:00", "12:45-17:00"], "2": ["10:00-17:00"]}


def test_before_opening_the_usual_counters_are_expected(hall: Reception) -> None:
    hall.it_is("2026-11-23 07:56")

    assert planned(hall) == {"1": ["08:00-12:00", "12:45-17:00"], "2": ["08:00-17:00"]}


def test_a_counter_whose_clerk_is_away_is_not_expected(hall: Reception) -> None:
    hall.it_is("2026-11-23 07:56")
    hall.do(absences.add, "rasa", hall.now, hall.now + 8 * 60 * 60_000)

    assert list(planned(hall)) == ["2"]


def test_booked_clients_of_today_are_expected_until_they_come_or_are_too_late(hall: Reception) -> None:
    slots = {
        time: moment(datetime.fromisoformat(f"2026-11-23T{time}+02:00"))
        for time in ("10:00", "10:10", "11:00")
    }
    hall.it_is("2026-11-23 09:00")
    booked = {time: hall.do(appointments.book, "J", slot).booking for time, slot in slots.items()}
    hall.it_is("2026-11-23 10:09")
    hall.do(appointments.check_in, booked["10:10"].id)
    with hall.book() as book:
        before = to_come(book)
    hall.it_is("2026-11-23 10:10")
    with hall.book() as book:
        after = to_come(book)

    assert [(one.turn.visit, one.turn.counted_from, one.lane) for one in before] == [
        (-booked[time].id, slots[time], ("J", "")) for time in ("10:00", "11:00")
    ]
    assert [one.turn.counted_from for one in after] == [slots["11:00"]]


def test_a_counter_that_nobody_opens_is_soon_not_expected_any_more(hall: Reception) -> None:
    hall.it_is("2026-11-23 08:14")
    soon = planned(hall)
    hall.it_is("2026-11-23 08:15")

    assert (list(soon), planned(hall)) == (["1", "2"], {})


def test_once_somebody_is_called_only_open_counters_count(hall: Reception) -> None:
    hall.it_is("2026-11-23 08:01")
    hall.take()
    hall.call_next("2")

    assert list(planned(hall)) == ["2"]


def test_a_clerk_who_is_at_lunch_comes_back(hall: Reception) -> None:
    hall.do(counters.open_counter, "1", staff="rasa")
    hall.it_is("2026-11-23 12:10")
    hall.do(counters.close_counter, "1")

    assert planned(hall) == {"1": ["12:45-17:00"]}


def test_a_clerk_still_serving_when_lunch_begins_goes_afterwards(hall: Reception) -> None:
    hall.do(counters.open_counter, "1", staff="rasa")
    hall.take()
    hall.it_is("2026-11-23 11:58")
    hall.call_next("1")
    hall.it_is("2026-11-23 12:03")

    assert planned(hall) == {"1": ["12:45-17:00"]}


def test_a_clerk_who_goes_on_calling_is_not_at_lunch(hall: Reception) -> None:
    hall.do(counters.open_counter, "1", staff="rasa")
    hall.take()
    hall.it_is("2026-11-23 12:05")
    hall.call_next("1")
    hall.it_is("2026-11-23 12:06")

    assert planned(hall) == {"1": ["12:06-17:00"]}


def test_a_break_said_at_the_desk_takes_the_place_of_lunch(hall: Reception) -> None:
    hall.do(counters.open_counter, "1", staff="rasa")
    begin = hall.now + 150 * 60_000
    hall.do(plan.plan_break, "1", begin, begin + 30 * 60_000)
    moved = planned(hall)
    hall.do(plan.forget_breaks, "1")

    assert moved == {"1": ["10:00-12:30", "13:00-17:00"]}
    assert planned(hall) == {"1": ["10:00-12:00", "12:45-17:00"]}


def test_a_counter_on_a_break_is_expected_back_when_it_was_said(hall: Reception) -> None:
    hall.do(counters.open_counter, "1", staff="rasa")
    hall.do(counters.open_counter, "2", staff="darius")
    hall.do(pauses.begin_pause, "2", CounterState.BREAK, until=hall.now + 20 * 60_000)
    begun = planned(hall)
    hall.minutes_later(30)
    overrun = planned(hall)
    hall.do(pauses.end_pause, "2")

    assert begun == {"1": ["10:00-12:00", "12:45-17:00"], "2": ["10:20-17:00"]}
    assert overrun["2"] == ["10:31-17:00"]
    assert planned(hall)["2"] == ["10:30-17:00"]


def test_other_work_does_not_keep_a_counter_from_calling(hall: Reception) -> None:
    hall.do(counters.open_counter, "2", staff="darius")
    hall.do(pauses.begin_pause, "2", CounterState.OTHER_WORK, until=hall.now + 60 * 60_000)

    assert planned(hall) == {"2": ["10:00-17:00"]}


def test_who_goes_to_lunch_early_does_not_go_twice(hall: Reception) -> None:
    hall.do(counters.open_counter, "1", staff="rasa")
    hall.it_is("2026-11-23 11:00")
    hall.do(pauses.begin_pause, "1", CounterState.LUNCH, until=hall.now + 45 * 60_000)
    at_lunch = planned(hall)
    hall.it_is("2026-11-23 11:45")
    hall.do(pauses.end_pause, "1")
    with hall.book() as book:
        still_to_come = plan.breaks_of(book, "1", "rasa")

    assert at_lunch == {"1": ["11:45-17:00"]}
    assert planned(hall) == {"1": ["11:45-17:00"]}
    assert still_to_come == []


def test_a_break_with_an_open_end_in_the_time_of_lunch_is_that_lunch(hall: Reception) -> None:
    hall.do(counters.open_counter, "1", staff="rasa")
    hall.it_is("2026-11-23 12:05")
    hall.do(pauses.begin_pause, "1", CounterState.BREAK)

    assert planned(hall) == {"1": ["12:20-17:00"]}


def test_a_break_that_ends_before_it_begins_is_refused(hall: Reception) -> None:
    for start, end in ((hall.now + 60, hall.now + 60), (hall.now - 120, hall.now - 60)):
        with pytest.raises(Refused) as no:
            hall.do(plan.plan_break, "1", start, end)
        assert no.value.reason == Reason.NO_SUCH_TIME


def test_a_hall_closed_at_noon_calls_before_and_after(hall: Reception) -> None:
    hall.it_is("2026-11-24 10:00")
    hall.do(counters.open_counter, "2", staff="darius")

    assert planned(hall) == {"2": ["10:00-12:00", "12:45-17:00"]}


def test_a_branch_that_never_closes_calls_for_ever(tmp_path: Path) -> None:
    always = Reception(tmp_path / "data", small())
    always.do(counters.open_counter, "2")
    spans = planned(always)
    always.close()

    assert spans == {"2": ["08:00-never"]}


def test_who_is_being_served_and_since_when_is_known(hall: Reception) -> None:
    hall.take("B")
    hall.call_next("1")
    since = hall.now
    hall.minutes_later(4)
    hall.do(calls.finish, "1")
    free = hall.now
    hall.take("A")
    hall.minutes_later(1)
    hall.call_next("1")
    with hall.book() as book:
        (post,) = plan.posts(book)

    assert (post.serving, post.since, post.idle_since) == ("A", since + 5 * 60_000, free)


MONDAY, SUNDAY = date(2026, 11, 23), date(2026, 11, 22)
HOUR_MS = 60 * MINUTE


def meant(hall: Reception, day: date = MONDAY) -> dict[str, tuple[str, str]]:
    """When each counter is meant to be open, and the usual lunch in it."""

    def said(spans: Iterable[Span]) -> str:
        return " ".join(f"{clock(hall, span.start)}-{clock(hall, span.end)}" for span in spans)

    with hall.book() as book:
        found = plan.plans(book, day)
    assert found is not None
    return {counter: (said(one.hours), said(one.lunch)) for counter, one in found.items()}


def test_a_counter_is_meant_to_be_open_in_the_branchs_hours_where_somebody_usually_works(
    hall: Reception,
) -> None:
    """Nobody's counter is the room upstairs."""
    assert meant(hall) == {"1": ("08:00-17:00", "12:00-12:45"), "2": ("08:00-17:00", "")}
    assert meant(hall, SUNDAY) == {}


def test_absences_and_other_hours_of_a_day_change_what_is_meant(hall: Reception) -> None:
    hall.do(absences.add, "rasa", hall.now + 4 * HOUR_MS, hall.now + 5 * HOUR_MS)
    hall.do(absences.add, "darius", hall.now, hall.now + 24 * HOUR_MS)
    hall.do(today.set_hours, MONDAY, [Interval(time(9), time(16))])

    assert meant(hall) == {"1": ("09:00-14:00 15:00-16:00", "12:00-12:45"), "2": ("09:00-10:00", "")}


def test_a_counter_whose_own_calendar_has_hours_goes_by_these(tmp_path: Path) -> None:
    settings = with_lunch()
    *others, room = settings.counters
    mornings = {MONDAY.weekday(): (Interval(time(7), time(12)),)}
    hall = Reception(
        tmp_path / "data", replace(settings, counters=(*others, replace(room, booking_hours=mornings)))
    )
    found = meant(hall)
    hall.close()

    assert found["608"] == ("08:00-12:00", "")


def test_where_nobody_has_a_usual_counter_all_are_meant_to_be_open(tmp_path: Path) -> None:
    settings = with_lunch()
    nobodys = replace(settings, staff=tuple(replace(one, counters=()) for one in settings.staff))
    hall = Reception(tmp_path / "data", nobodys)
    found = meant(hall)
    hall.close()

    assert found == dict.fromkeys(("1", "2", "608"), ("08:00-17:00", ""))
