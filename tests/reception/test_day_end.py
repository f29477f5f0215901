"""The end of a day: what is still open, closing it once, and what is erased with it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from bookable import bookable
from conftest import Reception
from offices import with_hours
from sqlalchemy import select

from server.config import Privacy
from server.reception import appointments, callbacks, calls, counters, handing, undoing
from server.reception.closing import offer_other_time
from server.reception.day_end import (
    Checklist,
    checklist,
    claim,
    due,
    end_day,
    ended,
    exported,
    failed,
    switch_mail,
)
from server.reception.figures import day_totals
from server.reception.opening import end_of_hours
from server.rules.refused import Reason, Refused
from server.rules.totals import WHOLE
from server.store import bookings, day_ends, staff_log, totals, views
from server.store.counters import events_of
from server.store.tables import CALLBACK, NOTE

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Reception]:
    """A hall that closes at five; at four somebody comes to counter 1."""
    hall = Reception(tmp_path / "data", with_hours())
    hall.it_is("2026-11-23 16:00")
    hall.take()
    hall.call_next()
    yield hall
    hall.close()


def looked(hall: Reception, what: Any, *args: Any) -> Any:
    with hall.book() as book:
        return what(book, *args)


def in_short(found: Checklist) -> dict[str, Any]:
    return {
        "over": found.over,
        "at_counters": [visit.number for visit in found.at_counters],
        "waiting": [visit.number for visit in found.waiting],
        "parked": [visit.number for visit in found.parked],
        "untold": [visit.number for visit in found.untold],
        "callbacks": found.callbacks,
        "notes": found.notes,
        "open": found.open,
    }


def an_evening(hall: Reception) -> None:
    """A001 is served on, A002 set aside, A003 waits in vain, A004 is told, A005 handed over with a note."""
    hall.take()
    hall.call_next("2")
    hall.do(calls.park, "2")
    for _ in range(3):
        hall.take()
    hall.do(offer_other_time, "A004")
    hall.call_next("2")
    hall.do(callbacks.add, "+37061234567", counter="1")
    hall.it_is("2026-11-23 16:58")
    hall.do(handing.transfer, "2", to_counter="1", note="laukia anūkas")
    hall.it_is("2026-11-23 17:00")
    hall.do(end_of_hours)


def test_the_checklist_names_what_is_open(hall: Reception) -> None:
    an_evening(hall)

    assert in_short(looked(hall, checklist)) == {
        "over": True,
        "at_counters": ["A001"],
        "waiting": ["A003"],
        "parked": ["A002"],
        "untold": ["A005"],
        "callbacks": 1,
        "notes": 1,
        "open": ["1", "2"],
    }


def test_a_day_is_not_ended_before_its_time_nor_over_a_clients_head(hall: Reception) -> None:
    with pytest.raises(Refused) as early:
        hall.do(end_day, MONDAY)
    an_evening(hall)
    with pytest.raises(Refused) as busy:
        hall.do(end_day, MONDAY)
    with pytest.raises(Refused) as tomorrow:
        hall.do(end_day, TUESDAY)

    assert [one.value.reason for one in (early, busy, tomorrow)] == [
        Reason.DAY_NOT_OVER,
        Reason.STILL_SERVED,
        Reason.DAY_NOT_OVER,
    ]
    assert looked(hall, ended, MONDAY) is None


def test_ending_the_day_closes_it_erases_what_is_personal_and_keeps_its_totals(hall: Reception) -> None:
    an_evening(hall)
    hall.do(calls.finish, "1")
    first = hall.do(end_day, MONDAY, "ausra")
    again = hall.do(end_day, MONDAY, "rasa")
    with hall.book() as book:
        left = in_short(checklist(book))
        numbers = list(book.connection.scalars(select(CALLBACK.c.number)))
        notes = list(book.connection.execute(select(NOTE)))
        wanted = ("issued", "served", "not_served", "wait", "line_max_at")
        kept = totals.by_day(book.connection, book.branch, MONDAY, MONDAY, wanted)
        log = [(one.who, one.act, one.about) for one in staff_log.entries(book.connection, book.branch)]
        whole = day_totals(book, MONDAY)[WHOLE]

    assert (first, again) == (True, False)
    assert left == {
        "over": True, "at_counters": [], "waiting": [], "parked": [], "untold": ["A002", "A003", "A005"],
        "callbacks": 0, "notes": 0, "open": [],
    }  # fmt: skip
    assert (numbers, notes) == ([None], [])
    assert (kept[MONDAY].issued, kept[MONDAY].served, kept[MONDAY].not_served) == (5, 1, 3)
    assert (kept[MONDAY].wait.total, kept[MONDAY].line_max_at) == (whole.wait.total, whole.line_max_at)
    assert log == [("ausra", "close_day", "2026-11-23")]


def test_eile_ends_the_day_by_itself_once_nothing_is_open(hall: Reception) -> None:
    """At 17:15 at the earliest; with somebody still at a counter it waits; at the latest at midnight."""
    found = []
    for at in ("16:59", "17:00", "17:15"):
        hall.it_is(f"2026-11-23 {at}")
        hall.do(end_of_hours)
        found.append(looked(hall, due))
    hall.do(calls.finish, "1")
    found.append(looked(hall, due))
    hall.do(end_day, MONDAY)
    found.append(looked(hall, due))

    assert found == [[], [], [], [MONDAY], []]


def test_days_switched_off_are_caught_up_with(hall: Reception) -> None:
    hall.it_is("2026-11-27 07:50")
    days = looked(hall, due)
    done = [hall.do(end_day, day) for day in days]
    with hall.book() as book:
        (visit,) = views.visits_of(book.connection, book.branch, MONDAY)
        whole = totals.by_day(book.connection, book.branch, MONDAY, TUESDAY, ("served", "service"))

    assert (days, done, visit.status) == ([MONDAY], [True], "served")
    assert {day: (one.served, one.service.count) for day, one in whole.items()} == {MONDAY: (1, 0)}


def test_a_day_on_which_something_happens_after_its_end_is_totalled_anew(hall: Reception) -> None:
    hall.it_is("2026-11-23 17:00")
    hall.do(calls.finish, "1")
    hall.do(end_day, MONDAY)
    hall.do(undoing.undo, "1")
    hall.minutes_later(0.5)
    hall.do(calls.finish, "1")
    stale = looked(hall, ended, MONDAY)
    hall.it_is("2026-11-24 00:00")
    days = looked(hall, due)
    done = [hall.do(end_day, day) for day in days]
    with hall.book() as book:
        kept = totals.by_day(book.connection, book.branch, MONDAY, MONDAY, ("overtime",))

    assert (stale, days, done, kept[MONDAY].overtime) == (None, [MONDAY], [True], 30_000)


def test_an_export_is_begun_by_one_and_by_another_only_if_that_one_was_stopped(hall: Reception) -> None:
    hall.it_is("2026-11-23 17:20")
    hall.do(calls.finish, "1")
    hall.do(end_day, MONDAY)
    both = [hall.do(claim, MONDAY, "exported") for _ in range(2)]
    hall.do(failed, MONDAY, "exported")
    after_failing = hall.do(claim, MONDAY, "exported")
    hall.minutes_later(11)
    after_a_lapse = hall.do(claim, MONDAY, "exported")
    hall.do(exported, MONDAY, ["eile-2026-11-23-summary.csv"])
    hall.minutes_later(11)
    once_more = hall.do(claim, MONDAY, "exported")

    assert (both, after_failing, after_a_lapse, once_more) == ([True, False], True, True, False)


@pytest.mark.parametrize(("days", "kept"), [(0, [None, None]), (2, ["+37060000001", None])])
def test_contacts_stay_as_long_as_the_office_says(days: int, kept: list[str | None], tmp_path: Path) -> None:
    settings = replace(bookable(), privacy=Privacy(contact_retention_days=days))
    hall = Reception(tmp_path / "data", settings)
    booked = hall.do(appointments.book, "J", hall.now + 3_600_000, contact="+37060000001").booking
    found = []
    for today, yesterday in (("2026-11-24 00:00", MONDAY), ("2026-11-26 00:00", date(2026, 11, 25))):
        hall.it_is(today)
        hall.do(end_day, yesterday)
        with hall.book() as book:
            row = bookings.by_id(book.connection, book.branch, booked.id)
            found.append(row and row.contact)
    hall.close()

    assert found == kept


def test_a_counter_that_is_closed_with_the_day_is_not_called_forgotten(hall: Reception) -> None:
    hall.it_is("2026-11-23 17:00")
    hall.do(calls.finish, "1")
    hall.do(counters.open_counter, "2")
    hall.do(end_day, MONDAY)
    with hall.book() as book:
        closed = [
            (one.counter, one.reason)
            for one in events_of(book.connection, book.branch, MONDAY)
            if one.act == "close"
        ]

    assert closed == [("1", None), ("2", None)]


def test_a_branch_without_mail_does_not_switch_off_anothers(hall: Reception) -> None:
    """Two branches may live in one file."""
    office = hall.settings

    def mails_since() -> Any:
        return looked(hall, lambda book: day_ends.mails_since(book.connection, book.branch))

    hall.do(switch_mail, True)
    hall.settings = replace(office, office=replace(office.office, id="other"))
    hall.do(switch_mail, False)
    other = mails_since()
    hall.settings = office

    assert (mails_since(), other) == (hall.now, None)
