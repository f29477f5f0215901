"""Who is away, from when to when, and who stands in (standard, 26)."""

from dataclasses import dataclass

from server.config import Counter
from server.reception import appointments
from server.reception.away import away_now, left_now, usual
from server.reception.calendars import Calendars
from server.reception.ledger import Ledger
from server.reception.people import person_of
from server.reception.staff_log import staff_log
from server.rules.chain import StaffAct
from server.rules.hours import Span
from server.rules.moment import MINUTE, day_of
from server.rules.refused import Reason, Refused
from server.rules.slots import Booking as Status
from server.rules.turn import Kind
from server.store import bookings
from server.store.tables import Absence, Booking, Visit

LONGEST_MS = 3 * 366 * 24 * 60 * MINUTE  # whoever is away for longer is no colleague any more


@dataclass(frozen=True, slots=True)
class ToTell:
    """A client whose booked time an absence closes; ``place`` is the substitute's counter that could
    take her at that time, ``None`` when there is none."""

    booking: Booking
    place: Counter | None


@dataclass(frozen=True, slots=True)
class Instead:
    """Who serves instead of the usual people.

    Attributes:
        places: the counters of the substitutes, those that give the service if there are any.
        nobody: whether no counter gives the service now: another time must be offered.
    """

    places: tuple[Counter, ...]
    nobody: bool


def add(
    ledger: Ledger,
    staff: str,
    starts: int,
    ends: int,
    substitute: str | None = None,
    *,
    by: str | None = None,
) -> Absence:
    """Note that somebody will be away: her times close unless somebody else usually works there too.

    Args:
        ledger: the open book.
        staff: who, by login.
        starts: from when, milliseconds UTC.
        ends: until when.
        substitute: who stands in, by login.
        by: who notes it, by login.

    Returns:
        The absence.

    Raises:
        Refused: ``UNKNOWN_STAFF``, ``SUBSTITUTE_IS_AWAY`` when that is the same person or one who is away
            then too, ``ABSENCE_TIMES`` when it ends before it begins, is over, or reaches too far back or
            ahead.
    """
    person = person_of(ledger, staff).login
    if starts < ledger.now - LONGEST_MS or not max(starts, ledger.now) < ends <= ledger.now + LONGEST_MS:
        raise Refused(Reason.ABSENCE_TIMES)
    if substitute:
        standing_in = person_of(ledger, substitute).login
        away = (other for other in all_absences(ledger) if other.staff == standing_in)
        if standing_in == person or any(one.starts < ends and starts < one.ends for one in away):
            raise Refused(Reason.SUBSTITUTE_IS_AWAY)
    ledger.notes.append("an absence was noted")
    staff_log(ledger, by, StaffAct.ADD_ABSENCE, person)
    return bookings.add_absence(
        ledger.connection,
        {
            "branch": ledger.branch,
            "staff": person,
            "substitute": substitute or None,
            "starts": starts,
            "ends": ends,
        },
    )


def end(ledger: Ledger, absence: int, *, by: str | None = None) -> None:
    """End an absence now, or take one back that has not begun: the times open again.

    Raises:
        Refused: ``UNKNOWN_ABSENCE``.
    """
    known = _known(ledger, absence)
    bookings.end_absence(ledger.connection, known, ledger.now)
    ledger.notes.append("an absence was ended")
    staff_log(ledger, by, StaffAct.END_ABSENCE, known.staff)


def all_absences(ledger: Ledger) -> list[Absence]:
    """Return the absences of now and later, by their beginning."""
    return bookings.absences(ledger.connection, ledger.branch, ledger.now)


def whom_to_tell(ledger: Ledger, absence: int) -> list[ToTell]:
    """List the clients whose booked time an absence closes and who do not know yet (standard, 26).

    Raises:
        Refused: ``UNKNOWN_ABSENCE``.
    """
    known = _known(ledger, absence)
    zone = ledger.settings.office.timezone
    first, last = day_of(max(known.starts, ledger.now), zone), day_of(known.ends, zone)
    calendars = Calendars(ledger, first, last)
    counters = {place.id: place for place in ledger.settings.counters}
    away = Span(known.starts, known.ends)
    found = []
    for booking in bookings.holding(ledger.connection, ledger.branch, first, last):
        place = counters.get(booking.counter)
        span = Span(booking.starts, booking.ends)
        if (
            booking.status is Status.BOOKED
            and booking.told_at is None
            and booking.starts >= ledger.now
            and place is not None
            and known.staff in usual(ledger, place)
            and _overlap(span, away)
            and any(_overlap(span, left) for left in calendars.nobody_in(place, booking.day, lunch=False))
        ):
            free = (
                other
                for other in _places_of(ledger, known.substitute)
                if booking.service in other.services and calendars.can_take(other, span)
            )
            found.append(ToTell(booking, next(free, None)))
    return found


def move_there(ledger: Ledger, absence: int, booking: int) -> Booking:
    """Move a booking to the substitute's counter at the same time.

    Raises:
        Refused: ``UNKNOWN_ABSENCE``, ``UNKNOWN_BOOKING``, ``BOOKING_OVER``, ``TIME_TAKEN`` when the
            substitute cannot take it (any more).
    """
    for one in whom_to_tell(ledger, absence):
        if one.booking.id == booking and one.place:
            starts = one.booking.starts
            return appointments.move(ledger, booking, starts, counter=one.place.id, seen=True)
    raise Refused(Reason.TIME_TAKEN)


def told(ledger: Ledger, booking: int) -> None:
    """Take note that a client has been told of an absence.

    Raises:
        Refused: ``UNKNOWN_BOOKING``.
    """
    present = appointments.by_id(ledger, booking)
    bookings.change(ledger.connection, present, {"told_at": ledger.now})


def instead_of_usual(ledger: Ledger) -> dict[str, Instead]:
    """Say of each service whose usual people are away now who serves instead, by place (standard, 26).

    A counter where somebody works now is not left, whatever was noted.

    Returns:
        Services by id; one that is served as usual is not there.
    """
    now, left = away_now(ledger), left_now(ledger)
    found = {}
    for service in ledger.settings.services:
        serving = [place for place in ledger.settings.counters if service.id in place.services]
        gone = [place for place in serving if place.id in left]
        if not gone:
            continue
        here = [place for place in serving if place.id not in left]
        away = [one for one in now if any(one.staff in usual(ledger, place) for place in gone)]
        stand_in = {place.id for one in away for place in _places_of(ledger, one.substitute)} - left
        if not here or all(place.id in stand_in for place in here):
            places = here or [place for place in ledger.settings.counters if place.id in stand_in]
            found[service.id] = Instead(tuple(places), nobody=not here)
    return found


def not_for(ledger: Ledger, visit: Visit) -> frozenset[str]:
    """Return the counters, by id, that a visitor is not sent to: those that are left now; of who comes in
    time for an appointment all but the agreed one (standard, 19.1)."""
    left = left_now(ledger)
    if visit.kind is Kind.APPOINTMENT:
        booking = bookings.of_visit(ledger.connection, ledger.branch, visit.day, visit.id)
        if booking and booking.counter not in left:
            return frozenset(place.id for place in ledger.settings.counters) - {booking.counter}
    return left


def _known(ledger: Ledger, absence: int) -> Absence:
    found = bookings.absence(ledger.connection, ledger.branch, absence)
    if found is None:
        raise Refused(Reason.UNKNOWN_ABSENCE)
    return found


def _places_of(ledger: Ledger, login: str | None) -> list[Counter]:
    person = next((one for one in ledger.settings.staff if one.login == login), None)
    return [place for place in ledger.settings.counters if person and place.id in person.counters]


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
