"""One visit of a day, as its events tell it: when it waited, was called and served. Pure.

Times are in milliseconds; waits and services run to and from the *last* call, as a repeated call
replaces the one before.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from server.rules.interval import Interval
from server.rules.visit import AT_A_COUNTER, AUTOMATIC, BESIDE, OTHER_TIME, Act, Paper, Status


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to a visit; ``hour`` is on the branch's clock, ``slot`` the booked time,
    ``told`` what was foretold when the ticket was taken, ``reason`` a code (``store.visits.Why``)."""

    visit: int
    act: Act
    at: int
    hour: int
    after: Status
    service: str
    paper: Paper
    counter: str | None
    reason: str | None = None
    slot: int | None = None
    told: Interval | None = None


ENDS = (Status.SERVED, Status.NO_SHOW, Status.LEFT, Status.REFUSED)


class Stay(NamedTuple):
    """A client at a counter: from the last call there to leaving it, milliseconds UTC."""

    start: int
    end: int
    counter: str | None


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
    walked: int | None = None  # from the last call to the clerk's saying that she has come
    handed: int = 0
    reprints: int = 0
    chosen: bool = False
    ended_at: int | None = None
    reason: str | None = None
    told: Interval | None = None
    promised_at: int | None = None
    here_since: int | None = None  # at a counter since its last call there
    stays: list["Stay"] = field(default_factory=list)

    def tell(self, event: Event) -> None:
        """Go on with the story."""
        self.status, self.paper, self.service = event.after, event.paper, event.service
        if event.act in (Act.CALL, Act.CHOOSE, Act.RECALL, Act.RESUME):
            self.here_since, self.counter = event.at, event.counter
            self.calls += 1
            if event.act is not Act.RESUME:  # who was set aside has done her waiting
                self.first_called_at = self.first_called_at or event.at
                self.called_at, self.called_hour = event.at, event.hour
                self.chosen = self.chosen or event.act is Act.CHOOSE
        elif event.act is Act.START and event.reason != AUTOMATIC and self.here_since is not None:
            self.walked = event.at - self.here_since  # nobody measures it when serving begins by itself
        elif event.act is Act.REPRINT:
            self.reprints += 1
        elif event.act is Act.PROMISE:
            self.promised_at = event.at
        elif event.act is Act.TRANSFER:
            self.handed += 1
            self.waits_since = event.at
        elif event.act is Act.RESTORE:
            self.ended_at = self.reason = None
        if event.after not in AT_A_COUNTER and self.here_since is not None:
            if event.act is not Act.CLOSE:  # nobody knows when that one ended
                self.stays.append(Stay(self.here_since, event.at, self.counter))
            self.here_since = None
        if event.after in ENDS and event.act is not Act.CLOSE:
            self.ended_at, self.reason = event.at, event.reason

    @property
    def kept_waiting(self) -> int | None:
        """From taking the ticket to the first call, which is what is foretold; ``None`` if never called."""
        return None if self.first_called_at is None else self.first_called_at - self.taken_at

    @property
    def broken(self) -> bool | None:
        """Whether a promise was broken; ``None`` without one, before it is known, or if she left."""
        if self.promised_at is None or self.status is Status.WAITING:
            return None
        if self.status is Status.LEFT and self.reason != OTHER_TIME:
            return None
        return self.called_at is None or self.called_at < self.promised_at

    def overtime(self, closes: int | None) -> int:
        """How long serving went on after closing (standard, 20.1), milliseconds."""
        if closes is None:
            return 0
        return sum(max(0, stay.end - max(closes, stay.start)) for stay in self.stays)

    @property
    def wait(self) -> int | None:
        """From taking the ticket, or the last hand-over, to the last call; ``None`` if never called."""
        return None if self.called_at is None else max(0, self.called_at - self.waits_since)

    @property
    def service_time(self) -> int | None:
        """At counters, each time from the last call there; ``None`` while it has not ended."""
        if self.ended_at is None or not self.stays:
            return None
        return sum(stay.end - stay.start for stay in self.stays)

    def served_at(self, counter: str) -> int:
        """Return how much of it was at one counter, milliseconds."""
        return sum(stay.end - stay.start for stay in self.stays if stay.counter == counter)


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
    story = Story(taken.service, taken.at, taken.hour, waits_since=since, told=taken.told)
    for event in lived:
        story.tell(event)
    return story
