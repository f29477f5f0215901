"""Reading a day from the database as the report wants it."""

from datetime import date

from server.reception.appointments import status_of
from server.reception.figures import as_events
from server.reception.ledger import Ledger
from server.rules.moment import MINUTE
from server.rules.story import Event
from server.statistics.report import Report, report
from server.store import bookings, views


def day_report(ledger: Ledger, day: date) -> Report:
    """Return a day's report, today's as it stands now."""
    target = ledger.settings.queue.targets.wait_target_min * MINUTE
    spans = ledger.settings.opening.spans(day)
    booked = [
        (one.service, status_of(ledger, one))
        for one in bookings.on(ledger.connection, ledger.branch, day, day)
    ]
    return report(day_events(ledger, day), target, spans[-1].end if spans else None, booked)


def day_events(ledger: Ledger, day: date) -> list[Event]:
    """Return what happened to a day's visits, in order."""
    return as_events(ledger, views.events_of(ledger.connection, ledger.branch, day))
