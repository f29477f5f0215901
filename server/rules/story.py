"""One visit of a day, as its events tell it: when it waited, was called and served, for each service. Pure.

Times are in milliseconds; waits and services run to and from the *last* call, as a repeated call
replaces the one before.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from server.rules.interval import Interval
from server.rules.visit import AT_A_COUNTER, AUTOMATIC, BESIDE, OTHER_TIME, Act, Paper, Status


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to a visit.

    Attributes:
        visit: the visit's id.
        act: what was done.
        at: milliseconds UTC.
        hour: the same on the branch's clock.
        after: where the visit stood then.
        service: and for which service.
        paper: what had become of the paper.
        counter: where it was done.
        reason: a code (``store.visits.Why``).
        staff: by whom, by login.
        slot: of the visit, the booked time; milliseconds UTC.
        told: of the visit, what was foretold when the ticket was taken.
        kind: how the visit counted in the line then (``turn.Kind``).
        language: of the visit.
    """

    visit: int
    act: Act
    at: int
    hour: int
    after: Status
    service: str
    paper: Paper
    counter: str | None
    reason: str | None = None
    staff: str | None = None
    slot: int | None = None
    told: Interval | None = None
    kind: str = ""
    language: str = ""


class Ending(StrEnum):
    """How a transaction ended."""

    SERVED = "served"
    ADDED = "added"  # served, and another service was added at the same counter
    TRANSFERRED = "transferred"
    NO_SHOW = "no_show"
    LEFT = "left"
    OTHER_TIME = "other_time"  # she was offered another time, and left
    REFUSED = "refused"
    NOT_SERVED = "not_served"


GOT_SERVICE = (Ending.SERVED, Ending.ADDED, Ending.TRANSFERRED)
_ENDINGS = {
    Status.SERVED: Ending.SERVED,
    Status.NO_SHOW: Ending.NO_SHOW,
    Status.LEFT: Ending.LEFT,
    Status.REFUSED: Ending.REFUSED,
    Status.NOT_SERVED: Ending.NOT_SERVED,
}


class Stay(NamedTuple):
    """A client at a counter: from the last call there to leaving it, milliseconds UTC."""

    start: int
    end: int
    counter: str | None
    came: bool = True  # a no-show's counter waited for her in vain


class InLine(NamedTuple):
    """Somebody waiting for a service and counting in one way (``turn.Kind``): from when to when, milliseconds
    UTC, and what ended it, which may be that she counts in another way now; both ``None`` while she still
    waits."""

    start: int
    kind: str
    end: int | None = None
    left: Act | None = None


@dataclass(slots=True)
class Transaction:
    """One service of a visit: from joining the queue for it to its end (Qmatic's visit transaction).

    A hand-over, or a service added at the counter, ends one and begins the next.

    Attributes:
        service: which.
        since: when she joined the queue for it; a booked client not before her time. ``None`` for a service
            added at the counter: nobody waited for it.
        first: whether it is the one that the ticket was taken for.
        called_at: the last call, ``called_hour`` on the branch's clock; ``None`` before the first.
        counter: where she was called last, and ``staff`` by whom.
        chosen: why she was called out of turn, a code; ``None`` when she was not.
        walked: from the last call to the clerk's saying that she has come; ``None`` when nobody said so.
        restored: how often she came back after having missed her call.
        lines: her times in the line for it, in each of the ways in which she counted.
        stays: her times at counters.
        overtaken_by: the visits that overtook her, by id (see ``overtaking``).
        ended_at: when it ended; ``None`` before, and when nobody knows.
        ending: how; ``None`` before.
        reason: of the ending, a code.
    """

    service: str
    since: int | None
    first: bool
    called_at: int | None = None
    called_hour: int | None = None
    counter: str | None = None
    staff: str | None = None
    chosen: str | None = None
    walked: int | None = None
    restored: int = 0
    lines: list[InLine] = field(default_factory=list)
    stays: list[Stay] = field(default_factory=list)
    overtaken_by: set[int] = field(default_factory=set)
    ended_at: int | None = None
    ending: Ending | None = None
    reason: str | None = None

    @property
    def in_line(self) -> bool:
        """Whether she waits in the line for it."""
        return bool(self.lines) and self.lines[-1].end is None

    @property
    def wait(self) -> int | None:
        """From joining the queue to the last call; ``None`` if there was none, or nothing to wait for."""
        if self.called_at is None or self.since is None:
            return None
        return max(0, self.called_at - self.since)

    @property
    def service_time(self) -> int | None:
        """At counters, each time from the last call there; ``None`` while, or if, it has not ended in being
        served, and when nobody knows when."""
        if self.ending not in GOT_SERVICE or self.ended_at is None:
            return None
        times = [stay.end - stay.start for stay in self.stays if stay.came]
        return sum(times) if times else None


