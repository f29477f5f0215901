"""Erasing what has been kept for its term (standard, 4.4): tickets and what happened to them, contacts,
notices, the staff log and who left, totals. What is erased is gone from the file too (``store.database``)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlmodel import SQLModel

from server.reception.day_end import end_day
from server.reception.ledger import Ledger
from server.reception.staff_log import forget_before, staff_log
from server.rules.chain import StaffAct
from server.rules.moment import MINUTE, midnight
from server.rules.pairing import VALID_MS
from server.store import bookings, day_ends, lessons, notices, pairings, staff, totals, views
from server.store.tables import (
    BOOKING,
    BREAK,
    CALLBACK,
    COUNTER_EVENT,
    COUNTER_TODAY,
    DAY_END,
    DAY_PLAN,
    EVENT,
    HELP,
    NOTE,
    NOTICE,
    SERVICE_TODAY,
    SPECIAL_HOURS,
    STAFF_LOG,
    VISIT,
)

_BY_DAY = (
    NOTE, COUNTER_EVENT, HELP, CALLBACK, BREAK, DAY_PLAN, COUNTER_TODAY, SERVICE_TODAY, SPECIAL_HOURS,
    BOOKING, VISIT,
)  # fmt: skip
Teach = Callable[[Ledger, list[date]], dict[date, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """From when on what is kept.

    Attributes:
        tickets: the first day whose tickets are kept, and notices that were shown then.
        contacts: the first day whose contacts are.
        totals: the first day whose totals are.
        lessons: the first day of which is kept what it has taught.
        log: from which moment on the staff log is, milliseconds UTC; also who ended a day, and accounts that
            were disabled.
    """

    tickets: date
    contacts: date
    totals: date
    lessons: date
    log: int


def terms(ledger: Ledger, learn_from: timedelta) -> Terms:
    """Return from when on what is kept today.

    Args:
        ledger: the open book.
        learn_from: how far back days teach about waits.
    """
    kept, today = ledger.settings.privacy, ledger.day
    log_from = today - timedelta(days=kept.staff_log_days)
    return Terms(
        tickets=today - timedelta(days=kept.ticket_events_days),
        contacts=today - timedelta(days=kept.contact_retention_days),
        totals=_years_before(today, kept.totals_years),
        lessons=today - learn_from,
        log=midnight(log_from, ledger.settings.office.timezone),
    )


def _named(wanted: Terms) -> tuple[Any, ...]:
    return DAY_END.c.closed_at < wanted.log, DAY_END.c.closed_by.is_not(None)


def _gone(ledger: Ledger, wanted: Terms) -> list[str]:
    """The logins of those who were let in no more before the staff log's term. Who stands in the settings
    does so until the office takes her out: without her account she would be let in again."""
    known = {one.login for one in ledger.settings.staff}
    return [
        one.login
        for one in staff.accounts(ledger.connection, ledger.branch)
        if one.disabled_at is not None and one.disabled_at < wanted.log and one.login not in known
    ]


def _years_before(day: date, years: int) -> date:
    leap = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - years, day=28 if leap else day.day)


def count(ledger: Ledger, wanted: Terms) -> dict[str, int]:
    """Count what would be erased now, by what it is; nothing is changed."""
    connection, branch = ledger.connection, ledger.branch

    def rows(table: Any, *which: Any) -> int:
        here = select(func.count()).select_from(table).where(table.c.branch == branch, *which)
        return connection.scalar(here) or 0

    old = select(VISIT.c.id).where(VISIT.c.branch == branch, VISIT.c.day < wanted.tickets)
    events = select(func.count()).select_from(EVENT).where(EVENT.c.visit.in_(old))
    return {
        "tickets": rows(VISIT, VISIT.c.day < wanted.tickets),
        "events": (connection.scalar(events) or 0)
        + rows(COUNTER_EVENT, COUNTER_EVENT.c.day < wanted.tickets),
        "bookings": rows(BOOKING, BOOKING.c.day < wanted.tickets),
        "contacts": rows(BOOKING, BOOKING.c.day < wanted.contacts, BOOKING.c.contact.is_not(None)),
        "notices": rows(NOTICE, NOTICE.c.ends < midnight(wanted.tickets, ledger.settings.office.timezone)),
        "log entries": rows(STAFF_LOG, STAFF_LOG.c.at < wanted.log),
        "names of who ended a day": rows(DAY_END, *_named(wanted)),
        "accounts": len(_gone(ledger, wanted)),
        "days of totals": len(totals.days(connection, branch, date.min, wanted.totals - timedelta(days=1))),
    }


def purge(ledger: Ledger, wanted: Terms, teach: Teach) -> dict[str, int]:
    """Erase what has been kept for its term. A day's totals, and what it has taught, are kept before it goes.

    Args:
        ledger: the open book, of the writer.
        wanted: from when on what is kept.
        teach: says what days have taught, as JSON, before their tickets go.

    Returns:
        How much was erased, by what it is.
    """
    connection, branch = ledger.connection, ledger.branch
    for day in day_ends.days_to_end(connection, branch, wanted.tickets):
        end_day(ledger, day)
    counts = count(ledger, wanted)
    going = views.days_with_visits(connection, branch, date.min, wanted.tickets - timedelta(days=1))
    lessons.keep(connection, branch, teach(ledger, [day for day in going if day >= wanted.lessons]))
    _erase_tickets(ledger, wanted.tickets)
    bookings.forget_contacts(connection, branch, wanted.contacts)
    notices.forget(connection, branch, midnight(wanted.tickets, ledger.settings.office.timezone))
    connection.execute(
        update(DAY_END).where(DAY_END.c.branch == branch, *_named(wanted)).values(closed_by=None)
    )
    for login in _gone(ledger, wanted):
        staff.forget_account(connection, branch, login)
    lessons.forget(connection, branch, wanted.lessons)
    totals.forget(connection, branch, wanted.totals)
    connection.execute(delete(DAY_END).where(DAY_END.c.branch == branch, DAY_END.c.day < wanted.totals))
    forget_before(ledger, wanted.log)
    erased = {what: n for what, n in counts.items() if n}
    if erased:
        said = ", ".join(f"{what}: {n}" for what, n in erased.items())
        staff_log(ledger, None, StaffAct.ERASE, said)
        ledger.notes.append(f"erased by their terms: {said}")
    return erased


def forget_sign_ins(ledger: Ledger, at: int) -> None:
    """Erase the sign-ins, and the codes that pair devices, that hold no longer.

    Args:
        ledger: the open book, of the writer.
        at: now, milliseconds UTC of the real clock.
    """
    longest = ledger.settings.sign_in.end_hours * 60 * MINUTE
    staff.forget_sessions(ledger.connection, ledger.branch, at - longest)
    pairings.forget(ledger.connection, ledger.branch, at - VALID_MS)


def _erase_tickets(ledger: Ledger, before: date) -> None:
    connection, branch = ledger.connection, ledger.branch
    for owner in (BOOKING, VISIT):
        old = select(owner.c.id).where(owner.c.branch == branch, owner.c.day < before)
        for table, column in _pointing_at(owner):
            if table not in _BY_DAY:
                connection.execute(delete(table).where(column.in_(old)))
    for table in _BY_DAY:
        connection.execute(delete(table).where(table.c.branch == branch, table.c.day < before))


def _pointing_at(owner: Any) -> Iterable[tuple[Any, Any]]:
    """The tables that hold something about a visit or a booking."""
    return (
        (table, key.parent)
        for table in SQLModel.metadata.tables.values()
        for key in table.foreign_keys
        if key.column is owner.c.id
    )
