"""How many can still be served: against the figures of the theory, and on busy evenings."""

from collections.abc import Sequence
from dataclasses import replace
from math import exp, inf, log, sqrt
from random import Random
from statistics import NormalDist

import pytest
from traces import HOUR, ONE_LINE, Branch, days

from server.rules.closing import Group, Outlook, closing_groups, connected, outlook
from server.rules.durations import POINTS, Predictive
from server.rules.interval import Starts
from server.rules.moment import MINUTE
from server.rules.state import Knowledge, Post, State, Waiting
from server.rules.turn import Desk, Policy, turn
from server.rules.wait import Forecast, forecast
from server.simulate.day import play_day
from server.simulate.forecast import Forecaster

POLICY = Policy(priority_min=0)
SCORES = [NormalDist().inv_cdf((place + 0.5) / POINTS) for place in range(POINTS)]
LOG_SD = sqrt(log(1 + 0.7**2))


def exponential(minutes: float) -> Predictive:
    mean = minutes * MINUTE
    points = tuple(-mean * log(1 - (place + 0.5) / POINTS) for place in range(POINTS))
    return Predictive(points, mean, log(mean))


def lognormal(minutes: float) -> Predictive:
    middle = log(minutes * MINUTE) - LOG_SD**2 / 2
    points = tuple(exp(middle + LOG_SD * score) for score in SCORES)
    return Predictive(points, minutes * MINUTE, middle)


def backlog(ages: Sequence[float], many: int) -> State:
    """One line with more people than can ever be served; at each counter one for so many milliseconds."""
    return State(
        now=0,
        waiting=[Waiting(turn(place, -many + place, POLICY), ("A", "")) for place in range(many)],
        posts=[
            Post(name=str(place), desk=Desk(("A",), ()), serving="A", since=-round(age))
            for place, age in enumerate(ages)
        ],
        policy=POLICY,
    )


# rules: counters, minutes a client, minutes to closing -> served with 90 %, 95 %, 50 %; lognormal with 90 %.
# m = counters x minutes to closing / minutes a client; k-th is served when Poisson(m) >= k.
FIGURES = [
    (1, 8, 30, 1, 1, 4, 2),
    (1, 8, 60, 4, 3, 7, 5),
    (3, 8, 15, 3, 2, 5, 3),
    (3, 8, 30, 7, 6, 11, 8),
    (3, 8, 60, 17, 15, 22, 18),
    (3, 5, 30, 13, 11, 18, 14),
    (5, 8, 30, 13, 12, 19, 15),
    (5, 8, 60, 30, 28, 37, 32),
    (8, 10, 30, 18, 16, 24, 20),
]


@pytest.mark.parametrize(("counters", "minutes", "left", "k90", "k95", "k50", "_"), FIGURES)
def test_an_endless_line_before_closing_is_served_as_far_as_the_poisson_formula_says(
    counters: int, minutes: int, left: int, k90: int, k95: int, k50: int, _: int
) -> None:
    state = backlog([0] * counters, 60)
    found = forecast(state, Knowledge(durations={"A": exponential(minutes)}), runs=500)
    closing = left * MINUTE

    (group,) = closing_groups(state, found, closing)
    certain = sum(starts.chance(closing) >= 0.95 for starts in found.tickets.values())

    served = len(group.promised)
    assert abs(served - k90) <= 1
    assert group.promised == tuple(range(served))
    assert abs(served + len(group.doubtful) - k50) <= 1
    assert abs(certain - k95) <= 1
    assert served + len(group.doubtful) + len(group.unlikely) == 60


@pytest.mark.parametrize(("counters", "minutes", "left", "_90", "_95", "_50", "k90"), FIGURES)
def test_with_lognormal_durations_some_more_can_be_promised(
    counters: int, minutes: int, left: int, _90: int, _95: int, _50: int, k90: int
) -> None:
    """Looked at when nobody knows since when they are served: ages of a renewal process in equilibrium."""
    random = Random(4)
    known = Knowledge(durations={"A": lognormal(minutes)})
    longer = NormalDist(log(minutes * MINUTE) + LOG_SD**2 / 2, LOG_SD)  # biased by length
    before = [0.0] * 60
    evenings = 60
    for seed in range(evenings):
        ages = [random.random() * exp(longer.inv_cdf(random.random())) for _ in range(counters)]
        found = forecast(backlog(ages, 60), known, seed=seed)
        for visit, starts in found.tickets.items():
            before[visit] += starts.chance(left * MINUTE) / evenings

    assert abs(sum(chance >= 0.9 for chance in before) - k90) <= 1


