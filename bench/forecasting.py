"""How right and how quick the wait estimate is. Give a number of days to score (default 20, to quote 100).

First what one forecast for everybody costs, as a multiple of playing the rule once. Then days of several
kinds are made up (``tests/traces.py``) and forecast visitor by visitor, twice: by who learns from day to day,
beginning with ten minutes for everything, and by an oracle that knows how the days were made. Scored are
those who had to wait, after five days of learning.

Kinds marked * are held to the limits: at most 1.08 × as far off as the oracle, 77 to 83 % within the 80 %
interval, 85 to 96 % within the printed range, bias at most a minute. "day 0" is the ratio on the first day.
"""

import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from math import inf
from pathlib import Path
from statistics import median
from time import perf_counter

from server.rules.durations import POINTS, Durations, Predictive
from server.rules.interval import Interval
from server.rules.moment import MINUTE
from server.rules.state import Knowledge, Post, State, Stream, Waiting
from server.rules.turn import Desk, Lane, Policy, Turn, turn
from server.rules.wait import RUNS, forecast
from server.simulate.day import play_day
from server.simulate.forecast import Forecaster, Quality

sys.path.append(str(Path(__file__).parent.parent / "tests"))
from traces import ONE_LINE, SKILLS, TWENTY, Branch, Oracle, days

LEARNING = 5
PLAIN = Policy(priority_min=0)
WITH_PRIORITY = replace(SKILLS, priority=0.15)
TIMES = 25


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of days, and whether the limits are meant for it."""

    name: str
    branch: Branch
    policy: Policy
    held: bool = True


KINDS = (
    Kind("one service, 3 counters", ONE_LINE, PLAIN),
    Kind("4 services, 5 counters, lunch", SKILLS, PLAIN),
    Kind("the same, 15 % priority", WITH_PRIORITY, TWENTY),
    Kind("quick and slow days, sd 15 %", replace(SKILLS, speed_sd=0.15), PLAIN, held=False),
    Kind("counters without a plan", replace(SKILLS, counters=tuple(
        replace(one, opens=None, closes=None, breaks=()) for one in SKILLS.counters
    )), PLAIN, held=False),
    Kind("booked, languages, priority", replace(
        WITH_PRIORITY, booked=0.2, wishes={"en": 0.1, "uk": 0.05}, counters=tuple(
            replace(one, desk=Desk(one.desk.services, ("en",) if one.name in "25" else ()))
            for one in SKILLS.counters
        )
    ), TWENTY, held=False),
)  # fmt: skip


class SideBySide:
    """One day watched by both."""

    def __init__(self, learning: Forecaster, oracle: Oracle) -> None:
        self.both = learning, oracle

    def start_day(self) -> None:
        for one in self.both:
            one.start_day()

    def arrived(self, turn: Turn, lane: Lane, now: int) -> None:
        for one in self.both:
            one.arrived(turn, lane, now)

    def called(self, visit: int, post: int, now: int) -> Interval | None:
        told, _ = (one.called(visit, post, now) for one in self.both)
        return told

    def finished(self, post: int, now: int) -> None:
        for one in self.both:
            one.finished(post, now)


@dataclass(frozen=True, slots=True)
class Score:
    """What came of a kind of days."""

    visits: int
    first: tuple[Quality, Quality]  # the first day: who learns, the oracle
    rest: tuple[Quality, Quality]


def score(kind: Kind, count: int) -> Score:
    """Play the days of a kind."""
    learning, oracle = Forecaster(kind.branch.counters, kind.policy, {}), Oracle(kind.branch, kind.policy)
    watcher = SideBySide(learning, oracle)
    first = learning.quality, oracle.quality
    visits = 0
    for day, speed, people in days(kind.branch, count + LEARNING, seed=2026):
        if day in (2, LEARNING + 1):
            first = first if day > 2 else (learning.quality, oracle.quality)
            learning.quality, oracle.quality = Quality(), Quality()
        oracle.speed = speed
        visits += len(people) if day > LEARNING else 0
        for _ in play_day(people, kind.branch.counters, kind.policy, None, watcher):
            pass
    return Score(visits, first, (learning.quality, oracle.quality))


def tell(kind: Kind, found: Score) -> bool:
    """Print a kind's rows; say whether the limits are kept."""
    learning, oracle = found.rest
    ratio = learning.off / oracle.off
    first = found.first[0].off / found.first[1].off
    for name, one in (("learning", learning), ("oracle", oracle)):
        mine = one is learning
        shares = (one.inside, one.shorter, one.count - one.inside - one.shorter, one.printed, one.longer)
        print(
            f"{'*' if kind.held and mine else '':<2}{kind.name if mine else '':<30} {name:<9}{one.count:>7}"
            f"{one.off / one.count / MINUTE:>7.2f}{ratio if mine else 1:>7.3f}"
            f"{one.bias / one.count / MINUTE:>+7.2f}"
            f"{''.join(f'{share / one.count:>7.3f}' for share in shares)}{first if mine else 1:>7.3f}"
        )
    inside, printed = learning.inside / learning.count, learning.printed / learning.count
    return not kind.held or (
        ratio <= 1.08
        and 0.77 <= inside <= 0.83
        and 0.85 <= printed <= 0.96
        and abs(learning.bias / learning.count) <= MINUTE
    )


