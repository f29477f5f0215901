"""A day's totals by service, hour, counter and the like, from what happened; and days together. Pure.

What each figure made of them means stands in the words of ``server/statistics``. Times are in milliseconds.
"""

from collections import Counter as Tally
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from typing import Any

from server.rules.counter_day import CounterEvent, CounterTimes, Plan, counter_times
from server.rules.hours import Span
from server.rules.moment import MINUTE
from server.rules.overtaking import note_overtaking
from server.rules.slots import Booking
from server.rules.spread import Spread, spread, together
from server.rules.story import GOT_SERVICE, Ending, Event, Stay, Story, Transaction, stories
from server.rules.visit import AT_A_COUNTER, Paper, Status

SOON = 5 * MINUTE  # a booked client who is called no later than this after her time was called in time


class Facet(StrEnum):
    """What the figures of a day are sorted by."""

    WHOLE = "whole"
    SERVICE = "service"
    ISSUE_HOUR = "issue_hour"
    CALL_HOUR = "call_hour"
    COUNTER = "counter"
    KIND = "kind"  # ordinary, priority, appointment: how a visit counted in the line at last
    LANGUAGE = "language"
    OUTCOME = "outcome"  # how serving ended, where the clerk said so
    REFUSAL = "refusal"
    OUT_OF_TURN = "out_of_turn"
    PERSON = "person"  # of staff, by login: never kept beyond the events (standard, 3.6)


