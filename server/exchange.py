"""Booked times to and from other programs: CSV for spreadsheets, iCalendar for calendars."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any, BinaryIO

from icalendar import Calendar, Event

from server.config.mistakes import alternatives
from server.house import House
from server.reception import appointments
from server.reception.asking import counter_of
from server.reception.ledger import Ledger
from server.rules.moment import local, moment
from server.rules.refused import Refused
from server.rules.slots import Booking as Status
from server.simulate.table import Column, all_mistakes, read_rows
from server.slips import exact_place
from server.statistics.rows import Row
from server.store import bookings
from server.web import sentence
from server.words import Words

COLUMNS = (
    "day",
    "time",
    "until",
    "service",
    "service_name",
    "counter",
    "language",
    "status",
    "code",
    "moved",
)


def booking_rows(ledger: Ledger, first: date, last: date) -> Iterator[Row]:
    """Give a row for each booking of some days, by time: ``COLUMNS``.

    Nothing in it tells whose it is (standard, 4.1): no contact either.

    Args:
        ledger: the open book.
        first: the first day.
        last: the last one, included.
    """
    zone = ledger.settings.office.timezone
    names = {service.id: service.name["lt"] for service in ledger.settings.services}
    for one in bookings.on(ledger.connection, ledger.branch, first, last):
        yield (
            one.day.isoformat(), f"{local(one.starts, zone):%H:%M}", f"{local(one.ends, zone):%H:%M}",
            one.service, names.get(one.service, one.service), one.counter, one.language,
            appointments.status_of(ledger, one), one.code, one.moved,
        )  # fmt: skip


def read_bookings(ledger: Ledger, file: BinaryIO, name: str, words: Words) -> int:
    """Book what a CSV file lists: all of it or, with any mistake, nothing.

    Rows that are not ``booked`` are passed over, so that an exported file can be read again elsewhere.

    Args:
        ledger: the open book, of a transaction that the caller takes back when this fails.
        file: open for reading bytes.
        name: what it is called in messages.
        words: the language of what the rules refuse.

    Returns:
        How many were booked.

    Raises:
        BadInputError: every mistake, with its line.
    """
    zone = ledger.settings.office.timezone
    columns = [
        Column("day", _day),
        Column("time", _time),
        Column("service", str),
        Column("counter", str, absent=""),
        Column("language", str, absent=""),
        Column("status", _status, absent=Status.BOOKED),
        Column("code", _code, absent=""),
        *(Column(ignored, str, absent="") for ignored in ("until", "service_name", "moved")),
    ]
    made = 0
    with all_mistakes() as mistakes:
        for line, (day, time, service, counter, language, status, code, *_) in read_rows(
            file, name, columns, mistakes
        ):
            if status is not Status.BOOKED:
                continue
            try:
                appointments.book(
                    ledger,
                    service,
                    moment(datetime.combine(day, time, tzinfo=zone)),
                    counter=counter or None,
                    language=language or None,
                    code=code or None,
                )
            except Refused as refused:
                mistakes.add(name, line, "", sentence(words, refused))
            else:
                made += 1
    return made


def _day(cell: str) -> date:
    try:
        found = date.fromisoformat(cell)
    except ValueError:
        raise ValueError("expected a day like 2026-11-24") from None
    if not 2000 <= found.year <= 2100:
        raise ValueError("expected a year from 2000 to 2100")
    return found


def _time(cell: str) -> Any:
    try:
        return datetime.strptime(cell, "%H:%M").time()  # noqa: DTZ007 - of no day yet
    except ValueError:
        raise ValueError("expected a time like 14:30") from None


def _status(cell: str) -> Status:
    try:
        return Status(cell or Status.BOOKED)
    except ValueError:
        raise ValueError(f"unknown status{alternatives(cell, Status)}") from None


def _code(cell: str) -> str:
    if cell and not (len(cell) == 6 and cell.isascii() and cell.isdecimal()):
        raise ValueError("expected six digits, or nothing for a new code")
    return cell


def calendar_of(house: House, ledger: Ledger, counter: str, day: date, words: Words) -> bytes:
    """Write the day of a counter or room as an iCalendar feed (RFC 5545).

    It tells times and services: neither contacts nor codes, which are not a calendar's business.

    Args:
        house: the running branch.
        ledger: the open book.
        counter: the counter's id.
        day: the branch's day.
        words: the language of the services' names.

    Returns:
        The feed.

    Raises:
        Refused: ``UNKNOWN_COUNTER``.
    """
    place = counter_of(ledger, counter)
    where = exact_place(house, words, place)
    calendar = Calendar()
    calendar.add("prodid", "-//Eilė//LT")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", where)
    names = {service.id: service.name for service in ledger.settings.services}
    for one in bookings.on(ledger.connection, ledger.branch, day, day):
        if one.counter != counter:
            continue
        event = Event()
        event.add("uid", f"booking-{one.id}@{ledger.branch}")
        event.add("sequence", one.moved)
        event.add("dtstamp", local(one.changed_at, UTC))
        event.add("dtstart", local(one.starts, UTC))
        event.add("dtend", local(one.ends, UTC))
        event.add("summary", words.pick(names[one.service]) if one.service in names else one.service)
        event.add("location", where)
        event.add("status", "CANCELLED" if one.status is Status.CANCELLED else "CONFIRMED")
        calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written
