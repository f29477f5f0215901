"""Who may be called from a counter now: what the rule of who is next chooses from, and why it chose."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache

from server.config import LANGUAGES, Counter
from server.reception.asking import counter_of
from server.reception.counters import desk_of, that_call
from server.reception.ledger import Ledger
from server.reception.opening import may_call, owed
from server.rules.turn import RULE_VERSION, Kind, Lane, Turn, lanes, next_turn
from server.store import views, visits
from server.store.tables import Visit
from server.store.visits import Why


@dataclass(frozen=True, slots=True)
class LeftForOthers:
    """Somebody who waits for a service of this counter, and is left for one that speaks her language.

    Attributes:
        number: her ticket.
        language: the one she wishes.
        counters: the ids of the open counters that speak it and serve her, in the office's order.
    """

    number: str
    language: str
    counters: tuple[str, ...]


def waiting_for(ledger: Ledger, place: Counter, staff: str | None) -> list[Turn]:
    """Return the first turns that a counter may call now, enough of them for the rule to choose, and to say
    whom it would choose without the one it chose.

    Args:
        ledger: the open book.
        place: the counter.
        staff: who works there, by login.
    """
    if not may_call(ledger):
        return _owed_to(ledger, place, staff)
    others = [desk_of(ledger, other) for other in that_call(ledger) if other != place.id]
    # All that we have words for: a ticket may be older than today's settings.
    spoken = [language for language in LANGUAGES if language != ledger.settings.office.languages[0]]
    found = visits.heads(
        ledger.connection,
        ledger.branch,
        ledger.day,
        lanes(desk_of(ledger, place.id), others, spoken),
        ledger.now,
        by_arrival=ledger.policy.guard_min is not None,
    )
    return found + visits.addressed(ledger.connection, ledger.branch, ledger.day, place.id, staff)


def lanes_called(ledger: Ledger, wishes: Collection[str]) -> dict[str, list[Lane]]:
    """Return the counters that call now, by id, each with the lanes it may call from.

    Args:
        ledger: the open book.
        wishes: the languages that may be wished.
    """
    desks = {counter: desk_of(ledger, counter) for counter in that_call(ledger)}
    return {
        counter: lanes(desk, [other for name, other in desks.items() if name != counter], wishes)
        for counter, desk in desks.items()
    }


def _owed_to(ledger: Ledger, place: Counter, staff: str | None) -> list[Turn]:
    def mine(visit: Visit) -> bool:
        if visit.to_counter or visit.to_staff:
            return visit.to_counter == place.id or (staff is not None and visit.to_staff == staff)
        return visit.service in place.services

    return [
        Turn(visit.key, visit.id, visit.counted_from, visit.ready_at, visit.kind)
        for visit in owed(ledger)
        if mine(visit)
    ]


def left_for_others(ledger: Ledger, counter: str) -> list[LeftForOthers]:
    """Return who waits for a counter's services and is not called there, because another one that calls now
    speaks the language she wishes (standard, 14); in the order of their turns.

    Raises:
        Refused: ``UNKNOWN_COUNTER``.
    """
    place = counter_of(ledger, counter)
    if not may_call(ledger):
        return []
    calling = set(that_call(ledger)) - {counter}

    @cache
    def speaking(service: str, wish: str) -> tuple[str, ...]:
        return tuple(
            other.id
            for other in ledger.settings.counters
            if other.id in calling and service in other.services and wish in other.languages
        )

    wishing = views.wishing_others(
        ledger.connection, ledger.branch, ledger.day, place.services, place.languages
    )
    return [
        LeftForOthers(visit.number, visit.wish, counters)
        for visit in wishing
        if (counters := speaking(visit.service, visit.wish))
    ]


def reason(visit: Visit) -> str:
    """Return why a visit is called that the rule has chosen, as ``store.visits.Why`` has it."""
    if visit.handed:
        return visit.handed
    return "in turn" if visit.kind is Kind.ORDINARY else visit.kind


def why(ledger: Ledger, visit: Visit, reason: str, waiting: Iterable[Turn]) -> Why:
    """Put together why a visit is called, and who would be called without it.

    Args:
        ledger: the open book.
        visit: who is called.
        reason: as ``store.visits.Why`` has it.
        waiting: from ``waiting_for`` the counter.
    """
    others = (one for one in waiting if one.visit != visit.id)
    second = next_turn(others, ledger.now, ledger.policy)
    runner_up = visits.by_id(ledger.connection, second.visit) if second else None
    return Why(
        reason,
        visit.key,
        runner_up.number if runner_up else None,
        runner_up.key if runner_up else None,
        RULE_VERSION,
    )