Key = tuple[Facet, str]
WHOLE: Key = (Facet.WHOLE, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """What is counted and measured of some transactions; what of visits belongs to the first or the last one.

    Of totals that were kept, what nobody asked for is ``None``, and so is what was not counted yet when they
    were made.

    Attributes:
        issued: tickets: transactions that a ticket was taken for.
        handed_in: transactions that began with a hand-over.
        added_in: and those of services added at a counter.
        called: transactions that were called at least once.
        served: and the others down to ``not_served``: transactions by their ending.
        waiting: not ended, waiting or set aside; ``at_counter``: not ended, called or being served.
        chosen: called out of turn.
        overtaken: transactions whose clients were overtaken while they were ordinary (``overtaking``), and
            ``overtaken_most`` by how many tickets the one that was overtaken most.
        restored: times that somebody came back after having missed her call.
        without_paper: tickets that came out on no paper; ``reprinted``: copies that were printed.
        promised: clients who were told near closing that they would be served; ``kept`` of them were called.
        foretold: clients who had to wait for their first call and were told how long; ``off`` and ``bias``
            the sums of the foretold medians' distances from, and excesses over, these waits; ``inside``
            waits in the 80 % range, ``printed`` in the range told, ``longer`` than it.
        booked: times booked for the day; ``booked_came``, ``booked_missed`` and ``booked_cancelled`` by what
            became of them, ``booked_late`` of those who came later than the office bears, ``booked_soon``
            those called no later than ``SOON`` after their time.
        overtime: serving after closing time; ``counter_open`` and the others: see ``CounterTimes``.
        line_ms: the time that all together spent waiting during opening hours, ``hours`` long together.
        line_max: the longest line; ``line_max_at`` when it was first as long, milliseconds UTC.
        wait: of transactions whose client got the service: from joining the line to the last call.
        service: of these, how long they were served; ``walking``: from the call to the counter.
        visit: of visits served to the end, from ticket to end.
    """

    issued: int = 0
    handed_in: int = 0
    added_in: int = 0
    called: int = 0
    served: int = 0
    added: int = 0
    transferred: int = 0
    no_show: int = 0
    left: int = 0
    other_time: int = 0
    refused: int = 0
    not_served: int = 0
    waiting: int = 0
    at_counter: int = 0
    chosen: int = 0
    overtaken: int | None = 0
    overtaken_most: int | None = 0
    restored: int = 0
    without_paper: int = 0
    reprinted: int = 0
    promised: int = 0
    kept: int = 0
    foretold: int = 0
    off: int = 0
    bias: int = 0
    inside: int = 0
    printed: int = 0
    longer: int = 0
    booked: int = 0
    booked_came: int = 0
    booked_missed: int = 0
    booked_cancelled: int = 0
    booked_late: int = 0
    booked_soon: int = 0
    overtime: int = 0
    counter_open: int = 0
    counter_serving: int = 0
    counter_idle: int = 0
    counter_breaks: int = 0
    counter_other: int = 0
    counter_out: int = 0
    counter_planned: int | None = 0
    counter_as_planned: int | None = 0
    hours: int = 0
    line_ms: int = 0
    line_max: int = 0
    line_max_at: int | None = None
    wait: Spread = field(default_factory=Spread)
    service: Spread = field(default_factory=Spread)
    walking: Spread = field(default_factory=Spread)
    visit: Spread = field(default_factory=Spread)

    @property
    def exact(self) -> bool:
        """Whether its percentiles are exact, and not of histograms."""
        spreads: list[Spread | None] = [getattr(self, name) for name in SPREADS]
        return all(one.exact for one in spreads if one is not None)


SPREADS = ("wait", "service", "walking", "visit")
LINE = ("line_max", "line_max_at")
MOST = ("overtaken_most",)
SUMS = tuple(one.name for one in fields(Totals) if one.name not in (*SPREADS, *LINE, *MOST))
# What is not known of days whose totals were made before it was counted.
UNKNOWN_BEFORE = ("overtaken", "overtaken_most", "counter_planned", "counter_as_planned")


def kept(found: Totals) -> Totals:
    """Return what is kept of totals for years: histograms without their times."""
    return replace(found, **{name: getattr(found, name).kept() for name in SPREADS})


def add_up(some: Sequence[Totals]) -> Totals:
    """Put totals of some days, or of some keys, together. What one of them does not know is unknown."""
    longest = max(some, key=lambda one: one.line_max or 0)
    values: dict[str, Any] = {name: getattr(longest, name) for name in LINE}
    ways: Mapping[Sequence[str], Callable[[Sequence[Any]], Any]] = {SUMS: sum, MOST: max, SPREADS: together}
    for names, put in ways.items():
        for name in names:
            every = [getattr(one, name) for one in some]
            values[name] = None if None in every else put(every)
    return Totals(**values)


@dataclass(frozen=True, slots=True)
class BookedTime:
    """A time booked for the day: its service, where it stands, and when it is, milliseconds UTC."""

    service: str
    stands: Booking
    starts: int
    visit: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """All that the totals of a day are made of.

    Attributes:
        events: what happened to visits, in order.
        counters: what happened at counters, in order.
        plans: when each counter was meant to be open; ``None`` when nobody knows.
        bookings: the times booked for the day.
        spans: the opening hours.
        closes: when the branch closed; ``None`` if it did not, or was open round midnight.
        until: the end of the day, or now; milliseconds UTC.
        late: from when after her time a booked client is late, milliseconds.
    """

    events: Iterable[Event]
    counters: Iterable[CounterEvent] = ()
    plans: Mapping[str, Plan] | None = field(default_factory=dict)
    bookings: Sequence[BookedTime] = ()
    spans: Sequence[Span] = ()
    closes: int | None = None
    until: int
    late: int = 0


def totals_of(day: Day, *, persons: bool = False) -> dict[Key, Totals]:
    """Calculate a day's totals.

    Args:
        day: what happened.
        persons: whether also by member of staff.

    Returns:
        By facet and key; the whole is always there, keys without anything are not.
    """
    told = stories(day.events)
    note_overtaking(told)
    visits = list(told.values())
    groups: dict[Key, list[tuple[Story, Transaction]]] = {WHOLE: []}
    for visit in visits:
        for one in visit.transactions:
            for key in _keys(visit, one, persons=persons):
                groups.setdefault(key, []).append((visit, one))
    counters = counter_times(day.counters, _stays(visits, day.until), day.plans or {}, day.closes, day.until)
    keys = groups.keys() | {(Facet.COUNTER, counter) for counter in counters}
    keys |= {(Facet.SERVICE, booking.service) for booking in day.bookings}
    found = {}
    for key in sorted(keys):
        group = groups.get(key, [])
        values: dict[str, Any] = {
            **_counts(group),
            **_promises(group),
            **_forecasts(group),
            **_spreads(group),
        }
        values |= _booked(key, day, told)
        values |= _at_counters(key, counters, group, day)
        values |= _line(key, visits, day)
        found[key] = Totals(**values)
    return found


def _keys(visit: Story, one: Transaction, *, persons: bool) -> list[Key]:
    keys = [
        WHOLE,
        (Facet.SERVICE, one.service),
        (Facet.ISSUE_HOUR, f"{visit.taken_hour:02}"),
        (Facet.KIND, visit.kind),
        (Facet.LANGUAGE, visit.language),
    ]
    if one.called_hour is not None:
        keys.append((Facet.CALL_HOUR, f"{one.called_hour:02}"))
    if one.counter:
        keys.append((Facet.COUNTER, one.counter))
    if one.reason and one.ending is Ending.SERVED:
        keys.append((Facet.OUTCOME, one.reason))
    if one.reason and one.ending is Ending.REFUSED:
        keys.append((Facet.REFUSAL, one.reason))
    if one.chosen:
        keys.append((Facet.OUT_OF_TURN, one.chosen))
    if persons and one.staff:
        keys.append((Facet.PERSON, one.staff))
    return keys


Group = Sequence[tuple[Story, Transaction]]


def _counts(group: Group) -> dict[str, int]:
    ended = Tally(one.ending for _, one in group)
    standing = [visit.status for visit, one in group if one.ending is None]
    tickets = [visit for visit, one in group if one.first]
    return {
        "issued": len(tickets),
        "handed_in": sum(not one.first and one.since is not None for _, one in group),
        "added_in": sum(one.since is None for _, one in group),
        "called": sum(one.called_at is not None for _, one in group),
        **{ending.value: ended[ending] for ending in Ending},
        "waiting": sum(status in (Status.WAITING, Status.PARKED) for status in standing),
        "at_counter": sum(status in AT_A_COUNTER for status in standing),
        "chosen": sum(one.chosen is not None for _, one in group),
        "overtaken": sum(bool(one.overtaken_by) for _, one in group),
        "overtaken_most": max((len(one.overtaken_by) for _, one in group), default=0),
        "restored": sum(one.restored for _, one in group),
        "without_paper": sum(visit.paper is Paper.NOT_SENT for visit in tickets),
        "reprinted": sum(visit.reprints for visit in tickets),
    }


def _promises(group: Group) -> dict[str, int]:
    broken = [visit.broken for visit, one in group if one is visit.now and visit.broken is not None]
    return {"promised": len(broken), "kept": broken.count(False)}


def _forecasts(group: Group) -> dict[str, int]:
    told = [
        (visit.told, visit.kept_waiting)
        for visit, one in group
        if one.first and visit.told is not None and visit.kept_waiting is not None and visit.kept_waiting > 0
    ]
    ranges = [(*wait.printed_ms(), waited) for wait, waited in told]
    return {
        "foretold": len(told),
        "off": sum(abs(wait.mid - waited) for wait, waited in told),
        "bias": sum(wait.mid - waited for wait, waited in told),
        "inside": sum(wait.low <= waited <= wait.high for wait, waited in told),
        "printed": sum(low <= waited <= high for low, high, waited in ranges),
        "longer": sum(waited > high for _, high, waited in ranges),
    }


def _booked(key: Key, day: Day, told: dict[int, Story]) -> dict[str, int]:
    facet, service = key
    if facet not in (Facet.WHOLE, Facet.SERVICE):
        return {}
    here = [one for one in day.bookings if facet is Facet.WHOLE or one.service == service]
    stands = Tally(one.stands for one in here)
    came = [(one, told[one.visit]) for one in here if one.visit in told]
    return {
        "booked": len(here),
        "booked_came": stands[Booking.CAME],
        "booked_missed": stands[Booking.MISSED],
        "booked_cancelled": stands[Booking.CANCELLED],
        "booked_late": sum(visit.taken_at > one.starts + day.late for one, visit in came),
        "booked_soon": sum(
            visit.first_called_at is not None and visit.first_called_at <= one.starts + SOON
            for one, visit in came
        ),
    }


def _at_counters(
    key: Key, counters: dict[str, CounterTimes], group: Group, day: Day
) -> dict[str, int | None]:
    facet, counter = key
    if facet is Facet.WHOLE:
        here = list(counters.values())
    elif facet is Facet.COUNTER:
        here = [counters[counter]] if counter in counters else []
    else:
        stays = [stay for _, one in group for stay in one.stays]
        late = 0 if day.closes is None else sum(max(0, one.end - max(day.closes, one.start)) for one in stays)
        return {"overtime": late}
    known = day.plans is not None
    return {
        "overtime": sum(one.overtime for one in here),
        "counter_open": sum(one.open for one in here),
        "counter_serving": sum(one.serving for one in here),
        "counter_idle": sum(one.idle for one in here),
        "counter_breaks": sum(one.breaks for one in here),
        "counter_other": sum(one.other for one in here),
        "counter_out": sum(one.out for one in here),
        "counter_planned": sum(one.planned for one in here) if known else None,
        "counter_as_planned": sum(one.as_planned for one in here) if known else None,
    }


def _stays(visits: Iterable[Story], until: int) -> list[Stay]:
    """All times at counters, those that have not ended until now."""
    found = [stay for visit in visits for stay in visit.stays]
    found += [
        Stay(visit.here_since, max(until, visit.here_since), visit.now.counter)
        for visit in visits
        if visit.here_since is not None
    ]
    return found


def line_of(visits: Iterable[Story], service: str | None = None) -> list[tuple[int, int]]:
    """Say how long the line was: from each moment that changed it how many waited, in order.

    Args:
        visits: of the day.
        service: one of them only.
    """
    steps: Tally[int] = Tally()
    for visit in visits:
        for one in visit.transactions:
            if service is None or one.service == service:
                for line in one.lines:
                    steps[line.start] += 1
                    if line.end is not None:
                        steps[line.end] -= 1
    found, waiting = [], 0
    for at in sorted(steps):
        waiting += steps[at]
        found.append((at, waiting))
    return found


def _line(key: Key, visits: Sequence[Story], day: Day) -> dict[str, int]:
    facet, service = key
    if facet not in (Facet.WHOLE, Facet.SERVICE):
        return {}
    line = line_of(visits, service or None)
    longest = max((count for _, count in line), default=0)
    ends = [*(at for at, _ in line[1:]), day.until][: len(line)]
    spent = sum(
        count * max(0, min(end, span.end, day.until) - max(start, span.start))
        for (start, count), end in zip(line, ends, strict=True)
        for span in day.spans
    )
    found = {
        "line_ms": spent,
        "line_max": longest,
        "hours": sum(max(0, min(span.end, day.until) - span.start) for span in day.spans),
    }
    if longest:
        found["line_max_at"] = next(at for at, count in line if count == longest)
    return found


def _spreads(group: Group) -> dict[str, Spread]:
    got = [one for _, one in group if one.ending in GOT_SERVICE]
    ended = [visit.total_time for visit, one in group if one is visit.now]
    return {
        "wait": spread(one.wait for one in got if one.wait is not None),
        "service": spread(one.service_time for one in got if one.service_time is not None),
        "walking": spread(one.walked for one in got if one.walked is not None),
        "visit": spread(time for time in ended if time is not None),
    }
