"""What is kept for its term and no longer: gone from every file, while the figures and the lessons stay."""

import random
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from bookable import bookable
from conftest import Reception
from sqlmodel import SQLModel

from server import backups
from server.config import Privacy
from server.forecast.lessons import LEARN_FROM, Lessons, Taught
from server.nightly import teach
from server.reception import (
    absences,
    accounts,
    appointments,
    callbacks,
    calls,
    counters,
    devices,
    handing,
    helping,
    issuing,
    notices,
    pairing,
    plan,
    printers,
    purging,
    sessions,
    today,
)
from server.reception.day_end import end_day
from server.reception.staff_log import first_broken, staff_log
from server.rules.chain import StaffAct
from server.rules.counter import HelpReason
from server.rules.device import DeviceKind
from server.rules.issuing import StopReason
from server.rules.moment import MINUTE
from server.rules.notices import Cause
from server.rules.periods import Length, Period
from server.rules.roles import Role
from server.rules.totals import SPREADS
from server.statistics.figures import COLUMNS
from server.statistics.report import report
from server.store import lessons, views
from server.store.tables import FACT, STAFF_LOG

MONDAY = date(2026, 11, 23)
PHONES = ("+37061234567", "861234568", "+37069999999")
NOTE = "ponia Pavardenė laukia anūko"


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Reception]:
    """An office where times are booked that keeps tickets for five days."""
    settings = replace(bookable(), privacy=Privacy(ticket_events_days=5, staff_log_days=8, totals_years=1))
    hall = Reception(tmp_path / "data", settings)
    yield hall
    hall.close()


def a_day(hall: Reception, day: date, clients: int = 6) -> None:
    """Some clients; one is handed over with a note, one booked with a contact, one to be called back."""
    chance = random.Random(day.toordinal())
    hall.it_is(f"{day} 08:00")
    booked = hall.do(appointments.book, "A", hall.now + 3 * 3_600_000, contact=PHONES[0]).booking
    hall.do(callbacks.add, PHONES[1], counter="1")
    done = hall.do(callbacks.add, PHONES[2], counter="1")
    hall.do(counters.open_counter, "2")
    for place in range(clients):
        hall.take(priority=place == 2)
        hall.minutes_later(chance.uniform(1, 9))
        hall.call_next()
        hall.minutes_later(chance.uniform(2, 9))
        if place == 3:
            hall.do(handing.transfer, "1", to_counter="2", note=NOTE)
    hall.it_is(f"{day} 11:00")
    hall.do(appointments.check_in, booked.id)
    hall.do(callbacks.done, done.id)
    hall.do(calls.finish, "1")
    hall.do(staff_log, "rasa", StaffAct.SIGN_IN)


def days(first: date, count: int) -> list[date]:
    return [first + timedelta(days=n) for n in range(count)]


def purge(hall: Reception) -> dict[str, int]:
    def verb(book: Any) -> dict[str, int]:
        return purging.purge(book, purging.terms(book, LEARN_FROM), teach)

    erased: dict[str, int] = hall.do(verb)
    return erased


def in_file(hall: Reception, *texts: str) -> list[str]:
    """Which texts stand anywhere in the database's files."""
    folder = hall.database.path.parent
    everything = b"".join(path.read_bytes() for path in folder.glob("eile.db*"))
    return [text for text in texts if text.encode() in everything]


def test_what_was_personal_is_gone_from_the_files_when_the_day_is_done(hall: Reception) -> None:
    for day in days(MONDAY, 3):
        a_day(hall, day)
    before = in_file(hall, *PHONES, NOTE, "anūko")
    hall.it_is("2026-11-26 00:05")
    for day in days(MONDAY, 3):
        hall.do(end_day, day)
    hall.database.sweep()

    assert before == [*PHONES, NOTE, "anūko"]
    assert in_file(hall, *PHONES, NOTE, "anūko", "Pavarden") == []


