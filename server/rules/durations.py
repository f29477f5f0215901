"""How long serving takes: what the office guesses at first, and more and more what it has seen.

A duration lasts from the call until the counter is free again, in milliseconds.
"""

from bisect import bisect_right, insort
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import exp, log, sqrt
from statistics import NormalDist

from server.rules.moment import MINUTE

DEFAULT_MINUTES = 10
GUESS_CLIENTS = 20  # the guess counts as much as so many clients seen
GUESS_CV = 0.8
GUESS_SCALE_CLIENTS = 4  # its mean is soon not believed any more: a guess is often wrong by half
RECENT = 500
POINTS = 500

DAY_SD = 0.15  # of the logarithm of a day's common factor
RATIO_VARIANCE = 0.6  # of one duration over its service's mean

_NORMAL = NormalDist()
_LOG_SD = sqrt(log(1 + GUESS_CV**2))


@dataclass(frozen=True, slots=True)
class Predictive:
    """What the next duration of a service may be.

    Attributes:
        points: ``POINTS`` equally likely durations, milliseconds, ascending.
        mean: milliseconds.
        log_mean: of the lognormal tail beyond the last point: mean of the logarithm of milliseconds.
    """

    points: tuple[float, ...]
    mean: float
    log_mean: float

    def lasting_longer(self, elapsed: float, share: float) -> float:
        """Give a duration of a client who is being served already.

        Args:
            elapsed: how long she has been, milliseconds.
            share: which of the possible ones, between 0 (the shortest) and 1, both exclusive.

        Returns:
            The whole duration, longer than ``elapsed``, milliseconds.
        """
        points = self.points
        first = bisect_right(points, elapsed)
        if first < len(points):
            return points[first + int(share * (len(points) - first))]
        beyond = _NORMAL.cdf((self.log_mean - log(elapsed)) / _LOG_SD) if elapsed > 0 else 1.0
        score = -_NORMAL.inv_cdf(max(beyond * (1 - share), 1e-300))
        # Never at once: a counter that has not been freed by now is not free.
        return max(exp(self.log_mean + _LOG_SD * score), elapsed + 1)

    def mean_longer(self, elapsed: float) -> float:
        """Give the mean duration, milliseconds, of those that last longer than ``elapsed``."""
        longer = self.points[bisect_right(self.points, elapsed) :]
        return sum(longer) / len(longer) if longer else self.lasting_longer(elapsed, 0.5)


@dataclass(frozen=True, slots=True)
class Pace:
    """How today compares with other days, as the logarithm of the factor of every duration.

    Attributes:
        mean: the best guess; 0 for a day like any other.
        sd: how unsure that is.
    """

    mean: float = 0.0
    sd: float = 0.0


class Durations:
    """The durations an office has seen. Adding one is cheap, and so is sending them all to another process.

    Predicts by a Dirichlet process (Ferguson 1973): with probability n0 / (n0 + n) a lognormal guess,
    otherwise one of the last n <= 500 real durations. So the first day needs no special case.

    Args:
        minutes: the typical minutes of each service; 10 for those not named.
    """

    def __init__(self, minutes: Mapping[str, float] | None = None) -> None:
        self._minutes = dict(minutes or {})
        self._services: dict[str, _Seen] = {}
        self._today: dict[str, tuple[int, int]] = {}

    def add(self, service: str, lasted: int) -> None:
        """Learn from a client whose serving has ended today.

        Args:
            service: the service's id.
            lasted: milliseconds.
        """
        self.remember(service, lasted)
        count, total = self._today.get(service, (0, 0))
        self._today[service] = (count + 1, total + lasted)

    def remember(self, service: str, lasted: int) -> None:
        """Learn from a client of an earlier day; of more than 500 the ones remembered last count.

        Args:
            service: the service's id.
            lasted: milliseconds.
        """
        self._seen(service).add(lasted)

    def start_day(self) -> None:
        """Forget how quick today was: the next day has a pace of its own."""
        self._today.clear()

    def predictive(self, service: str) -> Predictive:
        """Say what the next duration of a service may be, on a day like any other.

        Args:
            service: the service's id; one never seen is as long as its guess.
        """
        return self._seen(service).predictive()

    def predictives(self, services: Iterable[str]) -> dict[str, Predictive]:
        """Say the same of several services."""
        return {service: self.predictive(service) for service in services}

    def pace(self, serving: Iterable[tuple[str, int]] = (), sd: float = DAY_SD) -> Pace:
        """Say how today compares with other days, the same for all services.

        The mean ratio r of today's n durations to their services' means, shrunk to 1 by the normal
        model's weight k = sd² / (sd² + .6 / n). Those still being served count as what they will
        probably last: without them the short ones, which end first, would make every morning look quick.

        Args:
            serving: of everybody being served now, the service and how long already, milliseconds.
            sd: how much days differ, as the standard deviation of the factor's logarithm.
        """
        count, ratios = 0, 0.0
        for service, (finished, total) in self._today.items():
            count += finished
            ratios += total / self.predictive(service).mean
        if not count or not ratios:
            return Pace(0.0, sd)
        started = count
        for service, elapsed in serving:
            expected = self.predictive(service)
            started += 1
            ratios += expected.mean_longer(elapsed) / expected.mean
        weight = sd**2 / (sd**2 + RATIO_VARIANCE / count)
        return Pace(weight * log(ratios / started), sd * sqrt(1 - weight))

    def _seen(self, service: str) -> "_Seen":
        found = self._services.get(service)
        if found is None:
            guess = self._minutes.get(service, DEFAULT_MINUTES) * MINUTE
            found = self._services[service] = _Seen(guess)
        return found


class _Seen:
    """The last durations of one service, in order of time and of length."""

    def __init__(self, guess: float) -> None:
        self._guess = guess
        self._recent: deque[int] = deque()
        self._sorted: list[int] = []
        self._total = 0
        self._known: Predictive | None = None

    def add(self, lasted: int) -> None:
        if len(self._recent) == RECENT:
            oldest = self._recent.popleft()
            del self._sorted[bisect_right(self._sorted, oldest) - 1]
            self._total -= oldest
        self._recent.append(lasted)
        insort(self._sorted, lasted)
        self._total += lasted
        self._known = None

    def predictive(self) -> Predictive:
        if self._known is None:
            count = len(self._sorted)
            scale = (GUESS_SCALE_CLIENTS * self._guess + self._total) / (GUESS_SCALE_CLIENTS + count)
            guessed = round(POINTS * GUESS_CLIENTS / (GUESS_CLIENTS + count))
            points = [scale * unit for unit in _evenly(_unit_guess(), guessed)]
            points += _evenly(self._sorted, POINTS - guessed)
            points.sort()
            mean = (GUESS_CLIENTS * scale + self._total) / (GUESS_CLIENTS + count)
            log_mean = log(max(scale, 1)) - _LOG_SD**2 / 2
            self._known = Predictive(tuple(points), max(mean, 1), log_mean)  # others are compared with it
        return self._known


@cache
def _unit_guess() -> tuple[float, ...]:
    """The lognormal guess with mean 1, as ``POINTS`` equally likely values, ascending."""
    scores = (_NORMAL.inv_cdf((place + 0.5) / POINTS) for place in range(POINTS))
    values = [exp(_LOG_SD * score) for score in scores]
    mean = sum(values) / POINTS
    return tuple(value / mean for value in values)


def _evenly(ascending: Sequence[float], count: int) -> list[float]:
    if not ascending:
        return []
    step = len(ascending) / count if count else 0.0
    return [ascending[int((place + 0.5) * step)] for place in range(count)]
