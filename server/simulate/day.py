"""One day with a virtual clock: who arrives, which counter is free, whom it calls. Nothing else decides
the order but the rules that the desk uses.

Times are milliseconds from the day's zero; they may lie before it.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import NamedTuple, Protocol

from server.rules.interval import Interval
from server.rules.line import Line
from server.rules.turn import Desk, Kind, Lane, Policy, Turn, lanes, next_turn, turn


class Arrival(NamedTuple):
    """Somebody who comes.

    Attributes:
        visit: what the visit is called in the result.
        arrives: when, milliseconds.
        service: the service's code.
        priority: whether the client may be called ahead of others.
        slot: the booked time, milliseconds; ``None`` without an appointment.
        language: the wished language; "" for no wish.
        serve: how long serving takes, milliseconds, 0 or more.
    """

    visit: str
    arrives: int
    service: str
    priority: bool
    slot: int | None
    language: str
    serve: int


class Call(NamedTuple):
    """Somebody who was called.

    Attributes:
        visit: what the visit is called.
        counter: the counter's name.
        called: when, milliseconds.
        finished: when serving ended, milliseconds.
        kind: what gave the visit its place.
        waited: from arriving to the call, milliseconds; with an appointment from the booked time, if
            that is later (0 when called before it).
        told: the wait that was forecast for her when she came; ``None`` when nobody made a forecast, or when
            it was that nobody would call her.
    """

    visit: str
    counter: str
    called: int
    finished: int
    kind: Kind
    waited: int
    told: Interval | None = None


class Watcher(Protocol):
    """Who is told what happens, as it happens. A counter is known by its place in the order given."""

    def start_day(self) -> None:
        """A day begins."""

    def arrived(self, turn: Turn, lane: Lane, now: int) -> None:
        """Somebody has come whom a counter may yet call."""

    def called(self, visit: int, post: int, now: int) -> Interval | None:
        """Somebody is called; return the wait that was forecast for her."""

    def finished(self, post: int, now: int) -> None:
        """A counter is free again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """A counter and its plan for the day.

    Attributes:
        name: what it is called in the result.
        desk: its services and languages.
        opens: from when it calls, milliseconds; ``None`` from the very beginning.
        closes: from when it calls no more, milliseconds; ``None`` for never.
        breaks: from when to when it does not call, milliseconds; may overlap.
    """

    name: str
    desk: Desk
    opens: int | None = None
    closes: int | None = None
    breaks: tuple[tuple[int, int], ...] = ()

    def works_at(self, now: int) -> bool:
        """Say whether it may call now: it is open and in none of its breaks. An end is not part of a time."""
        return (
            (self.opens is None or self.opens <= now)
            and (self.closes is None or now < self.closes)
            and not any(start <= now < end for start, end in self.breaks)
        )

    def spans(self) -> tuple[tuple[float, float], ...]:
        """Say from when to when it calls, in order; infinity for no beginning or no end."""
        edges = [(-math.inf, True)] if self.opens is None else []
        edges += [(at, works) for at, _, works in reversed(_changes([self]))]
        if len(edges) % 2:
            edges.append((math.inf, False))
        return tuple((start, end) for (start, _), (end, _) in zip(edges[::2], edges[1::2], strict=True))


def play_day(
    arrivals: Iterable[Arrival],
    counters: Sequence[Counter],
    policy: Policy,
    service_min: Mapping[str, int] | None = None,
    watcher: Watcher | None = None,
) -> Iterator[Call]:
    """Play a day: everybody is called in the order of the rule, by the first counter that is free.

    At one instant visits finish first, then people arrive, then the free counters press "next": the one
    whose last visit ended earliest first (who has served nobody counts from opening), then in the order
    given. Who is served in no time at all frees the counter after the others had their turn.
    Standard 13.3, 19.2, 19.3 and 14 by way of ``turn``, ``lanes`` and ``next_turn``. The day goes on until
    nobody waits whom any counter will still call.

    Args:
        arrivals: in order of arrival; who come in the same instant are in the order given.
        counters: in the order that settles ties.
        policy: the office's choices within the rule.
        service_min: head starts of services, minutes; none where a service is missing.
        watcher: who is told what happens.

    Returns:
        The calls, in the order they are made. Only those who wait are held in memory.

    Raises:
        ValueError: the arrivals are not in order.
    """
    return _Day(counters, policy, service_min or {}, watcher).play(arrivals)


def play(
    days: Iterable[tuple[int, Iterable[Arrival]]],
    counters: Sequence[Counter],
    policy: Policy,
    service_min: Mapping[str, int] | None = None,
    watcher: Watcher | None = None,
) -> Iterator[tuple[int, Call]]:
    """Play days one after the other; each starts with an empty queue and its own zero.

    Args:
        days: each day's number and its arrivals, as for ``play_day``.
        counters: the same every day, in the order that settles ties.
        policy: the office's choices within the rule.
        service_min: head starts of services, minutes; none where a service is missing.
        watcher: who is told what happens.

    Yields:
        The day and a call, in the order they are made.

    Raises:
        ValueError: a day's arrivals are not in order.
    """
    for day, arrivals in days:
        for call in play_day(arrivals, counters, policy, service_min, watcher):
            yield day, call