def test_tickets_go_after_their_term_and_their_figures_stay(hall: Reception) -> None:
    for day in days(MONDAY, 3):
        a_day(hall, day)
    hall.it_is("2026-12-01 00:05")
    for day in days(MONDAY, 3):
        hall.do(end_day, day)
    period = Period(Length.RANGE, MONDAY, MONDAY + timedelta(days=2))
    with hall.book() as book:
        exact = report(book, period)
        tokens = [visit.token for visit in views.visits_of(book.connection, book.branch, MONDAY)]
        wanted = purging.terms(book, LEARN_FROM)
        foretold = purging.count(book, wanted)
    erased, again = purge(hall), purge(hall)
    swept = hall.database.sweep()
    with hall.book() as book:
        kept = report(book, period)
        left = filled_tables(book)
        broken = first_broken(book)

    assert erased == {key: n for key, n in foretold.items() if n} and again == {} and swept
    assert (erased["tickets"], erased["bookings"]) == (21, 3)
    assert left - {FACT.name} == {"day_total", "day_end", "lesson", "staff_log"}
    assert in_file(hall, *tokens, *PHONES, "anūko") == []
    assert kept.totals.keys() == exact.totals.keys() and not kept.whole.exact
    for (facet, key), found in exact.totals.items():
        rest = kept.totals[facet, key]
        for name in COLUMNS[facet] - {f"{spread}_bins" for spread in SPREADS}:
            one, other = getattr(found, name), getattr(rest, name)
            if name not in SPREADS:
                assert one == other, (facet, key, name)
                continue
            assert (one.count, one.total, one.longest) == (other.count, other.total, other.longest)
            assert other.bins == (one.bins if f"{name}_bins" in COLUMNS[facet] else None)
    assert kept.by_day.keys() == exact.by_day.keys()
    assert broken is None


def test_what_is_known_of_those_who_work_here_has_terms_too(hall: Reception) -> None:
    """Each table holds something; whoever adds one says here what becomes of it."""
    hall.database.claim("real")
    a_day(hall, MONDAY)
    hall.take("B", printed=True)
    hall.do(accounts.add, "former", "Buvusi Kolegė", Role.CLERK)
    hall.do(sessions.start, "former", "hash-of-a-token", hall.now, counter="1")
    hall.do(accounts.disable, "former")
    hall.do(sessions.start, "rasa", "hash-of-another", hall.now)
    hall.do(notices.post_notice, Cause.OTHER, text={"lt": "Vėluosime iki vidurdienio."}, staff="former")
    hall.do(pairing.offer, DeviceKind.KIOSK, hall.settings.all_kiosks[0].id, hall.now, staff="former")
    hall.do(devices.add, DeviceKind.KIOSK, "hall")
    hall.do(absences.add, "rasa", hall.now, hall.now + MINUTE)
    hall.do(helping.ask_help, "1", HelpReason.ASKS_FOR_HEAD, staff="former")
    hall.do(plan.plan_break, "1", hall.now, hall.now + MINUTE)
    hall.do(printers.change_roll, hall.settings.printers[0].id)
    hall.do(today.move_services, "1", ["A"])
    hall.do(today.set_hours, MONDAY + timedelta(days=1), [])
    hall.do(issuing.close_for_today, "B", StopReason.TECHNICAL)
    with hall.book() as book:
        filled = filled_tables(book)
    hall.it_is("2026-11-23 18:00")
    hall.do(counters.close_counter, "1")
    hall.do(counters.close_counter, "2")
    hall.do(end_day, MONDAY, "former")
    hall.it_is("2026-12-24 00:05")
    erased = purge(hall)
    hall.do(purging.forget_sign_ins, hall.now)
    swept = hall.database.sweep()
    with hall.book() as book:
        left = filled_tables(book)

    assert filled | {"day_total", "day_end", "lesson", "day_plan"} == SQLModel.metadata.tables.keys()
    assert left == {"day_total", "day_end", "lesson", "staff_log", "device", "printer", FACT.name}
    assert (erased["notices"], erased["names of who ended a day"], erased["accounts"]) == (1, 1, 1)
    assert swept and in_file(hall, "former", "Buvusi", "Vėluosime", "rasa", "hash-of") == []


