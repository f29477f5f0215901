"""What happened, as the day's figures want it, and a desk's own figures of today."""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from server.reception.asking import counter_of
from server.reception.ledger import Ledger
from server.rules.interval import Interval
from server.rules.moment import local
from server.rules.story import Event, stories
from server.store import views


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
        for row in rows
    ]


def _told(row: Any) -> Interval | None:
    return None if row.told_mid is None else Interval(row.told_low, row.told_mid, row.told_high)
