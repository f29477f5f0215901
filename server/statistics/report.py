"""The figures of a day, from what happened to each visit (``rules.story``). Pure.

Times are in milliseconds. Means, percentiles and shares are over visits that were called and served.
"""

from collections import Counter as Tally
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from statistics import fmean, median

from server.rules.slots import Booking
from server.rules.story import Event, Story, stories
from server.rules.visit import OTHER_TIME, Paper, Status


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures of a set of visits. Counts are of visits; times in milliseconds, ``None`` without any."""

    issued: int
    served: int
    no_show: int
    left: int
    other_time: int
    refused: int
    unserved: int
    at_counter: int
    handed: int
    chosen: int
    without_paper: int
    reprints: int
    wait_mean: float | None
    wait_median: float | None
    wait_p90: int | None
    wait_max: int | None
    within_target: float | None
    service_mean: float | None
    overtime: int
    promised: int
    kept: float | None
    foretold: int
    off: float | None
    bias: float | None
    inside: float | None
    printed: float | None
    longer: float | None
    booked: int = 0
    booked_came: int = 0
    booked_missed: int = 0
    booked_cancelled: int = 0


def figures(
    visits: Sequence[Story], target: int, closes: int | None = None, bookings: Iterable[Booking] = ()
) -> Figures:
    """Calculate the figures of some visits.

    Args:
        visits: what happened.
        target: a good wait is not longer than this, milliseconds (standard, 3.1).
        closes: when the branch closed that day, milliseconds UTC; ``None`` if it did not.
        bookings: where the times booked for the day stand.

    Returns:
        The figures. ``kept`` is the share of promised visits that were called; those that left by themselves
        are left out. The last six are of visits that had to wait for their first call and were told how long:
        mean distance of the foretold median from the wait, its mean excess over the wait, the shares of
        waits inside the 80 % range, inside the range as printed, and longer than its upper end.
    """
    served = [visit for visit in visits if visit.status is Status.SERVED]
    waits = sorted(visit.wait for visit in served if visit.wait is not None)
    services = [visit.service_time for visit in served if visit.service_time is not None]
    status = Tally(visit.status for visit in visits)
    stands = Tally(bookings)
    broken = [visit.broken for visit in visits if visit.broken is not None]
    told = [
        (visit.told, visit.kept_waiting)
        for visit in visits
        if visit.told is not None and visit.kept_waiting is not None and visit.kept_waiting > 0
    ]
    return Figures(
        issued=len(visits),
        served=status[Status.SERVED],
        no_show=status[Status.NO_SHOW],
        left=status[Status.LEFT],
        other_time=sum(visit.reason == OTHER_TIME for visit in visits),
        refused=status[Status.REFUSED],
        unserved=status[Status.WAITING] + status[Status.PARKED] + status[Status.NOT_SERVED],
        at_counter=status[Status.CALLED] + status[Status.SERVING],
        handed=sum(visit.handed for visit in visits),
        chosen=sum(visit.chosen for visit in visits),
        without_paper=sum(visit.paper is Paper.NOT_SENT for visit in visits),
        reprints=sum(visit.reprints for visit in visits),
        wait_mean=fmean(waits) if waits else None,
        wait_median=median(waits) if waits else None,
        wait_p90=nearest_rank(waits, 0.9) if waits else None,
        wait_max=waits[-1] if waits else None,
        within_target=sum(wait <= target for wait in waits) / len(waits) if waits else None,
        service_mean=fmean(services) if services else None,
        overtime=sum(visit.overtime(closes) for visit in visits),
        promised=len(broken),
        kept=_share(not one for one in broken),
        foretold=len(told),
        off=fmean(abs(wait.mid - waited) for wait, waited in told) if told else None,
        bias=fmean(wait.mid - waited for wait, waited in told) if told else None,
        inside=_share(wait.low <= waited <= wait.high for wait, waited in told),
        printed=_share(wait.printed_ms()[0] <= waited <= wait.printed_ms()[1] for wait, waited in told),
        longer=_share(waited > wait.printed_ms()[1] for wait, waited in told),
        booked=stands.total(),
        booked_came=stands[Booking.CAME],
        booked_missed=stands[Booking.MISSED],
        booked_cancelled=stands[Booking.CANCELLED],
    )


def _share(cases: Iterable[bool]) -> float | None:
    found = list(cases)
    return sum(found) / len(found) if found else None


def nearest_rank(ordered: Sequence[int], share: float) -> int:
    """Return the smallest value that at least this share of the values do not exceed."""
    return ordered[max(0, ceil(round(share * len(ordered), 9)) - 1)]


@dataclass(frozen=True, slots=True)
class Report:
    """A day: all of it, by service, and how many tickets were issued and called in each hour."""

    whole: Figures
    by_service: dict[str, Figures]
    by_hour: dict[int, tuple[int, int]]


def report(
    events: Iterable[Event],
    target: int,
    closes: int | None = None,
    bookings: Iterable[tuple[str, Booking]] = (),
) -> Report:
    """Calculate a day's report.

    Args:
        events: the day's, in the order they happened.
        target: a good wait, milliseconds.
        closes: when the branch closed that day, milliseconds UTC; ``None`` if it did not.
        bookings: of each time booked for the day its service, and where it stands.

    Returns:
        The report; services that nobody came or was booked for are not in it.
    """
    visits = list(stories(events).values())
    services: dict[str, list[Story]] = {}
    for visit in visits:
        services.setdefault(visit.service, []).append(visit)
    booked: dict[str, list[Booking]] = {}
    for service, stands in bookings:
        booked.setdefault(service, []).append(stands)
    return Report(
        whole=figures(visits, target, closes, [stands for some in booked.values() for stands in some]),
        by_service={
            service: figures(services.get(service, []), target, closes, booked.get(service, []))
            for service in sorted(services.keys() | booked.keys())
        },
        by_hour=_by_hour(visits),
    )


def _by_hour(visits: Sequence[Story]) -> dict[int, tuple[int, int]]:
    issued = Tally(visit.taken_hour for visit in visits)
    called = Tally(visit.called_hour for visit in visits if visit.called_hour is not None)
    hours = issued.keys() | called.keys()
    return {hour: (issued[hour], called[hour]) for hour in sorted(hours)}