def busy(waiting: int) -> tuple[State, Knowledge]:
    """A branch with so many waiting, five counters of different skills and some clients with priority."""
    durations = Durations({"A": 4, "B": 8, "C": 12, "D": 15})
    for service, minutes in (("A", 4), ("B", 8), ("C", 12), ("D", 15)):
        for tenth in range(1, 400):
            durations.remember(service, minutes * MINUTE * tenth // 200)
    people = [
        Waiting(turn(n, (n - waiting) * MINUTE, TWENTY, priority=n % 7 == 0), ("ABCD"[n % 4], ""))
        for n in range(waiting)
    ]
    posts = [
        Post(
            name=str(n),
            desk=Desk(tuple(skills), ()),
            spans=((-inf, (30 + n) * MINUTE), (60 * MINUTE, inf)),
            serving=skills[0],
            since=-n * MINUTE,
        )
        for n, skills in enumerate(("AB", "ABC", "BCD", "ACD", "ABCD"))
    ]
    knowledge = Knowledge(
        durations=durations.predictives("ABCD"),
        pace=durations.pace(),
        streams=[Stream((service, ""), 0.02 / MINUTE, (20 * MINUTE,)) for service in "ABCD"],
    )
    return State(now=0, waiting=people, posts=posts, policy=TWENTY), knowledge


def fixed(knowledge: Knowledge) -> Knowledge:
    """The same, with nothing left to chance."""
    return Knowledge(
        durations={
            service: Predictive((one.mean,) * POINTS, one.mean, one.log_mean)
            for service, one in knowledge.durations.items()
        }
    )


def timed(state: State, knowledge: Knowledge, runs: int) -> float:
    """Return the median seconds of a forecast for everybody."""
    times = []
    for _ in range(TIMES):
        since = perf_counter()
        forecast(state, knowledge, runs=runs)
        times.append(perf_counter() - since)
    return median(times)


def main() -> int:
    """Measure; return 1 if a limit is not kept."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    for waiting in (12, 300):
        state, knowledge = busy(waiting)
        once, whole = timed(state, fixed(knowledge), 1), timed(state, knowledge, RUNS)
        print(
            f"{waiting:>4} waiting, 5 counters: {whole * 1e3:6.1f} ms for all of them, "
            f"{whole / once:5.1f} × the rule played once ({once * 1e3:.2f} ms)"
        )
    print(f"\n{count} days of each kind; minutes")
    print(
        f"{'':<42}{'waited':>7}{'MAE':>7}{'ratio':>7}{'bias':>7}{'80 %':>7}{'short':>7}{'long':>7}"
        f"{'print':>7}{'longer':>7}{'day 0':>7}"
    )
    kept = True
    with ProcessPoolExecutor(2) as pool:
        for kind, found in zip(KINDS, pool.map(score, KINDS, [count] * len(KINDS)), strict=True):
            kept &= tell(kind, found)
            sys.stdout.flush()
    return int(not kept)


if __name__ == "__main__":
    sys.exit(main())
