"""Reading a day from the database as the report wants it."""

from datetime import date
from typing import Any

from server.reception.appointments import status_of
from server.reception.ledger import Ledger
from server.rules.interval import Interval
from server.rules.moment import MINUTE, local
from server.statistics.report import Event, Report, report
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
    zone = ledger.settings.office.timezone
    return [
        Event(
            row.visit,
            row.act,
            row.at,
            local(row.at, zone).hour,
            row.after,
            row.service,
            row.paper,
            row.counter,
            row.reason,
            row.slot,
            _told(row),
        )
        for row in views.events_of(ledger.connection, ledger.branch, day)
    ]


def _told(row: Any) -> Interval | None:
    return None if row.told_mid is None else Interval(row.told_low, row.told_mid, row.told_high)
