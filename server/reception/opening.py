"""Opening and closing time: when tickets are given and people called, and what ends when it closes."""

from datetime import datetime

from server.config import Service
from server.reception.counters import close_counter, who_is_where
from server.reception.ledger import Ledger
from server.rules.moment import MINUTE, local
from server.rules.refused import Reason, Refused
from server.rules.visit import Act
from server.store import views, visits
from server.store.tables import Visit


def check_tickets(ledger: Ledger, service: Service, *, booked: bool = False) -> None:
    """Refuse a ticket when none are given now (standard, 6.1, 20.2).

    Args:
        ledger: the open book.
        service: what the ticket would be for.
        booked: whether a time was agreed (19.3): near closing too she is expected.

    Raises:
        Refused: ``CLOSED`` with the next opening; ``LAST_TICKET_GIVEN`` so near to closing that the
            service gives no more numbers today.
    """
    hours = ledger.hours
    if not hours.tickets:
        raise Refused(Reason.CLOSED, opens=opens(ledger))
    if not booked and hours.last is not None and hours.last - service.last_ticket_min * MINUTE <= ledger.now:
        raise Refused(Reason.LAST_TICKET_GIVEN, opens=opens(ledger))


def check_calls(ledger: Ledger) -> None:
    """Refuse a call when nobody is called: before opening, at closing time and after it (20.1).

    Raises:
        Refused: ``CLOSED`` with the next opening.
    """
    if not may_call(ledger):
        raise Refused(Reason.CLOSED, opens=opens(ledger))


def may_call(ledger: Ledger) -> bool:
    """Say whether just anybody may be called now. Who is owed may be called after closing too (``owed``)."""
    return ledger.hours.open


def opens(ledger: Ledger) -> datetime | None:
    """Return when the branch opens next, on its own clock; ``None`` when not within a year."""
    following = ledger.settings.opening.next_opening(ledger.now)
    return None if following is None else local(following, ledger.settings.office.timezone)


def owed(ledger: Ledger) -> list[Visit]:
    """Return who may still be called after closing, in the order of their turns.

    Those who were handed over: they were accepted before closing (20.1). For as long as the office
    wants, also those who were told that they would be served (20.2).
    """
    hours = ledger.hours
    if not hours.over(ledger.now):
        return []
    after_ms = ledger.settings.calendar.promised_after_closing_min * MINUTE
    kept = hours.last is not None and ledger.now < hours.last + after_ms
    return [
        visit
        for visit in views.all_waiting(ledger.connection, ledger.branch, ledger.day)
        if visit.handed or (kept and visit.promised_at is not None)
    ]


def end_of_hours(ledger: Ledger) -> None:
    """Do what closing time brings; nothing before it, and nothing twice.

    Who waits in vain is ``not_served``, never silently gone (20.2). Services in progress go on (20.1).
    Counters that owe nobody anything close.
    """
    if not ledger.hours.over(ledger.now):
        return
    left = owed(ledger)
    kept = {visit.id for visit in left}
    for visit in views.all_waiting(ledger.connection, ledger.branch, ledger.day):
        if visit.id not in kept:
            changes = {"ended_at": ledger.now}
            visits.move(ledger.connection, visit, Act.CLOSE, ledger.by(), changes)
            ledger.notes.append(f"{visit.number} not served")
    aside = {visit.counter for visit in views.parked(ledger.connection, ledger.branch, ledger.day)}
    for counter, staff in who_is_where(ledger).items():
        place = ledger.settings.counter(counter)
        waits = any(
            visit.to_counter == counter
            or (staff and visit.to_staff == staff)
            or (visit.service in place.services and not visit.to_counter and not visit.to_staff)
            for visit in left
        )
        busy = visits.client_at(ledger.connection, ledger.branch, counter)
        if not (busy or waits or counter in aside):
            close_counter(ledger, counter)