@dataclass(slots=True)
class Story:
    """One visit of the day, as its events tell it; ``kind`` is how it counted in the line at last."""

    service: str
    taken_at: int
    taken_hour: int
    kind: str = ""
    language: str = ""
    status: Status = Status.WAITING
    paper: Paper = Paper.NONE
    first_called_at: int | None = None
    calls: int = 0
    reprints: int = 0
    told: Interval | None = None
    promised_at: int | None = None
    here_since: int | None = None  # at a counter since its last call there
    transactions: list[Transaction] = field(default_factory=list)

    @property
    def now(self) -> Transaction:
        """The transaction she is in, or was last."""
        return self.transactions[-1]

    def tell(self, event: Event) -> None:
        """Go on with the story."""
        self.paper = event.paper
        if event.act in BESIDE:  # of where she stood it may know what was undone since
            self._beside(event)
            return
        before, self.status, self.kind = self.status, event.after, event.kind
        self._leave_line(event)
        if event.act in (Act.CALL, Act.CHOOSE, Act.RECALL, Act.RESUME):
            self._was_called(event)
        elif event.act is Act.START and event.reason != AUTOMATIC and self.here_since is not None:
            self.now.walked = event.at - self.here_since  # not measured when serving begins by itself
        elif event.act is Act.RESTORE:
            self.now.restored += 1
            self.now.ended_at = self.now.ending = self.now.reason = None
        if event.after not in AT_A_COUNTER or event.act is Act.ADD_SERVICE:
            self._leave_counter(event)
        if event.act is Act.TRANSFER:
            # Whoever still waits goes on waiting, for another service.
            since = self.now.since if before is Status.WAITING else event.at
            self._go_on(event, Ending.TRANSFERRED, since)
        elif event.act is Act.ADD_SERVICE:
            self._go_on(event, Ending.ADDED, None)
            self.here_since = event.at
        elif event.after in _ENDINGS and before not in _ENDINGS:
            self._end(event, _ENDINGS[event.after])
        if event.after is Status.WAITING and not self.now.in_line:
            self.now.lines.append(InLine(event.at, self.kind))

    def _beside(self, event: Event) -> None:
        if event.act is Act.REPRINT:
            self.reprints += 1
        elif event.act is Act.PROMISE:
            self.promised_at = event.at

    def _leave_line(self, event: Event) -> None:
        now = self.now
        if not now.in_line:
            return
        line = now.lines[-1]
        if event.after is not Status.WAITING or event.act is Act.TRANSFER or event.kind != line.kind:
            now.lines[-1] = line._replace(end=event.at, left=event.act)

    def _was_called(self, event: Event) -> None:
        self.here_since = event.at
        self.calls += 1
        now = self.now
        now.counter, now.staff = event.counter, event.staff or now.staff
        if event.act is Act.RESUME:  # who was set aside has done her waiting
            return
        self.first_called_at = self.first_called_at or event.at
        now.called_at, now.called_hour = event.at, event.hour
        if event.act is Act.CHOOSE:
            now.chosen = (event.reason or "").removeprefix("chosen: ")

    def _leave_counter(self, event: Event) -> None:
        if self.here_since is not None and event.act is not Act.CLOSE:  # nobody knows when that one ended
            came = event.act is not Act.NO_SHOW
            self.now.stays.append(Stay(self.here_since, event.at, self.now.counter, came))
        self.here_since = None

    def _go_on(self, event: Event, ending: Ending, since: int | None) -> None:
        before = self.now
        self._end(event, ending)
        self.transactions.append(Transaction(event.service, since, first=False))
        if ending is Ending.ADDED:
            self.now.counter, self.now.staff = before.counter, before.staff

    def _end(self, event: Event, ending: Ending) -> None:
        now = self.now
        now.ending = Ending.OTHER_TIME if event.reason == OTHER_TIME else ending
        if event.act is not Act.CLOSE:  # an end that nobody saw
            now.ended_at, now.reason = event.at, event.reason

    @property
    def kept_waiting(self) -> int | None:
        """From taking the ticket to the first call, which is what is foretold; ``None`` if never called."""
        return None if self.first_called_at is None else self.first_called_at - self.taken_at

    @property
    def total_time(self) -> int | None:
        """From taking the ticket to the end of serving; ``None`` if not served, or nobody knows when."""
        ended = self.now.ended_at if self.now.ending is Ending.SERVED else None
        return None if ended is None else ended - self.taken_at

    @property
    def broken(self) -> bool | None:
        """Whether a promise was broken; ``None`` without one, before it is known, or if she left."""
        if self.promised_at is None or self.status is Status.WAITING:
            return None
        if self.now.ending is Ending.LEFT:
            return None
        return self.called_at is None or self.called_at < self.promised_at

    @property
    def called_at(self) -> int | None:
        """The last call of all; ``None`` if never called."""
        return next((one.called_at for one in reversed(self.transactions) if one.called_at is not None), None)

    @property
    def stays(self) -> Iterator[Stay]:
        """All her times at counters."""
        return (stay for one in self.transactions for stay in one.stays)

    @property
    def wait(self) -> int | None:
        """The wait for her last service that she waited for; ``None`` if never called."""
        return next((one.wait for one in reversed(self.transactions) if one.wait is not None), None)

    def served_at(self, counter: str) -> int:
        """Return how much of being served was at one counter, milliseconds."""
        return sum(stay.end - stay.start for stay in self.stays if stay.counter == counter and stay.came)


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
            del lived[max(place for place, one in enumerate(lived) if one.act not in BESIDE)]
        else:
            lived.append(event)
    return {visit: _story(lived) for visit, lived in happened.items()}


def _story(lived: list[Event]) -> Story:
    taken = lived[0]
    since = max(taken.at, taken.slot or taken.at)  # a booked client waits from her time, or from coming late
    story = Story(taken.service, taken.at, taken.hour, taken.kind, taken.language, told=taken.told)
    story.transactions.append(Transaction(taken.service, since, first=True))
    for event in lived:
        story.tell(event)
    return story
