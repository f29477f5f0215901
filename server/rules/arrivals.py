"""Who may yet come and overtake: how many, when in the day, and how much earlier they count as coming."""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from server.rules.moment import MINUTE
from server.rules.state import Stream
from server.rules.turn import Lane, Turn

_BIN = 30 * MINUTE
_KEEP = 0.97  # of what was known, from one day to the next: a month ago counts less than half
_HEADS = 100


@dataclass(slots=True)
class _Kind:
    """People of one lane who count as having come earlier than they did, or who do not."""

    count: float = 0.0
    heads: deque[int] = field(default_factory=lambda: deque(maxlen=_HEADS))


def ahead_of(turn: Turn, came: int) -> int:
    """Say how much earlier than she came somebody counts as coming, milliseconds."""
    return max(came, turn.ready_at) - turn.key  # who is early overtakes nobody before it is time


def part_of(came: int, zero: int) -> int:
    """Say in which half-hour of the day that began at ``zero`` somebody came."""
    return (came - zero) // _BIN


class Arrivals:
    """How people come: on days gone by, and today.

    The profile of the day is common to all lanes, and each lane has its share of it: of a single one too
    little is known for a profile of its own.
    """

    def __init__(self) -> None:
        self._zero = 0
        self._days = 0.0
        self._profile: dict[int, float] = {}  # half an hour of the day: how many came on all days
        self._today: dict[int, int] = {}
        self._first = 0
        self._kinds: dict[tuple[Lane, bool], _Kind] = {}

    def start_day(self, zero: int) -> None:
        """Put the day that is over to the others, if anybody came.

        Args:
            zero: the new day's beginning on the clock of ``add`` and ``streams``, milliseconds.
        """
        self._zero = zero
        if not self._today:
            return
        self._days = _KEEP * self._days + 1
        for part in self._profile.keys() | self._today.keys():
            self._profile[part] = _KEEP * self._profile.get(part, 0) + self._today.get(part, 0)
        for kind in self._kinds.values():
            kind.count *= _KEEP
        self._today.clear()

    def add(self, lane: Lane, turn: Turn, came: int) -> None:
        """Learn from somebody who has come.

        Args:
            lane: her service and wished language.
            turn: her place.
            came: when, milliseconds.
        """
        self._came(lane, ahead_of(turn, came), 1)
        if not self._today:
            self._first = came
        part = part_of(came, self._zero)
        self._today[part] = self._today.get(part, 0) + 1

    def recall(self, parts: Mapping[int, int], heads: Iterable[tuple[Lane, int, int]]) -> None:
        """Learn from a whole earlier day of which only counts are left; ``start_day`` ends it.

        Args:
            parts: of each half-hour of the day how many came.
            heads: lanes, how much earlier people of these counted as coming (milliseconds), and how many.
        """
        for lane, ahead, count in heads:
            self._came(lane, ahead, count)
        self._today.update(parts)

    def _came(self, lane: Lane, ahead: int, count: int) -> None:
        kind = self._kinds.setdefault((lane, ahead > 0), _Kind())
        kind.count += count
        kind.heads.extend([ahead] * min(count, _HEADS))

    def streams(self, now: int) -> Sequence[Stream]:
        """Say who comes at this time of the day.

        Args:
            now: milliseconds.

        Returns:
            For each lane those who count as having come earlier than they did, and the others.
        """
        total = sum(kind.count for kind in self._kinds.values())
        if not total:
            return ()
        each = self._per_ms(now) / total
        return [Stream(lane, kind.count * each, tuple(kind.heads)) for (lane, _), kind in self._kinds.items()]

    def _per_ms(self, now: int) -> float:
        if not self._days:
            return sum(self._today.values()) / max(now - self._first, _BIN)
        # Smoothed by one day on which people came evenly.
        evenly = sum(self._profile.values()) / self._days / len(self._profile)
        part = part_of(now, self._zero)
        return (self._profile.get(part, 0) + evenly) / (self._days + 1) / _BIN
