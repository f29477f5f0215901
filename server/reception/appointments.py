"""Booked times: offered, booked, moved, cancelled, and the client's coming (standard, 19.1, 19.3)."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Concatenate, ParamSpec, TypeVar

from server.config import Counter, Service
from server.reception import papers, tickets
from server.reception.asking import counter_of, language_of, service_of
from server.reception.calendars import Calendars, days_ahead, length
from server.reception.counters import who_is_where
from server.reception.ledger import Ledger
from server.rules.moment import MINUTE, day_of, local
from server.rules.refused import Reason, Refused
from server.rules.slots import Booking as Status
from server.rules.slots import Slot, standing
from server.rules.visit import Paper
from server.rules.visit import Status as Stage
from server.store import bookings, visits
from server.store.tables import Booking, Visit

P = ParamSpec("P")
T = TypeVar("T")

TOKEN_BYTES = 16
FIRST_CODE, CODES = 100_000, 900_000  # six digits; no leading zero, which a spreadsheet would drop
STANDS = (Status.BOOKED, Status.MISSED)  # what can still be moved or cancelled
HERE = (Stage.WAITING, Stage.CALLED, Stage.SERVING, Stage.PARKED)  # her number is not over yet


@dataclass(frozen=True, slots=True)
class Booked:
    """A booking asked for; ``new`` is false for a repeated request, which must print nothing."""

    booking: Booking
    new: bool


@dataclass(frozen=True, slots=True)
class CheckedIn:
    """A client who has come.

    Attributes:
        visit: the ticket's visit.
        new: whether the ticket was made now.
        late: whether the booked place was lost and she waits in the order of coming.
    """

    visit: Visit
    new: bool
    late: bool


def bookable(service: Service) -> bool:
    """Say whether times can be booked for a service."""
    return service.appointments or not service.walk_in


def bookable_service(ledger: Ledger, service: str) -> Service:
    """Return a service for which times can be booked.

    Raises:
        Refused: ``UNKNOWN_SERVICE``, ``NOT_BOOKABLE``.
    """
    wanted = service_of(ledger, service)
    if not bookable(wanted):
        raise Refused(Reason.NOT_BOOKABLE)
    return wanted


def free_times(ledger: Ledger, service: str, day: date, *, counter: str | None = None) -> list[Slot]:
    """Return the free times of a service on a day, in order; none on a day that cannot be booked (yet).

    Args:
        ledger: the open book.
        service: the service's id.
        day: the branch's day.
        counter: only at this counter.

    Raises:
        Refused: ``UNKNOWN_SERVICE``, ``NOT_BOOKABLE``, ``UNKNOWN_COUNTER``.
    """
    wanted = bookable_service(ledger, service)
    if counter is not None:
        counter_of(ledger, counter)
    if day not in days_ahead(ledger):
        return []
    return Calendars(ledger, day, day).free(wanted, day, counter)


def next_free(ledger: Ledger, service: str, limit: int | None = None) -> list[Slot]:
    """Return the next free times of a service on all days that can be booked, in order.

    Args:
        ledger: the open book.
        service: the service's id.
        limit: how many at most; ``None`` for all.

    Raises:
        Refused: ``UNKNOWN_SERVICE``, ``NOT_BOOKABLE``.
    """
    wanted = bookable_service(ledger, service)
    days = days_ahead(ledger)
    calendars = Calendars(ledger, days[0], days[-1])
    found: list[Slot] = []
    for day in days:
        found += calendars.free(wanted, day)
        if limit is not None and len(found) >= limit:
            return found[:limit]
    return found


def book(
    ledger: Ledger,
    service: str,
    starts: int,
    *,
    counter: str | None = None,
    language: str | None = None,
    contact: str | None = None,
    code: str | None = None,
    printed: bool = False,
    kiosk: str = "",
    nonce: str | None = None,
    seen: bool = False,
) -> Booked:
    """Book a time (standard, 19.1, 19.3). Nothing is asked about the person.

    Args:
        ledger: the open book.
        service: the service's id.
        starts: when, milliseconds UTC.
        counter: where; ``None`` for any counter that is free then.
        language: the client's; ``None`` for the state language.
        contact: how to reach the client, if the office keeps that; erased when the day is over (4.4).
        code: six digits that another system has already given; ``None`` for new ones.
        printed: whether the kiosk's printer prints the slip.
        kiosk: which kiosk, by id; "" for the usual one.
        nonce: the same for a repeated request; it gets the same booking.
        seen: whether the reception itself books, so that nobody has to be shown it as new.

    Returns:
        The new booking, or the one an earlier request with this nonce made.

    Raises:
        Refused: ``UNKNOWN_SERVICE``, ``NOT_BOOKABLE``, ``UNKNOWN_COUNTER``, ``UNKNOWN_LANGUAGE``,
            ``NO_CONTACT``, ``NOT_SO_FAR_AHEAD``, ``TIME_TAKEN``, ``CODE_TAKEN``.
    """
    if nonce and (before := bookings.by_nonce(ledger.connection, ledger.branch, nonce)):
        return Booked(before, new=False)
    wanted = bookable_service(ledger, service)
    spoken = language_of(ledger, language or ledger.settings.office.languages[0])
    contact = (contact or "").strip()
    if contact and not ledger.settings.queue.appointment.contact:
        raise Refused(Reason.NO_CONTACT)
    place = _free_place(ledger, wanted, starts, counter)
    span = length(wanted, starts)
    booking = bookings.add(
        ledger.connection,
        {
            "branch": ledger.branch,
            "day": day_of(starts, ledger.settings.office.timezone),
            "service": wanted.id,
            "counter": place.id,
            "starts": span.start,
            "ends": span.end,
            "code": _given(ledger, code) if code else _new_code(ledger),
            "token": secrets.token_urlsafe(TOKEN_BYTES),
            "nonce": nonce,
            "language": spoken,
            "status": Status.BOOKED,
            "visit": None,
            "paper": papers.first_paper(ledger, kiosk) if printed else Paper.NONE,
            "contact": contact or None,
            "moved": 0,
            "made_at": ledger.now,
            "changed_at": ledger.now,
            "seen_at": ledger.now if seen else None,
            "told_at": None,
        },
    )
    if printed:
        papers.ask_slip(ledger, booking, kiosk=kiosk)
    ledger.notes.append(f"booking {booking.id} made for {wanted.id} at {place.id}")
    return Booked(booking, new=True)


def _free_place(
    ledger: Ledger, service: Service, starts: int, counter: str | None, without: int = 0
) -> Counter:
    """Return the counter of a wanted time, if it is free."""
    if counter is not None and service.id not in counter_of(ledger, counter).services:
        raise Refused(Reason.NOT_SERVED_THERE)
    day = day_of(starts, ledger.settings.office.timezone)
    if day > days_ahead(ledger)[-1]:
        raise Refused(Reason.NOT_SO_FAR_AHEAD, n=ledger.settings.queue.appointment.book_ahead_days)
    if starts >= ledger.now and starts % MINUTE == 0:
        calendars = Calendars(ledger, day, day, without)
        for place in ledger.settings.counters:
            wished = service.id in place.services and counter in (None, place.id)
            if wished and calendars.can_take(place, length(service, starts)):
                return place
    raise Refused(Reason.TIME_TAKEN)


def _new_code(ledger: Ledger) -> str:
    while True:
        code = str(FIRST_CODE + secrets.randbelow(CODES))
        if not bookings.by_code(ledger.connection, ledger.branch, code):
            return code


def _given(ledger: Ledger, code: str) -> str:
    if bookings.by_code(ledger.connection, ledger.branch, code):
        raise Refused(Reason.CODE_TAKEN)
    return code


def move(
    ledger: Ledger, booking: int, starts: int, *, counter: str | None = None, seen: bool = False
) -> Booking:
    """Move a booking to another time or place; its code stays.

    Args:
        ledger: the open book.
        booking: the booking's id.
        starts: when, milliseconds UTC.
        counter: where; ``None`` for where it was, or else any counter that is free then.
        seen: as for ``book``.

    Returns:
        The booking as it stands then.

    Raises:
        Refused: ``UNKNOWN_BOOKING``, ``BOOKING_OVER`` when she has come or it was cancelled,
            ``UNKNOWN_COUNTER``, ``NOT_SERVED_THERE``, ``NOT_SO_FAR_AHEAD``, ``TIME_TAKEN``.
    """
    present = _standing(ledger, booking)
    service = bookable_service(ledger, present.service)
    place = _place_after(ledger, service, present, starts, counter)
    span = length(service, starts)
    changes = {
        "day": day_of(starts, ledger.settings.office.timezone),
        "counter": place.id,
        "starts": span.start,
        "ends": span.end,
        "status": Status.BOOKED,
        "moved": present.moved + 1,
        "told_at": None,
    }
    ledger.notes.append(f"booking {present.id} moved to {place.id}")
    return _changed(ledger, present, changes, seen)


def _place_after(
    ledger: Ledger, service: Service, present: Booking, starts: int, counter: str | None
) -> Counter:
    if counter is None:
        try:
            return _free_place(ledger, service, starts, present.counter, present.id)
        except Refused as refused:
            if refused.reason is Reason.NOT_SO_FAR_AHEAD:
                raise
    return _free_place(ledger, service, starts, counter, present.id)


def cancel(ledger: Ledger, booking: int, *, seen: bool = False) -> Booking:
    """Cancel a booking: its time is free again, and a contact is erased at once.

    Raises:
        Refused: ``UNKNOWN_BOOKING``, ``BOOKING_OVER``.
    """
    present = _standing(ledger, booking)
    ledger.notes.append(f"booking {present.id} cancelled")
    return _changed(ledger, present, {"status": Status.CANCELLED, "contact": None}, seen)


def _changed(ledger: Ledger, present: Booking, changes: dict[str, Any], seen: bool) -> Booking:
    marks = {"changed_at": ledger.now, "seen_at": ledger.now if seen else None}
    return bookings.change(ledger.connection, present, {**changes, **marks})


def check_in(
    ledger: Ledger, booking: int, *, language: str | None = None, printed: bool = False, kiosk: str = ""
) -> CheckedIn:
    """Give a booked client who has come her number (standard, 19.3).

    Who is late by more than the office tolerates waits in the order of coming; whoever has a ticket
    already gets the same one, until it is over. A client whose service several counters give waits for
    the one she is booked at, if it is open and she is in time; otherwise for whichever is free first.

    Args:
        ledger: the open book.
        booking: the booking's id.
        language: the one she chose on the kiosk; ``None`` or the state language for that of the booking.
        printed: whether the kiosk's printer prints the ticket.
        kiosk: which kiosk, by id; "" for the usual one.

    Returns:
        The visit.

    Raises:
        Refused: ``UNKNOWN_BOOKING``, ``BOOKING_CANCELLED``, ``BOOKING_OTHER_DAY`` and
            ``BOOKING_TOO_EARLY`` with the time, ``BOOKING_CALLED`` when the number she got is over (staff
            can put her back, 13.3), and whatever taking a ticket refuses.
    """
    found = by_id(ledger, booking)
    if found.visit is not None:
        visit = visits.by_id(ledger.connection, found.visit)
        if visit.status not in HERE:
            raise Refused(Reason.BOOKING_CALLED, number=visit.number)
        return CheckedIn(visit, new=False, late=False)
    if found.status is Status.CANCELLED:
        raise Refused(Reason.BOOKING_CANCELLED)
    office, rules = ledger.settings.office, ledger.settings.queue.appointment
    if found.day != ledger.day:
        raise Refused(Reason.BOOKING_OTHER_DAY, time=local(found.starts, office.timezone))
    since = found.starts - rules.check_in_before_min * MINUTE
    if ledger.now < since:
        raise Refused(
            Reason.BOOKING_TOO_EARLY,
            time=local(found.starts, office.timezone).time(),
            since=local(since, office.timezone).time(),
        )
    late = status_of(ledger, found) is Status.MISSED
    spoken = found.language if found.language in office.languages else office.languages[0]
    visit = tickets.take(
        ledger,
        found.service,
        spoken if language in (None, office.languages[0]) else str(language),
        slot=found.starts,
        to_counter=None if late else _only_counter(ledger, found),
        printed=printed,
        kiosk=kiosk,
    ).visit
    bookings.change(ledger.connection, found, {"status": Status.CAME, "visit": visit.id})
    return CheckedIn(visit, new=True, late=late)


def _only_counter(ledger: Ledger, booking: Booking) -> str | None:
    serving = [place.id for place in ledger.settings.counters if booking.service in place.services]
    addressed = len(serving) > 1 and booking.counter in serving
    return booking.counter if addressed and booking.counter in who_is_where(ledger) else None


def with_code(
    ledger: Ledger,
    code: str,
    verb: Callable[Concatenate[Ledger, int, P], T],
    /,
    *args: P.args,
    **kwargs: P.kwargs,
) -> T:
    """Do one of these verbs to the booking that a code stands for.

    Raises:
        Refused: ``UNKNOWN_BOOKING``, and what the verb refuses.
    """
    return verb(ledger, by_code(ledger, code).id, *args, **kwargs)


def by_id(ledger: Ledger, booking: int) -> Booking:
    """Return a booking by its id.

    Raises:
        Refused: ``UNKNOWN_BOOKING``.
    """
    return _known(bookings.by_id(ledger.connection, ledger.branch, booking))


def by_code(ledger: Ledger, code: str) -> Booking:
    """Return the booking whose day is not over by its code, however it is typed.

    Raises:
        Refused: ``UNKNOWN_BOOKING``.
    """
    typed = "".join(code.split()).replace("-", "")
    return _known(bookings.by_code(ledger.connection, ledger.branch, typed))


def by_token(ledger: Ledger, token: str) -> Booking:
    """Return a booking by its secret token.

    Raises:
        Refused: ``UNKNOWN_BOOKING``.
    """
    return _known(bookings.by_token(ledger.connection, ledger.branch, token))


def _known(booking: Booking | None) -> Booking:
    if booking is None:
        raise Refused(Reason.UNKNOWN_BOOKING)
    return booking


def _standing(ledger: Ledger, booking: int) -> Booking:
    found = by_id(ledger, booking)
    if found.status not in STANDS or found.code is None:
        raise Refused(Reason.BOOKING_OVER)
    return found


def status_of(ledger: Ledger, booking: Booking) -> Status:
    """Say where a booking stands now: missed as soon as it is too late (standard, 19.3)."""
    late = ledger.settings.queue.appointment.late_tolerance_min
    return standing(booking.status, booking.starts, ledger.now, late)


def print_slip(ledger: Ledger, booking: int, printer: str | None = None) -> None:
    """Ask for a booking's slip: a copy, when there has been one of this time.

    Args:
        ledger: the open book.
        booking: the booking's id.
        printer: the printer's id; ``None`` for the kiosk's.

    Raises:
        Refused: ``UNKNOWN_BOOKING``, ``BOOKING_OVER``, ``UNKNOWN_PRINTER``, ``NO_PRINTER``.
    """
    if papers.ask_slip(ledger, _standing(ledger, booking), printer) is None:
        raise Refused(Reason.NO_PRINTER)


def mark_read(ledger: Ledger, day: date) -> None:
    """Take note that the reception has read the bookings of a day as they are now (standard, 19.1)."""
    for one in bookings.unseen(ledger.connection, ledger.branch, day):
        if one.day == day:
            bookings.change(ledger.connection, one, {"seen_at": ledger.now})


def close_days_before(ledger: Ledger, day: date) -> None:
    """End the bookings of the days before one: nobody came for what still stands, and codes, contacts that
    are not kept longer, and absences that are over are erased (standard, 4.4)."""
    kept_from = day - timedelta(days=ledger.settings.privacy.contact_retention_days)
    missed = bookings.close_days_before(ledger.connection, ledger.branch, day, kept_from)
    bookings.forget_absences(ledger.connection, ledger.branch, ledger.now)
    if missed:
        ledger.notes.append(f"{missed} bookings of earlier days ended")
