"""What happened, as the day's figures want it, and a desk's own figures of today."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean
from typing import Any

from server.reception.appointments import status_of
from server.reception.asking import counter_of
from server.reception.ledger import Ledger
from server.reception.plan import plans
from server.rules.counter_day import CounterEvent
from server.rules.interval import Interval
from server.rules.moment import MINUTE, local, midnight
from server.rules.story import Event, stories
from server.rules.totals import BookedTime, Day, Key, Totals, totals_of
from server.store import bookings, counters, views


@dataclass(frozen=True, slots=True)
class OwnFigures:
    """What was done at a counter today, by the definitions of the day's report: of the counter, not of a
    person (standard, 3.6).

    Attributes:
        served: how many clients were served to the end there.
        wait_mean: how long these had waited, milliseconds; ``None`` without any.
        service_mean: how long they were served there, milliseconds; ``None`` without any.
    """

    served: int
    wait_mean: float | None
    service_mean: float | None


def own_figures(ledger: Ledger, counter: str) -> OwnFigures:
    """Return today's figures of a counter.

    Raises:
        Refused: ``UNKNOWN_COUNTER``.
    """
    here = counter_of(ledger, counter).id
    rows = views.events_of_served(ledger.connection, ledger.branch, ledger.day, here)
    served = stories(as_events(ledger, rows)).values()
    waits = [visit.wait for visit in served if visit.wait is not None]
    services = [visit.served_at(here) for visit in served]
    return OwnFigures(len(served), fmean(waits) if waits else None, fmean(services) if services else None)


def as_events(ledger: Ledger, rows: Iterable[Any]) -> list[Event]:
    """Read rows of ``views.events_of`` as what happened, with hours on the branch's clock."""
    zone = ledger.settings.office.timezone
    return [
        Event(
            visit=row.visit,
            act=row.act,
            at=row.at,
            hour=local(row.at, zone).hour,
            after=row.after,
            service=row.service,
            paper=row.paper,
            counter=row.counter,
            reason=row.reason,
            staff=row.staff,
            slot=row.slot,
            told=None if row.told_mid is None else Interval(row.told_low, row.told_mid, row.told_high),
            kind=row.kind,
            language=row.language,
        )
        for row in rows
    ]


def day_as_it_was(ledger: Ledger, day: date, until: int | None = None) -> Day:
    """Read all that a day's totals are made of, from its events.

    Args:
        ledger: the open book.
        day: which day; its tickets must not be erased yet.
        until: only what had happened before this moment, milliseconds UTC; ``None`` for all until now.
    """
    settings, now = ledger.settings, ledger.now if until is None else until
    spans = settings.opening.spans(day)
    rows = views.events_of(ledger.connection, ledger.branch, day)
    return Day(
        events=as_events(ledger, (row for row in rows if until is None or row.at < until)),
        counters=[
            CounterEvent(row.counter, row.act, row.at, row.state, row.reason)
            for row in counters.events_of(ledger.connection, ledger.branch, day)
            if until is None or row.at < until
        ],
        plans=plans(ledger, day),
        bookings=[
            BookedTime(one.service, status_of(ledger, one), one.starts, one.visit)
            for one in bookings.on(ledger.connection, ledger.branch, day, day)
        ],
        spans=spans,
        closes=spans[-1].end if spans else None,
        until=min(now, midnight(day + timedelta(days=1), ledger.settings.office.timezone)),
        late=settings.queue.appointment.late_tolerance_min * MINUTE,
    )


def day_totals(
    ledger: Ledger, day: date, until: int | None = None, *, persons: bool = False
) -> dict[Key, Totals]:
    """Calculate a day's totals from its events; arguments as for ``day_as_it_was``, and ``totals_of``."""
    return totals_of(day_as_it_was(ledger, day, until), persons=persons)