class _Day:
    def __init__(
        self,
        counters: Sequence[Counter],
        policy: Policy,
        service_min: Mapping[str, int],
        watcher: Watcher | None,
    ) -> None:
        self.watcher = watcher
        self.counters = counters
        self.policy = policy
        self.service_min = service_min
        self.spoken = sorted({language for counter in counters for language in counter.desk.languages})
        self.last_chance = _last_chances(counters)

        self.changes = _changes(counters)  # soonest last
        self.open = [counter.opens is None for counter in counters]
        self.free = [True] * len(counters)
        self.last_end = [counter.opens or 0 for counter in counters]
        self.finishes: list[tuple[int, int]] = []  # when, which counter

        self.line = Line(guarded=policy.guard_min is not None)
        self.people: dict[int, Arrival] = {}  # those in line
        self.came = 0
        self.eager = {place for place, is_open in enumerate(self.open) if is_open}  # will press now
        self.idle: set[int] = set()  # pressed, and nobody was there for them
        self.reach: dict[int, list[Lane]] = {}  # whom a counter may call, as long as the same ones are open

    def play(self, arrivals: Iterable[Arrival]) -> Iterator[Call]:
        if self.watcher:
            self.watcher.start_day()
        coming = iter(arrivals)
        arrival = next(coming, None)
        before: float = -math.inf
        while arrival or self.finishes or (self.line and self.changes):
            now = self._next_instant(arrival)
            if now < before:
                raise ValueError("the arrivals are not in order")
            before = now
            self._finish(now)
            while arrival and arrival.arrives == now:
                self._arrive(arrival)
                arrival = next(coming, None)
            self._open_and_close(now)
            if self.eager:
                yield from self._press(now)

    def _next_instant(self, arrival: Arrival | None) -> int:
        instants = []
        if arrival:
            instants.append(arrival.arrives)
        if self.finishes:
            instants.append(self.finishes[0][0])
        if self.changes:
            instants.append(self.changes[-1][0])
        return min(instants)

    def _finish(self, now: int) -> None:
        while self.finishes and self.finishes[0][0] == now:
            _, place = heappop(self.finishes)
            self.free[place] = True
            self.last_end[place] = now
            if self.watcher:
                self.watcher.finished(place, now)
            if self.open[place]:
                self.eager.add(place)

    def _arrive(self, arrival: Arrival) -> None:
        self.came += 1
        if arrival.arrives >= self.last_chance.get(arrival.service, -math.inf):
            return  # nobody will ever call her: she need not be remembered
        place = turn(
            self.came,
            arrival.arrives,
            self.policy,
            priority=arrival.priority,
            slot=arrival.slot,
            service_min=self.service_min.get(arrival.service, 0),
        )
        # A language that nobody speaks is no reason to leave her to somebody else.
        lane = (arrival.service, arrival.language if arrival.language in self.spoken else "")
        self.line.put(lane, place, arrival.arrives)
        self.people[self.came] = arrival
        if self.watcher:
            self.watcher.arrived(place, lane, arrival.arrives)
        woken = [one for one in self.idle if lane in self.reach[one]]
        self.idle.difference_update(woken)
        self.eager.update(woken)

    def _open_and_close(self, now: int) -> None:
        changed = False
        while self.changes and self.changes[-1][0] == now:
            _, place, self.open[place] = self.changes.pop()
            changed = True
        if changed:
            self.reach.clear()
            self.idle.clear()
            self.eager = {place for place, is_open in enumerate(self.open) if is_open and self.free[place]}

    def _press(self, now: int) -> Iterator[Call]:
        for place in sorted(self.eager, key=lambda place: (self.last_end[place], place)):
            chosen = self._choose(place, now)
            if chosen is None:
                self.idle.add(place)
            else:
                yield self._call(place, chosen, now)
        self.eager.clear()

    def _choose(self, place: int, now: int) -> Turn | None:
        reach = self.reach.get(place)
        if reach is None:
            reach = self.reach[place] = self._lanes_of(place)
        return next_turn(self.line.heads(reach, now), now, self.policy) if self.line else None

    def _lanes_of(self, place: int) -> list[Lane]:
        others = [
            counter.desk for other, counter in enumerate(self.counters) if other != place and self.open[other]
        ]
        return lanes(self.counters[place].desk, others, self.spoken)

    def _call(self, place: int, chosen: Turn, now: int) -> Call:
        self.line.take(chosen)
        arrival = self.people.pop(chosen.visit)
        finished = now + arrival.serve
        self.free[place] = False
        heappush(self.finishes, (finished, place))
        waited = max(0, now - max(chosen.counted_from, arrival.arrives))
        told = self.watcher.called(chosen.visit, place, now) if self.watcher else None
        return Call(arrival.visit, self.counters[place].name, now, finished, chosen.kind, waited, told)


def _changes(counters: Sequence[Counter]) -> list[tuple[int, int, bool]]:
    """Say when which counter starts or stops calling, the soonest last."""
    found = []
    for place, counter in enumerate(counters):
        was = counter.opens is None
        instants = {instant for both in counter.breaks for instant in both}
        instants |= {instant for instant in (counter.opens, counter.closes) if instant is not None}
        for instant in sorted(instants):
            works = counter.works_at(instant)
            if works != was:
                found.append((instant, place, works))
            was = works
    return sorted(found, reverse=True)


def _last_chances(counters: Sequence[Counter]) -> dict[str, float]:
    """Say for each service when the last of its counters closes; infinity for never."""
    found: dict[str, float] = {}
    for counter in counters:
        closes = math.inf if counter.closes is None else counter.closes
        for service in counter.desk.services:
            found[service] = max(closes, found.get(service, -math.inf))
    return found
