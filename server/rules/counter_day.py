"""What a counter's day was made of: open, serving, idle, breaks, other work; and as it was planned. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from server.rules.counter import FORGOTTEN, CounterAct, CounterState, calls_from
from server.rules.hours import Span
from server.rules.slots import common, without
from server.rules.story import Stay

_LUNCH = CounterState.LUNCH
_BREAKS = (CounterState.BREAK, _LUNCH)


@dataclass(frozen=True, slots=True)
class CounterEvent:
    """One thing that happened at a counter; ``state`` is the one after it, ``None`` for closed."""

    counter: str
    act: CounterAct
    at: int
    state: CounterState | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """When a counter is meant to be open on a day.

    Attributes:
        hours: its hours, less the times when everybody who usually works there is away.
        lunch: the usual lunch in them.
    """

    hours: tuple[Span, ...] = ()
    lunch: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterTimes:
    """How long, milliseconds.

    Attributes:
        open: somebody worked there, on a pause or not.
        serving: with a client, or waiting for one who was called.
        idle: working and without a client.
        breaks: on a break or at lunch.
        other: at other work (standard, 21.2).
        out: a client was left for a moment (19.5), which is part of ``serving``.
        overtime: serving after closing time (20.1).
        planned: it was meant to be open: its plan's hours less lunch. Lunch counts when it was taken, as long
            as it is not longer than usual; a day without one goes by the usual time.
        as_planned: of this, it was open and not on a break: whoever came could have been called (Treasury
            Board of Canada, "agent adherence", by the minute: opening earlier makes up for nothing).
    """

    open: int = 0
    serving: int = 0
    idle: int = 0
    breaks: int = 0
    other: int = 0
    out: int = 0
    overtime: int = 0
    planned: int = 0
    as_planned: int = 0


def counter_times(
    events: Iterable[CounterEvent],
    stays: Iterable[Stay],
    plans: Mapping[str, Plan],
    closes: int | None,
    until: int,
) -> dict[str, CounterTimes]:
    """Put a day's counters together.

    Args:
        events: what happened at them, in order.
        stays: all clients' times at counters.
        plans: when each was meant to be open.
        closes: when the branch closed that day, milliseconds UTC; ``None`` if it did not.
        until: the end of the day, or now.

    Returns:
        By counter; those where nothing happened and nobody was expected yet are not there. A counter that
        nobody closed was open until closing time, or until its last act: nobody knows better.
    """
    happened: dict[str, list[CounterEvent]] = {}
    for event in events:
        happened.setdefault(event.counter, []).append(event)
    served: dict[str, list[Stay]] = {}
    for stay in stays:
        if stay.counter:
            served.setdefault(stay.counter, []).append(stay)
    begun = {counter for counter, plan in plans.items() if any(span.start < until for span in plan.hours)}
    return {
        counter: _times(
            happened.get(counter, []), served.get(counter, []), plans.get(counter, Plan()), closes, until
        )
        for counter in sorted(happened.keys() | served.keys() | begun)
    }


def _times(
    events: Sequence[CounterEvent], stays: Sequence[Stay], plan: Plan, closes: int | None, until: int
) -> CounterTimes:
    spans = _spans(events, _left(events, stays, closes, until))
    working = [(start, end) for start, end, state in spans if state is CounterState.WORKING]
    busy = [(stay.start, stay.end) for stay in stays]
    planned = _planned(plan, [Span(start, end) for start, end, state in spans if state is _LUNCH], until)
    return CounterTimes(
        open=sum(end - start for start, end, _ in spans),
        serving=sum(end - start for start, end in busy),
        idle=sum(end - start for start, end in working) - _overlap(working, busy),
        breaks=sum(end - start for start, end, state in spans if state in _BREAKS),
        other=sum(end - start for start, end, state in spans if state is CounterState.OTHER_WORK),
        out=_out(events, until),
        overtime=0 if closes is None else sum(max(0, end - max(closes, start)) for start, end in busy),
        planned=sum(end - start for start, end in planned),
        as_planned=_overlap(planned, [(start, end) for start, end, state in spans if calls_from(state)]),
    )


def _planned(plan: Plan, lunches: Sequence[Span], until: int) -> list[tuple[int, int]]:
    """When a counter was meant to be open, until now."""
    usual = sum(span.end - span.start for span in plan.lunch)
    taken: list[Span] = []
    for lunch in common(plan.hours, lunches):
        taken.append(Span(lunch.start, min(lunch.end, lunch.start + usual)))
        usual -= taken[-1].end - taken[-1].start
    hours = [(span.start, min(span.end, until)) for span in plan.hours if span.start < until]
    return without(hours, taken or plan.lunch)


def _left(events: Sequence[CounterEvent], stays: Sequence[Stay], closes: int | None, until: int) -> int:
    """When a counter that nobody closed was left."""
    known = [event.at for event in events if event.reason != FORGOTTEN]
    last = max([*known, *(stay.end for stay in stays)], default=until)
    return until if closes is None or until < closes else min(until, max(closes, last))


def _spans(events: Sequence[CounterEvent], left: int) -> list[tuple[int, int, CounterState]]:
    spans: list[tuple[int, int, CounterState]] = []
    state: CounterState | None = None
    since = 0
    for event in events:
        at = min(event.at, left) if event.reason == FORGOTTEN else event.at
        if state and (event.state is not state or event.act is CounterAct.OPEN):
            spans.append((since, at, state))
        if event.state is not state or event.act is CounterAct.OPEN:
            state, since = event.state, at
    if state:
        spans.append((since, max(since, left), state))
    return spans


def _out(events: Sequence[CounterEvent], until: int) -> int:
    total, since = 0, None
    for event in events:
        if event.act is CounterAct.STEP_OUT:
            since = since or event.at
        elif event.act is CounterAct.COME_BACK and since is not None:
            total, since = total + event.at - since, None
    return total if since is None else total + max(0, until - since)


def _overlap(some: Sequence[tuple[int, int]], others: Sequence[tuple[int, int]]) -> int:
    # A counter has one client at a time, and one state; its hours do not overlap.
    return sum(
        max(0, min(end, other_end) - max(start, other_start))
        for start, end in some
        for other_start, other_end in others
    )
