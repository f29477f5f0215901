"""Which times can be booked: a counter's hours on a day, less what stands there already. Pure.

All moments are milliseconds UTC.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from server.rules.hours import Span
from server.rules.moment import MINUTE

Time = TypeVar("Time", int, float)  # a stretch of time that never ends has no whole number


class Booking(StrEnum):
    """Where a booking stands."""

    BOOKED = "booked"
    CAME = "came"
    MISSED = "missed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Slot:
    """A time that can be booked, and the counters that are free then, in the office's order."""

    start: int
    end: int
    counters: tuple[str, ...]


def standing(status: Booking, start: int, now: int, late_min: int) -> Booking:
    """Say where a booking stands at a moment (standard, 19.3).

    Args:
        status: what is written down.
        start: the booked time.
        now: the moment.
        late_min: how many minutes late a client may be.

    Returns:
        The same, but ``MISSED`` once a client who has not come is too late: the time is free for others.
    """
    if status is Booking.BOOKED and now - start > late_min * MINUTE:
        return Booking.MISSED
    return status


def common(some: Iterable[Span], others: Iterable[Span]) -> tuple[Span, ...]:
    """Return what lies in both sets of spans, in order. Spans of one set do not overlap."""
    others = tuple(others)
    both = (Span(max(a.start, b.start), min(a.end, b.end)) for a in some for b in others)
    return tuple(sorted((span for span in both if span.start < span.end), key=lambda span: span.start))


def together(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return the same stretches of time in order, joined where they touch or overlap."""
    joined: list[Span] = []
    for span in sorted(spans, key=lambda span: span.start):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return tuple(joined)


def without(spans: Iterable[tuple[Time, Time]], others: Iterable[Span]) -> list[tuple[Time, Time]]:
    """Return what is left of stretches of time, from and to, when some spans are taken out of them."""
    out = together(others)
    left: list[tuple[Time, Time]] = []
    for start, end in spans:
        at = start
        for one in out:
            if at < one.end and one.start < end:
                if at < one.start:
                    left.append((at, one.start))
                at = max(at, one.end)
        if at < end:
            left.append((at, end))
    return left


def fits(wanted: Span, hours: Iterable[Span], taken: Iterable[Span]) -> bool:
    """Say whether a time lies within the hours and touches nothing that is taken.

    Args:
        wanted: the time.
        hours: when times can be booked there.
        taken: what stands there already: bookings, absences, lunch.
    """
    inside = any(span.start <= wanted.start and wanted.end <= span.end for span in hours)
    return inside and not any(span.start < wanted.end and wanted.start < span.end for span in taken)


def line(hours: Iterable[Span], taken: Iterable[Span], minutes: int, not_before: int) -> list[Span]:
    """Lay out the free times of one counter.

    They step from the beginning of the hours; after something that is taken they go on at its end, so
    that services of different lengths leave no needless gaps between them.

    Args:
        hours: when times can be booked there, in order.
        taken: what stands there already.
        minutes: how long the service takes.
        not_before: no time begins earlier: now.

    Returns:
        The free times in order; no two of them overlap.
    """
    busy = together(taken)
    length = minutes * MINUTE
    free: list[Span] = []
    for span in hours:
        at = span.start
        while at + length <= span.end:
            there = next((one for one in busy if one.start < at + length and at < one.end), None)
            if there is not None:
                at = -(-there.end // MINUTE) * MINUTE  # people say whole minutes
                continue
            if at >= not_before:
                free.append(Span(at, at + length))
            at += length
    return free


def offer(lines: Sequence[tuple[str, Sequence[Span]]]) -> list[Slot]:
    """Put the free times of several counters together.

    Args:
        lines: each counter's free times, in the office's order of counters.

    Returns:
        Each time once, in order, with the counters that are free then.
    """
    found: dict[tuple[int, int], list[str]] = {}
    for counter, free in lines:
        for span in free:
            found.setdefault((span.start, span.end), []).append(counter)
    return [Slot(start, end, tuple(counters)) for (start, end), counters in sorted(found.items())]