class Evening(Forecaster):
    """Asks once a day, an hour before closing, how many can still be served."""

    def __init__(self, branch: Branch) -> None:
        super().__init__(branch.counters, POLICY, {})
        self.asked = False
        self.promised: set[int] = set()

    def start_day(self) -> None:
        super().start_day()
        self.asked = False
        self.promised = set()

    def tell(self, visit: int, now: int) -> None:
        if not self.asked and now > 7 * HOUR:
            self.asked = True
            state = State(now=now, waiting=list(self._waiting.values()), posts=self._posts, policy=POLICY)
            (group,) = closing_groups(state, forecast(state, self.knowledge(now), seed=visit), 8 * HOUR)
            self.promised = set(group.promised)


def test_on_busy_evenings_promises_are_kept() -> None:
    busy = replace(ONE_LINE, visits=240, services={"A": (1.0, 6.0)})
    evening = Evening(busy)
    promised = kept = not_served = 0
    for day, _, people in days(busy, 60, seed=1):
        called = {call.visit for call in play_day(people, busy.counters, POLICY, None, evening)}
        if day > 5:
            promised += len(evening.promised)
            kept += sum(f"{day}-{visit - 1}" in called for visit in evening.promised)
            not_served += len(people) - len(called)

    assert promised > 300
    assert not_served > 100  # there was something to be wrong about
    assert kept >= 0.95 * promised


def test_a_promise_is_not_taken_back() -> None:
    policy = Policy()
    waiting = [Waiting(turn(visit, visit, policy), ("A", "")) for visit in (1, 2, 3, 4)]
    state = State(now=10, waiting=waiting, posts=[Post(name="1", desk=Desk(("A",), ()))], policy=policy)
    chances = {1: 90, 2: 89, 3: 50, 4: 49}
    found = Forecast({visit: starts(at_five) for visit, at_five in chances.items()})

    group = Group(counters=("1",), services=("A",), promised=(1,), doubtful=(2, 3), unlikely=(4,))
    assert closing_groups(state, found, 1000) == [group]
    # 77 was promised and has been served since.
    assert closing_groups(state, found, 1000, {1, 3, 77}) == [
        replace(group, promised=(1, 3), doubtful=(2,), unlikely=(4,))
    ]


def starts(before: int) -> Starts:
    """So many of a hundred runs begin before 1000, the others never."""
    return Starts(10, (500.0,) * before + (inf,) * (100 - before))


def test_counters_that_share_a_service_through_others_are_one_group() -> None:
    counters = [("1", "AB"), ("2", "X"), ("3", "C"), ("4", "BC"), ("5", "YX")]

    assert connected([(name, tuple(services)) for name, services in counters]) == [
        (("1", "3", "4"), ("A", "B", "C")),
        (("2", "5"), ("X", "Y")),
    ]


def test_everybody_stands_in_the_group_that_serves_her() -> None:
    policy = Policy()
    lanes = {1: "A", 2: "X", 3: "A", 4: "Z", 5: "Q"}
    waiting = [
        Waiting(turn(visit, visit, policy), (service, ""), "2" if visit == 3 else None)
        for visit, service in lanes.items()
    ]
    posts = [Post(name="1", desk=Desk(("A",), ())), Post(name="2", desk=Desk(("X",), ()))]
    state = State(now=10, waiting=waiting, posts=posts, policy=policy)
    found = Forecast({visit: starts(0 if visit > 3 else 100) for visit in lanes})

    assert closing_groups(state, found, 1000) == [
        Group(counters=("1",), services=("A",), promised=(1,), doubtful=(), unlikely=()),
        Group(counters=("2",), services=("X",), promised=(2, 3), doubtful=(), unlikely=()),
        Group(counters=(), services=("Q", "Z"), promised=(), doubtful=(), unlikely=(4, 5)),
    ]
    assert closing_groups(state, found, 1000)[2].promised == ()


def test_a_newcomer_near_closing_hears_whether_it_is_worth_waiting() -> None:
    found = Forecast({}, {("A", False): starts(50), ("A", True): starts(90), ("B", False): starts(49)})

    assert {who: outlook(starts, 1000) for who, starts in found.newcomers.items()} == {
        ("A", False): Outlook.DOUBTFUL,
        ("A", True): Outlook.LIKELY,
        ("B", False): Outlook.UNLIKELY,
    }
    # Who is called at the very moment of closing is not served.
    assert outlook(starts(100), 500) is Outlook.UNLIKELY
