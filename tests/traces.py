"""Made-up days of three kinds of branch, and somebody who knows how they were made."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import exp, log, sqrt
from random import Random
from statistics import NormalDist

from server.rules.durations import POINTS, Pace, Predictive
from server.rules.moment import MINUTE
from server.rules.state import Knowledge, Stream
from server.rules.turn import Desk, Policy
from server.simulate.day import Arrival, Counter
from server.simulate.forecast import Forecaster

HOUR = 60 * MINUTE
CV = 0.7
_PROFILE = (1.05, 1.3, 1.2, 1.05, 0.9, 0.95, 0.95, 0.6)  # by hour, a day of eight
_LOG_SD = sqrt(log(1 + CV**2))


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """How days are made.

    Attributes:
        services: of each, its share of the visitors and its mean minutes; lognormal durations with cv .7.
        counters: with their plan.
        visits: how many come on a day, on average; Poisson with a profile.
        priority: their share.
        booked: the share of those with an appointment.
        wishes: shares of wished languages.
        speed_sd: how much days differ: standard deviation of the logarithm of a factor common to all
            durations of a day.
    """

    services: Mapping[str, tuple[float, float]]
    counters: tuple[Counter, ...]
    visits: float
    priority: float = 0.0
    booked: float = 0.0
    wishes: Mapping[str, float] = field(default_factory=dict)
    speed_sd: float = 0.0

    def rate(self, at: int) -> float:
        """Say how many come in a millisecond around a moment of the day."""
        hour = at // HOUR
        weight = _PROFILE[hour] if 0 <= hour < len(_PROFILE) else 0.0
        return self.visits * weight / sum(_PROFILE) / HOUR


def _counter(
    name: str, services: str, lunch: float | None = None, languages: tuple[str, ...] = ()
) -> Counter:
    breaks = () if lunch is None else ((int(lunch * HOUR), int((lunch + 0.75) * HOUR)),)
    return Counter(name=name, desk=Desk(tuple(services), languages), opens=0, closes=8 * HOUR, breaks=breaks)


ONE_LINE = Branch(
    services={"A": (1.0, 6.9)}, counters=tuple(_counter(name, "A") for name in "123"), visits=182
)
SKILLS = Branch(
    services={"A": (0.4, 4.0), "B": (0.3, 8.0), "C": (0.2, 12.0), "D": (0.1, 15.0)},
    counters=(
        _counter("1", "AB", 3),
        _counter("2", "ABC", 3.75),
        _counter("3", "BCD", 4.5),
        _counter("4", "ACD", 3),
        _counter("5", "ABCD", 3.75),
    ),
    visits=252,
)
TWENTY = Policy(priority_min=20)


def days(branch: Branch, count: int, seed: int) -> Iterator[tuple[int, float, list[Arrival]]]:
    """Make days.

    Yields:
        The day's number, its factor of all durations, and who arrives.
    """
    random = Random(seed)
    names = list(branch.services)
    shares = [share for share, _ in branch.services.values()]
    wished = ["", *branch.wishes]
    wishes = [1 - sum(branch.wishes.values()), *branch.wishes.values()]
    most = branch.visits * max(_PROFILE) / sum(_PROFILE) / HOUR
    for day in range(1, count + 1):
        speed = exp(random.gauss(0, branch.speed_sd)) if branch.speed_sd else 1.0
        people = []
        at = random.expovariate(most)
        while at < len(_PROFILE) * HOUR:
            if random.random() * most < branch.rate(int(at)):
                service = random.choices(names, shares)[0]
                mean = branch.services[service][1] * MINUTE * speed
                lasts = random.lognormvariate(log(mean) - _LOG_SD**2 / 2, _LOG_SD)
                slot = None
                if random.random() < branch.booked:
                    slot = round((at + random.gauss(5, 6) * MINUTE) / (15 * MINUTE)) * 15 * MINUTE
                people.append(
                    Arrival(
                        f"{day}-{len(people)}",
                        int(at),
                        service,
                        random.random() < branch.priority,
                        slot,
                        random.choices(wished, wishes)[0],
                        int(lasts),
                    )
                )
            at += random.expovariate(most)
        yield day, speed, people


class Oracle(Forecaster):
    """Knows how the days are made, and need not learn: the best that can be had from the same replay.

    Args:
        branch: how they are made.
        policy: the office's choices within the rule.

    Attributes:
        speed: today's factor of all durations.
    """

    def __init__(self, branch: Branch, policy: Policy) -> None:
        super().__init__(branch.counters, policy, {})
        self.speed = 1.0
        self._branch = branch
        self._head = policy.priority_min * MINUTE
        scores = [NormalDist().inv_cdf((place + 0.5) / POINTS) for place in range(POINTS)]
        self._true = {}
        for service, (_, minutes) in branch.services.items():
            middle = log(minutes * MINUTE) - _LOG_SD**2 / 2
            points = tuple(exp(middle + _LOG_SD * score) for score in scores)
            self._true[service] = Predictive(points, minutes * MINUTE, middle)

    def knowledge(self, now: int) -> Knowledge:
        """Say the truth."""
        coming = self._branch.priority * self._branch.rate(now)
        return Knowledge(
            durations=self._true,
            pace=Pace(log(self.speed), 0.0),
            streams=[
                Stream((service, ""), coming * share, (self._head,))
                for service, (share, _) in self._branch.services.items()
            ],
        )
