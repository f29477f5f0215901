"""Where nobody works now because whoever usually does is away (standard, 26)."""

from server.config import Counter, Service
from server.reception.calendars import Calendars
from server.reception.counters import who_is_where
from server.reception.ledger import Ledger
from server.store import bookings
from server.store.tables import Absence


def left_now(ledger: Ledger) -> frozenset[str]:
    """Return the counters, by id, where nobody works now because whoever usually does is away."""
    if not away_now(ledger):
        return frozenset()
    calendars, opened = Calendars(ledger, ledger.day, ledger.day), who_is_where(ledger)
    return frozenset(
        place.id
        for place in ledger.settings.counters
        if place.id not in opened
        and any(ledger.now in span for span in calendars.nobody_in(place, ledger.day, lunch=False))
    )


def nobody_gives(ledger: Ledger, service: Service) -> bool:
    """Say whether all counters that give a service are left now."""
    left = left_now(ledger)
    return bool(left) and all(
        place.id in left for place in ledger.settings.counters if service.id in place.services
    )


def away_now(ledger: Ledger) -> list[Absence]:
    """Return the absences that have begun and are not over."""
    known = bookings.absences(ledger.connection, ledger.branch, ledger.now)
    return [one for one in known if one.starts <= ledger.now]


def usual(ledger: Ledger, place: Counter) -> list[str]:
    """Return who usually works at a counter, by login."""
    return [person.login for person in ledger.settings.staff if place.id in person.counters]
