"""Who is next. One rule: the smallest ``counted from - head start``; among equals, who came first.

Everything a ticket's place depends on is settled when it is taken, so the order never changes by
itself: only an arrival, a call or an act of staff changes it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from server.rules.moment import MINUTE

RULE_VERSION = 1  # stored with every call; goes up when the same queue would be called in another order


class Kind(StrEnum):
    """What gives a ticket its place."""

    ORDINARY = "ordinary"
    PRIORITY = "priority"
    APPOINTMENT = "appointment"


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """An office's choices within the rule, in minutes.

    Attributes:
        priority_min: head start of a client with priority (standard, 19.2): 0 is plain order of
            arrival, 1440 is strict priority. Best the wait target: who has waited that long is never
            overtaken.
        appointment_min: head start of a booked client, counted from the booked time (19.3).
        early_min: a booked client who is early can be called this long before her time.
        late_min: a booked client later than this counts as having come without an appointment.
        guard_min: once an ordinary client of a counter has waited this long, it calls by plain order
            of arrival; ``None`` for never.
    """

    priority_min: int = 30
    appointment_min: int = 15
    early_min: int = 5
    late_min: int = 10
    guard_min: int | None = None


@dataclass(frozen=True, slots=True, order=True)
class Turn:
    """A waiting ticket's place. Comparing two turns says who is called earlier.

    Attributes:
        key: the moment the ticket counts as having come, milliseconds UTC.
        visit: its place in order of arrival over all services; settles equal keys.
        counted_from: the moment its waiting is counted from, milliseconds UTC.
        ready_at: from when it can be called, milliseconds UTC; only an early booked client's lies
            ahead of her arrival.
        kind: what gives it its place.
    """

    key: int
    visit: int
    counted_from: int = field(compare=False)
    ready_at: int = field(compare=False)
    kind: Kind = field(compare=False)


def turn(
    visit: int,
    came: int,
    policy: Policy,
    *,
    priority: bool = False,
    slot: int | None = None,
    service_min: int = 0,
) -> Turn:
    """Give a ticket its place in the queue.

    Standard 13.3 (order of arrival), 19.2 (who may be called ahead), 19.3 (the agreed time); 2.9
    (equality): of those without an appointment, an ordinary client can be overtaken only by who came
    at most a head start after her. Of several reasons for a head start the largest counts, not their
    sum.

    Args:
        visit: its place in order of arrival.
        came: when the ticket was taken or the booked client checked in, milliseconds UTC.
        policy: the office's choices.
        priority: whether the client may be called ahead of others.
        slot: the booked time, milliseconds UTC; ``None`` without an appointment.
        service_min: head start of the service itself, minutes: for one that takes a moment only.

    Returns:
        The turn.
    """
    wished = max(service_min, policy.priority_min if priority else 0)
    if slot is not None and came - slot <= policy.late_min * MINUTE:
        key = slot - max(wished, policy.appointment_min) * MINUTE
        return Turn(key, visit, slot, slot - policy.early_min * MINUTE, Kind.APPOINTMENT)
    kind = Kind.PRIORITY if priority and policy.priority_min else Kind.ORDINARY
    return Turn(came - wished * MINUTE, visit, came, came, kind)


def next_turn(waiting: Iterable[Turn], now: int, policy: Policy) -> Turn | None:
    """Choose who is called now.

    An early booked client is called before her time only when the counter would stand idle otherwise.

    Args:
        waiting: turns this counter may call. Of each lane the first one that is ready and the first
            early one are enough; with a guard, of those that are ready also the one counted from earliest
            and the ordinary one counted from earliest.
        now: milliseconds UTC.
        policy: the office's choices.

    Returns:
        The turn with the smallest key, ties by order of arrival; ``None`` when nobody waits.
    """
    early: list[Turn] = []
    ready: list[Turn] = []
    for one in waiting:
        (ready if one.ready_at <= now else early).append(one)
    pool = ready or early
    if policy.guard_min is not None and _waited_too_long(pool, now - policy.guard_min * MINUTE):
        return min(pool, key=lambda one: (one.counted_from, one.visit))
    return min(pool, default=None)


def _waited_too_long(pool: list[Turn], since: int) -> bool:
    return any(one.kind is Kind.ORDINARY and one.counted_from <= since for one in pool)


@dataclass(frozen=True, slots=True)
class Desk:
    """What choosing needs to know of a counter: its services, and the languages spoken there."""

    services: tuple[str, ...]
    languages: tuple[str, ...]


Lane = tuple[str, str]  # a service and a wished language; "" for no wish


def lanes(desk: Desk, other_open: Iterable[Desk], wishes: Iterable[str]) -> list[Lane]:
    """Say which tickets a counter may call from: its services, less the wishes others can grant.

    Standard 14: a client who wishes a language is left for an open counter that speaks it; if none is
    open, she is called in turn like everybody (2.9: language never makes the place worse).

    Args:
        desk: the counter that calls.
        other_open: the other counters that are open now.
        wishes: the languages anybody may have wished.

    Returns:
        The lanes, in the order of the counter's services.
    """
    others, wished = set(other_open), list(wishes)  # many counters are alike
    found: list[Lane] = []
    for service in desk.services:
        found.append((service, ""))
        for wish in wished:
            granted_elsewhere = any(service in other.services and wish in other.languages for other in others)
            if wish in desk.languages or not granted_elsewhere:
                found.append((service, wish))
    return found


def rivals(service: str, counters: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """Say whose tickets stand in the same line as a service's: those some counter serves beside it.

    A visitor is told how many of these are ahead, because those are the people that can be called
    before her.

    Args:
        service: the visitor's service.
        counters: the services of each counter.

    Returns:
        Services in alphabetical order, the visitor's own among them.
    """
    together = {other for services in counters if service in services for other in services}
    return tuple(sorted(together | {service}))