def filled_tables(book: Any) -> set[str]:
    tables = SQLModel.metadata.sorted_tables
    return {table.name for table in tables if book.connection.execute(table.select()).first()}


def test_a_day_that_nobody_ended_has_its_totals_before_its_tickets_go(hall: Reception) -> None:
    a_day(hall, MONDAY)
    hall.it_is("2026-12-10 12:00")
    purge(hall)
    with hall.book() as book:
        whole = report(book, Period(Length.DAY, MONDAY, MONDAY)).whole

    assert (whole.issued, whole.booked_came, whole.transferred) == (7, 1, 1)


def test_the_staff_log_and_the_totals_have_terms_of_their_own(hall: Reception) -> None:
    a_day(hall, MONDAY)
    hall.it_is("2026-11-30 00:05")
    hall.do(end_day, MONDAY)
    purge(hall)
    hall.it_is("2026-12-03 00:05")
    log = purge(hall)
    hall.it_is("2027-11-25 00:05")
    later = purge(hall)
    with hall.book() as book:
        acts = [row.act for row in book.connection.execute(STAFF_LOG.select())]
        whole = report(book, Period(Length.YEAR, date(2026, 1, 1), date(2026, 12, 31))).whole
        broken = first_broken(book)

    assert log == {"log entries": 1}
    assert later == {"log entries": 4, "days of totals": 1}
    assert (acts, whole.issued, broken) == (["forget", "erase"], 0, None)


def test_what_days_have_taught_outlives_their_tickets(hall: Reception) -> None:
    """A server that is started after the tickets are erased foretells the same."""
    for day in days(MONDAY, 4):
        a_day(hall, day, clients=9)
    hall.it_is("2026-11-30 08:00")

    def known() -> Any:
        learned = Lessons(hall.settings)
        with hall.book() as book:
            first = book.day - LEARN_FROM
            for day, kept in lessons.since(book.connection, book.branch, first):
                learned.recall(day, Taught.read(kept))
            for event in views.happened_since(book.connection, book.branch, first, 0):
                learned.tell(event)
        found = learned.knowledge(hall.now, ["A"], [])
        streams = [(one.lane, round(one.per_ms * 1e9, 6), sorted(one.heads)) for one in found.streams]
        return found.durations, found.pace, found.no_show, found.no_show_ms, streams, learned.levels.alpha

    before = known()
    erased = purge(hall)
    after = known()
    with hall.book() as book:
        kept = lessons.since(book.connection, book.branch, MONDAY)

    assert erased["tickets"] == 20 and [day for day, _ in kept] == days(MONDAY, 2)
    assert after == before


def test_what_is_kept_of_a_lesson_belongs_to_no_ticket(hall: Reception) -> None:
    a_day(hall, MONDAY)
    hall.it_is("2026-11-30 08:00")
    purge(hall)
    with hall.book() as book:
        ((_, kept),) = lessons.since(book.connection, book.branch, MONDAY)
    found = Taught.read(kept)

    assert found.durations["A"] == sorted(found.durations["A"])
    assert not any(word in kept for word in ("A001", "rasa", "visit", "token"))


def test_copies_are_whole_and_go_by_their_own_age(hall: Reception, tmp_path: Path) -> None:
    a_day(hall, MONDAY)
    folder = tmp_path / "copies"
    made = [
        backups.copy(hall.database, folder, "eile", datetime(2026, 11, day, 17, 30))  # noqa: DTZ001
        for day in (20, 23)
    ]
    with sqlite3.connect(made[1]) as copy:
        (tickets,) = copy.execute("SELECT count(*) FROM visit").fetchone()
        (whole,) = copy.execute("PRAGMA integrity_check").fetchone()
    copy.close()

    assert (tickets, whole) == (7, "ok")
    assert [path.name for path in sorted(folder.iterdir())] == [
        "eile-2026-11-20T173000.db",
        "eile-2026-11-23T173000.db",
    ]
    assert made[0].stat().st_mode & 0o077 == 0
    assert backups.newest(folder) == datetime(2026, 11, 23, 17, 30)  # noqa: DTZ001
    assert backups.outlived(folder, date(2026, 11, 28), 7) == [made[0]]
