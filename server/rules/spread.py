"""How times are spread: how many, how long together, the longest, and the percentiles. Pure.

The times themselves give exact percentiles. What is kept of a day for years is a histogram: percentiles from
it are rounded up, by less than half a minute up to half an hour and by less than a minute beyond.
"""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from math import ceil

from server.rules.moment import MINUTE

_HALF = MINUTE // 2
_FINE = 60  # bins of half a minute; from here on they are of a minute
_LAST = _FINE + 24 * 60 - 30 + 1  # longer than a day
_LANE = 4  # bytes that each bin has in a histogram kept as one number


def bin_of(time: int) -> int:
    """Return the bin of a time: 0 for none at all, then those that are not longer than the bin's end."""
    fine = -(-time // _HALF)
    return max(0, fine) if fine <= _FINE else min(_FINE + -(-time // MINUTE) - 30, _LAST)


def end_of(place: int) -> int:
    """Return the longest time that a bin holds, milliseconds."""
    return place * _HALF if place <= _FINE else (place - _FINE + 30) * MINUTE


@dataclass(frozen=True, slots=True)
class Spread:
    """Times of one kind, milliseconds.

    Attributes:
        count: how many.
        total: how long all together.
        longest: the longest; 0 without any.
        bins: the histogram as one number, in which each bin has 32 bits: adding histograms is adding numbers;
            ``None`` where it was not read: then there are no percentiles and shares.
        times: the times themselves, ascending; ``None`` where only the histogram was kept.
    """

    count: int = 0
    total: int = 0
    longest: int = 0
    bins: int | None = 0
    times: tuple[int, ...] | None = ()

    @property
    def exact(self) -> bool:
        """Whether percentiles are to the millisecond."""
        return self.times is not None

    def kept(self) -> "Spread":
        """Return what is kept for years: the histogram without the times."""
        return replace(self, times=None if self.count else ())

    @property
    def mean(self) -> float | None:
        """The mean; ``None`` without any."""
        return self.total / self.count if self.count else None

    @property
    def most(self) -> int | None:
        """The longest; ``None`` without any."""
        return self.longest if self.count else None

    @property
    def median(self) -> float | None:
        """The middle one, or the mean of the two in the middle; ``None`` without any."""
        if not self.count:
            return None
        return (self._ranked((self.count + 1) // 2) + self._ranked(self.count // 2 + 1)) / 2

    def percentile(self, share: float) -> int | None:
        """Return the shortest time that at least this share of the times do not exceed (nearest rank).

        Args:
            share: between 0 and 1.

        Returns:
            Milliseconds; ``None`` without any.
        """
        return self._ranked(max(1, ceil(round(share * self.count, 9)))) if self.count else None

    def within(self, limit: int) -> float | None:
        """Return the share of times not longer than a limit of whole minutes; ``None`` without any."""
        if not self.count:
            return None
        return sum(self.histogram()[: bin_of(limit) + 1]) / self.count

    def histogram(self) -> Sequence[int]:
        """Return how many times each bin holds; those after the longest are left out.

        Raises:
            ValueError: it was not read.
        """
        return array("I", self.packed())

    def packed(self) -> bytes:
        """Return the histogram as ``as_bytes`` has it; raises as ``histogram`` does."""
        if self.bins is None:
            raise ValueError("this histogram was not read")
        return as_bytes(self.bins)

    def _ranked(self, rank: int) -> int:
        if self.times is not None:
            return self.times[rank - 1]
        seen = 0
        for place, count in enumerate(self.histogram()):
            seen += count
            if seen >= rank:
                return min(end_of(place), self.longest)
        return self.longest


def spread(times: Iterable[int]) -> Spread:
    """Put times together.

    Args:
        times: milliseconds, in any order.
    """
    ascending = tuple(sorted(times))
    bins = sum(1 << 8 * _LANE * bin_of(time) for time in ascending)
    return Spread(len(ascending), sum(ascending), ascending[-1] if ascending else 0, bins, ascending)


def together(spreads: Sequence[Spread]) -> Spread:
    """Put what was put together apart together; exact where all of it is."""
    every = [one.times for one in spreads if one.times is not None]
    bins = [one.bins for one in spreads if one.bins is not None]
    return Spread(
        sum(one.count for one in spreads),
        sum(one.total for one in spreads),
        max((one.longest for one in spreads), default=0),
        sum(bins) if len(bins) == len(spreads) else None,
        tuple(sorted(chain.from_iterable(every))) if len(every) == len(spreads) else None,
    )


def as_bytes(bins: int) -> bytes:
    """Return a histogram as it is kept: the bins from the shortest time on, of four bytes each."""
    lanes = -(-bins.bit_length() // (8 * _LANE))
    return bins.to_bytes(lanes * _LANE, "little")


def as_bins(kept: bytes) -> int:
    """Return what ``as_bytes`` has made."""
    return int.from_bytes(kept, "little")
