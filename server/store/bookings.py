"""Reading and writing bookings and absences. Rows are handed on as they are and never changed in place."""

from datetime import date
from typing import Any, cast

from sqlalchemy import Connection, Row, delete, insert, select, update

from server.rules.slots import Booking as Status
from server.store.tables import ABSENCE, BOOKING, Absence, Booking

_HOLDS_ITS_TIME = (Status.BOOKED, Status.CAME)


def _as_booking(row: Row[Any]) -> Booking:
    return cast("Booking", row)


def _as_absence(row: Row[Any]) -> Absence:
    return cast("Absence", row)


def add(connection: Connection, booking: dict[str, Any]) -> Booking:
    """Write a new booking.

    Args:
        connection: of the writer.
        booking: the columns, complete but for the id.

    Returns:
        The booking as it stands in the database.

    Raises:
        sqlalchemy.exc.IntegrityError: its code, token or nonce exists, or the time is taken.
    """
    return _as_booking(connection.execute(insert(BOOKING).returning(BOOKING), booking).one())


def change(connection: Connection, booking: Booking, changes: dict[str, Any]) -> Booking:
    """Change columns of a booking and return it as it stands then."""
    changed = update(BOOKING).where(BOOKING.c.id == booking.id).values(**changes).returning(BOOKING)
    return _as_booking(connection.execute(changed).one())


def by_id(connection: Connection, branch: str, booking: int) -> Booking | None:
    """Return a booking by its id."""
    return _first(connection, branch, BOOKING.c.id == booking)


def by_code(connection: Connection, branch: str, code: str) -> Booking | None:
    """Return the booking whose day is not over by its code."""
    return _first(connection, branch, BOOKING.c.code == code)


def by_token(connection: Connection, branch: str, token: str) -> Booking | None:
    """Return a booking by its secret token."""
    return _first(connection, branch, BOOKING.c.token == token)


def by_nonce(connection: Connection, branch: str, nonce: str) -> Booking | None:
    """Return the booking that an earlier request with this nonce made."""
    return _first(connection, branch, BOOKING.c.nonce == nonce)


def _first(connection: Connection, branch: str, condition: Any) -> Booking | None:
    row = connection.execute(select(BOOKING).where(BOOKING.c.branch == branch, condition)).first()
    return _as_booking(row) if row else None


def of_visit(connection: Connection, branch: str, day: date, visit: int) -> Booking | None:
    """Return the booking that a day's visit came with."""
    return _first(connection, branch, (BOOKING.c.day == day) & (BOOKING.c.visit == visit))


def on(connection: Connection, branch: str, first: date, last: date) -> list[Booking]:
    """Return the bookings of some days, both included, by time and counter."""
    rows = connection.execute(
        select(BOOKING)
        .where(BOOKING.c.branch == branch, BOOKING.c.day.between(first, last))
        .order_by(BOOKING.c.starts, BOOKING.c.counter, BOOKING.c.id)
    )
    return [_as_booking(row) for row in rows]


def holding(connection: Connection, branch: str, first: date, last: date) -> list[Booking]:
    """Return the bookings of some days that hold their time: neither cancelled nor missed."""
    return [one for one in on(connection, branch, first, last) if one.status in _HOLDS_ITS_TIME]


def unseen(connection: Connection, branch: str, since: date) -> list[Booking]:
    """Return the bookings from a day on that the reception has not read as they are now, by time."""
    rows = connection.execute(
        select(BOOKING)
        .where(BOOKING.c.branch == branch, BOOKING.c.day >= since, BOOKING.c.seen_at.is_(None))
        .order_by(BOOKING.c.starts, BOOKING.c.counter, BOOKING.c.id)
    )
    return [_as_booking(row) for row in rows]


def close_days_before(connection: Connection, branch: str, day: date, contacts_from: date) -> int:
    """Bring the bookings of the days before one to their end and forget their codes and contacts.

    Args:
        connection: of the writer.
        branch: the branch.
        day: the first day that goes on.
        contacts_from: the first day whose contacts are kept.

    Returns:
        How many nobody came for.
    """
    past = (BOOKING.c.branch == branch, BOOKING.c.day < day)
    missed = connection.execute(
        update(BOOKING).where(*past, BOOKING.c.status == Status.BOOKED).values(status=Status.MISSED)
    ).rowcount
    connection.execute(update(BOOKING).where(*past, BOOKING.c.code.is_not(None)).values(code=None))
    forget_contacts(connection, branch, contacts_from)
    return missed


def forget_contacts(connection: Connection, branch: str, before: date) -> None:
    """Erase the contacts of the days before one."""
    old = (BOOKING.c.branch == branch, BOOKING.c.day < before, BOOKING.c.contact.is_not(None))
    connection.execute(update(BOOKING).where(*old).values(contact=None))


def add_absence(connection: Connection, absence: dict[str, Any]) -> Absence:
    """Write an absence, complete but for its id, and return it."""
    return _as_absence(connection.execute(insert(ABSENCE).returning(ABSENCE), absence).one())


def absence(connection: Connection, branch: str, absence: int) -> Absence | None:
    """Return an absence by its id."""
    row = connection.execute(
        select(ABSENCE).where(ABSENCE.c.branch == branch, ABSENCE.c.id == absence)
    ).first()
    return _as_absence(row) if row else None


def absences(connection: Connection, branch: str, since: int) -> list[Absence]:
    """Return the absences that end after a moment, by their beginning."""
    rows = connection.execute(
        select(ABSENCE)
        .where(ABSENCE.c.branch == branch, ABSENCE.c.ends > since)
        .order_by(ABSENCE.c.starts, ABSENCE.c.id)
    )
    return [_as_absence(row) for row in rows]


def end_absence(connection: Connection, absence: Absence, at: int) -> None:
    """Let an absence end at a moment; one that has not begun by then is taken away."""
    here = ABSENCE.c.id == absence.id
    if at <= absence.starts:
        connection.execute(delete(ABSENCE).where(here))
    else:
        connection.execute(update(ABSENCE).where(here).values(ends=at))


def forget_absences(connection: Connection, branch: str, before: int) -> None:
    """Erase the absences that had ended before a moment."""
    connection.execute(delete(ABSENCE).where(ABSENCE.c.branch == branch, ABSENCE.c.ends <= before))
