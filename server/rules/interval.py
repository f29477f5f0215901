"""What a visitor is told of her wait: a range that is right four times in five, never a bare number."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import NamedTuple

from server.rules.moment import MINUTE

MISSES = 0.2  # the share of visitors whose wait may lie outside
STEP = 5 * MINUTE
_RATE = 0.02
_LEAST, _MOST = 0.02, 0.6


class Interval(NamedTuple):
    """A wait still to come, milliseconds from now.

    Attributes:
        low: seldom shorter.
        mid: as likely shorter as longer.
        high: seldom longer; 0 when she is called at once.
    """

    low: int
    mid: int
    high: int

    def printed(self) -> tuple[int, int]:
        """Return the range as it is told, whole minutes in steps of five, rounded away from the middle.

        Returns:
            The shortest and the longest; they differ, but for ``(0, 0)``: now.
        """
        if not self.high:
            return 0, 0
        low = self.low // STEP * STEP
        high = max(-(-self.high // STEP) * STEP, low + STEP)
        return low // MINUTE, high // MINUTE

    def printed_ms(self) -> tuple[int, int]:
        """Return the same in milliseconds."""
        low, high = self.printed()
        return low * MINUTE, high * MINUTE


@dataclass(frozen=True, slots=True)
class Starts:
    """When somebody may be called: one moment for each run of the replay.

    Attributes:
        now: when the forecast was made, milliseconds UTC.
        times: milliseconds UTC, ascending; infinity where nobody calls her any more.
    """

    now: int
    times: tuple[float, ...]

    def chance(self, before: float) -> float:
        """Say how likely she is called before a moment, between 0 and 1.

        Args:
            before: milliseconds UTC, exclusive.
        """
        return bisect_left(self.times, before) / len(self.times)

    def interval(self, low: float = MISSES / 2, high: float = 1 - MISSES / 2) -> Interval | None:
        """Say how long she will wait, if she is called at all.

        Args:
            low: the share of shorter waits.
            high: the share of waits that are not longer.

        Returns:
            The waits; ``None`` when nobody will call her.
        """
        certain = self.times[: bisect_left(self.times, inf)]
        if not certain:
            return None
        found = (quantile(certain, share) - self.now for share in (low, 0.5, high))
        return Interval(*map(round, found))


def quantile(ascending: Sequence[float], share: float) -> float:
    """Estimate a quantile from a sample (Hyndman & Fan 1996, type 6).

    A new draw of the same kind lies below it with just that probability, also for a small sample.

    Args:
        ascending: the sample, at least one.
        share: between 0 and 1.
    """
    place = share * (len(ascending) + 1) - 1
    if place <= 0:
        return ascending[0]
    whole = int(place)
    if whole >= len(ascending) - 1:
        return ascending[-1]
    return ascending[whole] + (place - whole) * (ascending[whole + 1] - ascending[whole])


@dataclass(slots=True)
class AdaptiveLevels:
    """Which quantiles are told, so that one in five is missed in the long run, whatever the days are like.

    Adaptive conformal inference (Gibbs & Candès 2021): alpha <- alpha + .02 (.2 - miss).

    Attributes:
        alpha: the share of misses aimed at now; kept between .02 and .6.
    """

    alpha: float = MISSES

    @property
    def low(self) -> float:
        """The level of the lower end."""
        return self.alpha / 2

    @property
    def high(self) -> float:
        """The level of the upper end."""
        return 1 - self.alpha / 2

    def learn(self, interval: Interval, waited: int) -> None:
        """Learn from a client who had to wait and is called now.

        Args:
            interval: what she was told.
            waited: how long it took since then, milliseconds.
        """
        miss = not interval.low <= waited <= interval.high
        self.alpha = min(max(self.alpha + _RATE * (MISSES - miss), _LEAST), _MOST)
