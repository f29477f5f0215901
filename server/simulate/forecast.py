"""What each visitor of a simulated day would have been told of her wait, and how right that was.

Only what was known at that moment is used: who waits, who is being served since when, the counters' plan, and
what has ended before. How long a visit is going to take stands in the file, but nobody here looks at it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from server.rules.arrivals import Arrivals
from server.rules.durations import Durations
from server.rules.interval import AdaptiveLevels, Interval
from server.rules.moment import MINUTE
from server.rules.state import Knowledge, Post, State, Waiting
from server.rules.turn import Lane, Policy, Turn
from server.rules.wait import RUNS, forecast_one
from server.simulate.day import Counter

# A long queue is predicted better by each run than a short one, and each costs more.
_FEWER_RUNS = ((300, RUNS // 2), (600, RUNS // 5))


@dataclass(slots=True)
class Quality:
    """How right the forecasts were, over those who had to wait.

    Attributes:
        count: how many had to wait and were told how long.
        off: sum of the distances from the median forecast to the wait, milliseconds.
        bias: sum of forecast minus wait, milliseconds.
        inside: how many waits were within the 80 % interval.
        shorter: how many were shorter than its lower end.
        printed: how many were within the range as it is printed.
        longer: how many were longer than its upper end.
    """

    count: int = 0
    off: int = 0
    bias: int = 0
    inside: int = 0
    shorter: int = 0
    printed: int = 0
    longer: int = 0

    def note(self, told: Interval | None, waited: int) -> None:
        """Note a call.

        Args:
            told: what she was told; ``None`` for nothing.
            waited: how long it took from then on, milliseconds; who did not have to wait is left out.
        """
        if told is None or waited <= 0:
            return
        least, most = (end * MINUTE for end in told.printed())
        self.count += 1
        self.off += abs(told.mid - waited)
        self.bias += told.mid - waited
        self.inside += told.low <= waited <= told.high
        self.shorter += waited < told.low
        self.printed += least <= waited <= most
        self.longer += waited > most

    def as_json(self) -> dict[str, float | None]:
        """Return it as machines read it: seconds, and shares between 0 and 1."""
        return {
            "count": self.count,
            "mae_s": self._mean(self.off, 1000, 3),
            "bias_s": self._mean(self.bias, 1000, 3),
            "coverage_80": self._mean(self.inside, 1, 6),
            "shorter_than_80": self._mean(self.shorter, 1, 6),
            "coverage_printed": self._mean(self.printed, 1, 6),
            "longer_than_printed": self._mean(self.longer, 1, 6),
        }

    def as_text(self) -> str:
        """Return it as a person reads it, times in minutes."""
        if not self.count:
            return "Forecasts: nobody who was told how long had to wait.\n"
        return (
            f"Forecasts of those who had to wait: {self.count}\n"
            f"  off by {self.off / self.count / MINUTE:.2f} min on average, "
            f"bias {self.bias / self.count / MINUTE:+.2f} min\n"
            f"  within the 80 % interval: {self.inside / self.count:.2%}; "
            f"within the printed range: {self.printed / self.count:.2%}, "
            f"longer than it: {self.longer / self.count:.2%}\n"
        )

    def _mean(self, total: int, unit: int, digits: int) -> float | None:
        return round(total / self.count / unit, digits) if self.count else None


class Forecaster:
    """Watches simulated days, and learns from each one for the next.

    Args:
        counters: as in ``play``.
        policy: the office's choices within the rule.
        minutes: typical minutes of each service; 10 for those not named.

    Attributes:
        quality: how right the forecasts have been.
    """

    def __init__(self, counters: Sequence[Counter], policy: Policy, minutes: Mapping[str, int]) -> None:
        self._policy = policy
        self._plan = [
            Post(name=one.name, desk=one.desk, spans=one.spans(), idle_since=one.opens or 0)
            for one in counters
        ]
        self._posts = list(self._plan)
        self._services = {service for one in counters for service in one.desk.services}
        self._durations = Durations(minutes)
        self._arrivals = Arrivals()
        self._levels = AdaptiveLevels()
        self.quality = Quality()
        self._waiting: dict[int, Waiting] = {}
        self._told: dict[int, tuple[int, Interval | None]] = {}  # when, what
        self._forecasts = 0

    def start_day(self) -> None:
        """Begin a day with an empty queue and free counters."""
        self._posts = list(self._plan)
        self._waiting.clear()
        self._told.clear()
        self._durations.start_day()
        self._arrivals.start_day(0)

    def arrived(self, turn: Turn, lane: Lane, now: int) -> None:
        """Forecast the wait of somebody who has just come.

        Args:
            turn: her place.
            lane: her service and the language she wishes.
            now: milliseconds.
        """
        self._waiting[turn.visit] = Waiting(turn, lane)
        self._arrivals.add(lane, turn, now)
        self._told[turn.visit] = now, self.tell(turn.visit, now)

    def called(self, visit: int, post: int, now: int) -> Interval | None:
        """Note that somebody is called.

        Args:
            visit: her ``Turn.visit``.
            post: the counter's place.
            now: milliseconds.

        Returns:
            What she was told; ``None`` if it was that nobody would call her.
        """
        waiting = self._waiting.pop(visit)
        self._posts[post] = replace(self._posts[post], serving=waiting.lane[0], since=now)
        came, told = self._told.pop(visit)
        self.quality.note(told, now - came)
        if told and now > came:
            self._levels.learn(told, now - came)
        return told

    def finished(self, post: int, now: int) -> None:
        """Note that a counter is free again, and learn how long that took.

        Args:
            post: the counter's place.
            now: milliseconds.
        """
        one = self._posts[post]
        assert one.serving is not None
        self._durations.add(one.serving, now - one.since)
        self._posts[post] = replace(one, serving=None, idle_since=now)

    def knowledge(self, now: int) -> Knowledge:
        """Say what has been learned up to now."""
        serving = [(one.serving, now - one.since) for one in self._posts if one.serving]
        return Knowledge(
            durations=self._durations.predictives(self._services),
            pace=self._durations.pace(serving),
            streams=[one for one in self._arrivals.streams(now) if one.lane[0] in self._services],
        )

    def tell(self, visit: int, now: int) -> Interval | None:
        """Forecast how long somebody who waits will have to.

        Args:
            visit: her ``Turn.visit``.
            now: milliseconds.

        Returns:
            The wait from now on; ``None`` when nobody will call her.
        """
        state = State(now=now, waiting=list(self._waiting.values()), posts=self._posts, policy=self._policy)
        runs = RUNS
        for waiting, fewer in _FEWER_RUNS:
            if len(self._waiting) > waiting:
                runs = fewer
        self._forecasts += 1
        starts = forecast_one(state, self.knowledge(now), visit, seed=self._forecasts, runs=runs)
        return starts.interval(self._levels.low, self._levels.high)
