"""The figures of a day, from what happened. Pure.

Times are in milliseconds; waits and services run to and from the *last* call, as a repeated call
replaces the one before. Means, percentiles and shares are over visits that were called and served.
"""

from collections import Counter as Tally
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from statistics import fmean, median

from server.rules.visit import Act, Paper, Status


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to a visit; ``hour`` is on the branch's clock."""

    visit: int
    act: Act
    at: int
    hour: int
    after: Status
    service: str
    paper: Paper
    counter: str | None


ENDS = (Status.SERVED, Status.NO_SHOW, Status.LEFT, Status.REFUSED)


@dataclass(slots=True)
class Story:
    """One visit of the day, as its events tell it. After a hand-over a new wait begins."""

    service: str
    taken_at: int
    taken_hour: int
    status: Status = Status.WAITING
    paper: Paper = Paper.NONE
    counter: str | None = None
    waits_since: int = 0
    first_called_at: int | None = None
    called_at: int | None = None
    called_hour: int | None = None
    calls: int = 0
    handed: int = 0
    chosen: bool = False
    ended_at: int | None = None

    def tell(self, event: Event) -> None:
        """Go on with the story."""
        self.status, self.paper, self.service = event.after, event.paper, event.service
        if event.act in (Act.CALL, Act.CHOOSE, Act.RESUME, Act.RECALL):
            self.first_called_at = self.first_called_at or event.at
            self.called_at, self.called_hour = event.at, event.hour
            self.counter = event.counter
            self.calls += 1
            self.chosen = self.chosen or event.act is Act.CHOOSE
        elif event.act is Act.TRANSFER:
            self.handed += 1
            self.waits_since = event.at
        elif event.after in ENDS and event.act is not Act.CLOSE:
            self.ended_at = event.at

    @property
    def wait(self) -> int | None:
        """From taking the ticket, or the last hand-over, to the last call; ``None`` if never called."""
        return None if self.called_at is None else max(0, self.called_at - self.waits_since)

    @property
    def service_time(self) -> int | None:
        """From the last call to the end; ``None`` while there is none."""
        if self.called_at is None or self.ended_at is None:
            return None
        return self.ended_at - self.called_at


def stories(events: Iterable[Event]) -> dict[int, Story]:
    """Put events together into visits.

    Args:
        events: in the order they happened; each visit's first one is its taking.

    Returns:
        Visits by id in order of arrival. What was undone has not happened.
    """
    happened: dict[int, list[Event]] = {}
    for event in events:
        lived = happened.setdefault(event.visit, [])
        if event.act is Act.UNDO:
            del lived[max(place for place, one in enumerate(lived) if one.act is not Act.PRINT)]
        else:
            lived.append(event)
    return {visit: _story(lived) for visit, lived in happened.items()}


def _story(lived: list[Event]) -> Story:
    taken = lived[0]
    story = Story(taken.service, taken.at, taken.hour, waits_since=taken.at)
    for event in lived:
        story.tell(event)
    return story


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures of a set of visits. Counts are of visits; times in milliseconds, ``None`` without any."""

    issued: int
    served: int
    no_show: int
    left: int
    refused: int
    unserved: int
    at_counter: int
    handed: int
    chosen: int
    without_paper: int
    wait_mean: float | None
    wait_median: float | None
    wait_p90: int | None
    wait_max: int | None
    within_target: float | None
    service_mean: float | None


def figures(visits: Sequence[Story], target: int) -> Figures:
    """Calculate the figures of some visits.

    Args:
        visits: what happened.
        target: a good wait is not longer than this, milliseconds (standard, 3.1).

    Returns:
        The figures.
    """
    served = [visit for visit in visits if visit.status is Status.SERVED]
    waits = sorted(visit.wait for visit in served if visit.wait is not None)
    services = [visit.service_time for visit in served if visit.service_time is not None]
    status = Tally(visit.status for visit in visits)
    return Figures(
        issued=len(visits),
        served=status[Status.SERVED],
        no_show=status[Status.NO_SHOW],
        left=status[Status.LEFT],
        refused=status[Status.REFUSED],
        unserved=status[Status.WAITING] + status[Status.PARKED] + status[Status.NOT_SERVED],
        at_counter=status[Status.CALLED] + status[Status.SERVING],
        handed=sum(visit.handed for visit in visits),
        chosen=sum(visit.chosen for visit in visits),
        without_paper=sum(visit.paper is Paper.NOT_SENT for visit in visits),
        wait_mean=fmean(waits) if waits else None,
        wait_median=median(waits) if waits else None,
        wait_p90=nearest_rank(waits, 0.9) if waits else None,
        wait_max=waits[-1] if waits else None,
        within_target=sum(wait <= target for wait in waits) / len(waits) if waits else None,
        service_mean=fmean(services) if services else None,
    )


def nearest_rank(ordered: Sequence[int], share: float) -> int:
    """Return the smallest value that at least this share of the values do not exceed."""
    return ordered[max(0, ceil(round(share * len(ordered), 9)) - 1)]


@dataclass(frozen=True, slots=True)
class Report:
    """A day: all of it, by service, and how many tickets were issued and called in each hour."""

    whole: Figures
    by_service: dict[str, Figures]
    by_hour: dict[int, tuple[int, int]]


def report(events: Iterable[Event], target: int) -> Report:
    """Calculate a day's report.

    Args:
        events: the day's, in the order they happened.
        target: a good wait, milliseconds.

    Returns:
        The report; services that nobody came for are not in it.
    """
    visits = list(stories(events).values())
    services: dict[str, list[Story]] = {}
    for visit in visits:
        services.setdefault(visit.service, []).append(visit)
    return Report(
        whole=figures(visits, target),
        by_service={service: figures(some, target) for service, some in sorted(services.items())},
        by_hour=_by_hour(visits),
    )


def _by_hour(visits: Sequence[Story]) -> dict[int, tuple[int, int]]:
    issued = Tally(visit.taken_hour for visit in visits)
    called = Tally(visit.called_hour for visit in visits if visit.called_hour is not None)
    hours = issued.keys() | called.keys()
    return {hour: (issued[hour], called[hour]) for hour in sorted(hours)}
