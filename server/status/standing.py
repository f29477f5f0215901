"""How the queue stands: open counters, how many wait for what, the last numbers called. Nothing else."""

from dataclasses import dataclass

from server.config import Counter, Service
from server.reception.counters import open_counters
from server.reception.ledger import Ledger
from server.rules.counter import calls_from
from server.store import views


@dataclass(frozen=True, slots=True)
class Call:
    """A number, where it was called, and when; milliseconds UTC."""

    number: str
    counter: str
    at: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How the queue stands.

    Attributes:
        at: when, milliseconds UTC.
        gives: whether numbers are given now.
        counters: every counter, and whether people are called from it now.
        services: every service, and how many wait for it.
        calls: the last calls, the newest first.
    """

    at: int
    gives: bool
    counters: tuple[tuple[Counter, bool], ...]
    services: tuple[tuple[Service, int], ...]
    calls: tuple[Call, ...]


def standing(ledger: Ledger) -> Standing:
    """Say how the queue stands now."""
    settings, branch, day = ledger.settings, ledger.branch, ledger.day
    opened = open_counters(ledger)
    waiting = views.waiting_by_service(ledger.connection, branch, day)
    calls = views.last_calls(ledger.connection, branch, day, settings.display.last_called)
    return Standing(
        at=ledger.now,
        gives=ledger.hours.tickets,
        counters=tuple(
            (counter, counter.id in opened and calls_from(opened[counter.id].state))
            for counter in settings.counters
        ),
        services=tuple((service, waiting.get(service.id, 0)) for service in settings.services),
        calls=tuple(
            Call(visit.number, visit.counter, visit.called_at)
            for visit in calls
            if visit.counter and visit.called_at
        ),
    )
