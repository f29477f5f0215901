"""How long they will wait: by hand, against the exact formula, and against a simulated day."""

from collections.abc import Sequence
from dataclasses import replace
from math import exp, inf, log
from statistics import mean
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.rules.durations import POINTS, Pace, Predictive
from server.rules.interval import quantile
from server.rules.moment import MINUTE
from server.rules.state import Knowledge, Post, State, Stream, Waiting
from server.rules.turn import Desk, Policy, turn
from server.rules.wait import Forecast, forecast, forecast_one, rough
from server.simulate.day import Arrival, Call, Counter, play_day


def always(milliseconds: int) -> Predictive:
    """A service that always takes as long."""
    return Predictive((float(milliseconds),) * POINTS, milliseconds, log(milliseconds))


def as_it_stands(counter: Counter, calls: Sequence[Call], came: Sequence[Arrival], now: int) -> Post:
    """A simulated counter after its calls so far."""
    plan = Post(name=counter.name, desk=counter.desk, spans=counter.spans(), idle_since=counter.opens or 0)
    if not calls:
        return plan
    if calls[-1].finished <= now:
        return replace(plan, idle_since=calls[-1].finished)
    return replace(plan, serving=came[int(calls[-1].visit)].service, since=calls[-1].called)


STEP = MINUTE // 2
SERVICES, LANGUAGES = "ABC", ("", "en", "uk")
moments = st.integers(0, 60).map(lambda step: step * STEP)
breaks = st.lists(st.tuples(moments, moments).map(sorted), max_size=2)


@st.composite
def counters(draw: st.DrawFn) -> list[Counter]:
    found = []
    for place in range(draw(st.integers(1, 4))):
        services = draw(st.lists(st.sampled_from(SERVICES), min_size=1, max_size=3, unique=True))
        opens, closes = sorted((draw(moments), draw(moments)))
        found.append(
            Counter(
                name=str(place),
                desk=Desk(tuple(services), tuple(draw(st.sets(st.sampled_from(LANGUAGES[1:]))))),
                opens=draw(st.sampled_from([None, opens])),
                closes=draw(st.sampled_from([None, closes])),
                breaks=tuple((start, end) for start, end in draw(breaks)),
            )
        )
    return found


@st.composite
def people(draw: st.DrawFn) -> list[Arrival]:
    found = [
        Arrival(
            str(place),
            draw(moments),
            draw(st.sampled_from(SERVICES)),
            draw(st.booleans()),
            draw(st.sampled_from([None, None, draw(moments)])),
            draw(st.sampled_from(LANGUAGES)),
            0,
        )
        for place in range(draw(st.integers(1, 14)))
    ]
    return sorted(found, key=lambda one: one.arrives)


@st.composite
def days(draw: st.DrawFn) -> tuple[State, Knowledge, dict[int, int]]:
    """A day when the last one has come: the branch, how long all take, and who is called when."""
    policy = Policy(
        priority_min=draw(st.sampled_from([0, 5, 1440])), guard_min=draw(st.sampled_from([None, 3, 10]))
    )
    lasts = {service: draw(st.integers(1, 20)) * STEP for service in SERVICES}
    came = [
        one._replace(visit=str(place), serve=lasts[one.service]) for place, one in enumerate(draw(people()))
    ]
    plan = draw(counters())
    calls = list(play_day(came, plan, policy))
    now = came[-1].arrives
    before = [call for call in calls if call.called < now]
    spoken = {language for one in plan for language in one.desk.languages}
    state = State(
        now=now,
        waiting=[
            Waiting(
                turn(place, one.arrives, policy, priority=one.priority, slot=one.slot),
                (one.service, one.language if one.language in spoken else ""),
            )
            for place, one in enumerate(came)
            if one.visit not in {call.visit for call in before}
        ],
        posts=[
            as_it_stands(one, [call for call in before if call.counter == one.name], came, now)
            for one in plan
        ],
        policy=policy,
    )
    knowledge = Knowledge(durations={service: always(time) for service, time in lasts.items()})
    return state, knowledge, {int(call.visit): call.called for call in calls}


@settings(max_examples=300, deadline=None)
@given(days())
def test_with_durations_that_are_known_the_replay_goes_on_with_the_simulated_day(
    day: tuple[State, Knowledge, dict[int, int]],
) -> None:
    state, knowledge, called = day
    found = forecast(state, knowledge, runs=1)

    assert {visit: starts.times for visit, starts in found.tickets.items()} == {
        one.turn.visit: (called.get(one.turn.visit, inf),) for one in state.waiting
    }


@settings(max_examples=300, deadline=None)
@given(days(), st.sampled_from(SERVICES), st.booleans())
def test_a_newcomer_is_called_when_she_would_be_if_she_came_and_is_in_nobodys_way(
    day: tuple[State, Knowledge, dict[int, int]], service: str, priority: bool
) -> None:
    state, knowledge, _ = day
    # With a guard she may change, once she has waited for so long, who else goes first; a ghost does not.
    state = replace(state, policy=replace(state.policy, guard_min=None))
    found = forecast(state, knowledge, runs=1)
    came = Waiting(turn(99, state.now, state.policy, priority=priority), (service, ""))
    with_her = replace(state, waiting=[*state.waiting, came])

    served = {service for post in state.posts for service in post.desk.services}
    assert found.newcomers.keys() == {(one, ahead) for one in served for ahead in (False, True)}
    if service in served:
        assert found.newcomers[service, priority] == forecast_one(with_her, knowledge, 99, runs=1)
    alone = {one.turn.visit: forecast_one(state, knowledge, one.turn.visit, runs=1) for one in state.waiting}
    assert found.tickets == alone


POLICY = Policy(priority_min=60)


def post(name: str, services: str, serving: str | None = None, since: float = 0, **rest: Any) -> Post:
    """A counter; one letter a service, minutes."""
    return Post(
        name=name, desk=Desk(tuple(services), ()), serving=serving, since=round(since * MINUTE), **rest
    )


def ticket(visit: int, came: float, service: str = "A", *, counter: str | None = None) -> Waiting:
    """An ordinary one; minutes."""
    return Waiting(turn(visit, round(came * MINUTE), POLICY), (service, ""), counter)


def exponential(minutes: float) -> Predictive:
    mean = minutes * MINUTE
    return Predictive(
        tuple(-mean * log(1 - (place + 0.5) / POINTS) for place in range(POINTS)), mean, log(mean)
    )


def test_a_ticket_behind_five_others_at_three_counters_waits_as_the_formula_says() -> None:
    """Exponential durations of 8 minutes: Gamma(6, 3/8), whatever the ages (Ibrahim & Whitt 2009)."""
    state = State(
        now=0,
        waiting=[ticket(visit, visit - 10) for visit in range(6)],
        posts=[post(str(n), "A", "A", -4 * n) for n in range(3)],
        policy=POLICY,
    )
    known = Knowledge(durations={"A": exponential(8)})
    waits = sorted(
        time / MINUTE
        for seed in range(40)
        for time in forecast_one(state, known, 5, seed=seed, runs=500).times
    )

    assert mean(waits) == pytest.approx(16.0, abs=0.15)
    found = [quantile(waits, share) for share in (0.1, 0.5, 0.9)]
    assert found == [pytest.approx(exact, abs=0.2) for exact in (8.41, 15.1, 24.7)]
    # The rough formula is meant for just this case.
    rougher = rough(state, known).tickets[5].interval()
    assert rougher is not None
    assert [end / MINUTE for end in rougher] == [
        pytest.approx(exact, abs=0.3) for exact in (8.41, 15.1, 24.7)
    ]


def test_the_same_branch_gives_the_same_forecast() -> None:
    state = State(
        now=0,
        waiting=[ticket(visit, visit - 10) for visit in range(6)],
        posts=[post("1", "A", "A", -4), post("2", "A", "A", -1)],
        policy=POLICY,
    )
    known = Knowledge(
        durations={"A": exponential(8)},
        streams=[Stream(("A", ""), 0.1 / MINUTE, (60 * MINUTE,))],
        no_show=0.1,
    )

    assert forecast(state, known, seed=1) == forecast(state, known, seed=1)
    assert forecast(state, known, seed=1) != forecast(state, known, seed=2)


def test_who_comes_with_priority_meanwhile_goes_first() -> None:
    """One minute each, one in five minutes: 20 minutes of work become 20 / (1 - 1/5)."""
    state = State(now=0, waiting=[ticket(1, -1)], posts=[post("1", "B", "B")], policy=POLICY)
    state = replace(state, posts=[replace(state.posts[0], desk=Desk(("A", "B"), ()))])
    known = Knowledge(
        durations={"A": always(MINUTE), "B": always(20 * MINUTE)},
        streams=[Stream(("A", ""), 0.2 / MINUTE, (60 * MINUTE,))],
    )
    found = forecast(state, known, runs=500)

    assert mean(found.tickets[1].times) / MINUTE == pytest.approx(25, abs=0.5)
    # Nobody who comes later overtakes a newcomer with priority.
    assert set(found.newcomers["A", True].times) == {20 * MINUTE}
    # Who counts as having come before she did is not overtaken either.
    early = replace(state, waiting=[ticket(1, -60)])
    assert set(forecast(early, known).tickets[1].times) == {20 * MINUTE}


def test_people_for_another_counter_do_not_overtake() -> None:
    state = State(now=0, waiting=[ticket(1, -1)], posts=[post("1", "A", "A"), post("2", "B")], policy=POLICY)
    known = Knowledge(
        durations={"A": always(20 * MINUTE), "B": always(MINUTE)},
        streams=[Stream(("B", ""), 0.5 / MINUTE, (60 * MINUTE,))],
    )

    assert set(forecast(state, known).tickets[1].times) == {20 * MINUTE}


def test_a_ticket_that_was_sent_to_one_counter_waits_for_that_one() -> None:
    state = State(
        now=0,
        waiting=[ticket(1, -3, counter="2"), ticket(2, -2), ticket(3, -1, counter="9")],
        posts=[post("1", "A", idle_since=-5), post("2", "B", "B", -1)],
        policy=POLICY,
    )
    found = forecast(state, Knowledge(durations={"A": always(MINUTE), "B": always(10 * MINUTE)}), runs=1)

    # Though the counter does not serve what she came for; and counter 9 is not there.
    assert {visit: starts.times for visit, starts in found.tickets.items()} == {
        1: (9 * MINUTE,), 2: (0,), 3: (inf,)
    }  # fmt: skip


def test_whom_no_counter_will_call_any_more_has_no_wait() -> None:
    plan = ((-inf, 5 * MINUTE),)
    state = State(
        now=0,
        waiting=[ticket(1, -3), ticket(2, -2), ticket(3, -1, "Z")],
        posts=[post("1", "A", "A", -9, spans=plan)],
        policy=POLICY,
    )
    found = forecast(state, Knowledge(durations={"A": always(10 * MINUTE), "Z": always(MINUTE)}))

    assert found.tickets[1].interval() == (MINUTE, MINUTE, MINUTE)
    assert [found.tickets[visit].interval() for visit in (2, 3)] == [None, None]
    assert [found.tickets[visit].chance(5 * MINUTE) for visit in (1, 2, 3)] == [1, 0, 0]
    assert found.newcomers["A", True].interval() == (MINUTE, MINUTE, MINUTE)
    assert found.newcomers["A", False].interval() is None


def test_who_is_called_and_does_not_come_takes_a_minute_only() -> None:
    state = State(
        now=0, waiting=[ticket(1, -3), ticket(2, -2)], posts=[post("1", "A", "A", -9)], policy=POLICY
    )
    known = Knowledge(durations={"A": always(10 * MINUTE)}, no_show=0.3)
    times = forecast(state, known, runs=500).tickets[2].times

    assert set(times) == {2 * MINUTE, 11 * MINUTE}
    assert times.count(2 * MINUTE) / 500 == pytest.approx(0.3, abs=0.06)


def test_on_a_slow_day_everything_takes_longer_at_every_counter() -> None:
    state = State(
        now=0, waiting=[ticket(1, -3), ticket(2, -2)], posts=[post("1", "A", "A", -9)], policy=POLICY
    )
    known = Knowledge(durations={"A": always(10 * MINUTE)}, pace=Pace(log(1.5)))
    unsure = replace(known, pace=Pace(log(1.5), 0.1))

    assert forecast(state, known).tickets[2].interval() == (21 * MINUTE, 21 * MINUTE, 21 * MINUTE)
    times = forecast(state, unsure).tickets[2].times
    # 30 minutes less the nine that have passed, times or divided by e to the 0.1 in two runs of three.
    assert sum(30 / exp(0.1) < time / MINUTE + 9 < 30 * exp(0.1) for time in times) == pytest.approx(
        68, abs=2
    )


def test_with_a_free_counter_it_is_now_and_the_runs_are_not_needed() -> None:
    state = State(
        now=0, waiting=[ticket(1, 0)], posts=[post("1", "A", "A", -9), post("2", "A")], policy=POLICY
    )
    known = Knowledge(durations={"A": exponential(8)})

    assert forecast_one(state, known, 1).times == (0,) * 100
    assert rough(state, known).tickets[1].times == (0,) * 100
    assert forecast_one(state, known, 1).interval() == (0, 0, 0)


def test_a_rough_forecast_counts_heads_where_the_replay_cannot_be_had() -> None:
    state = State(
        now=0,
        waiting=[ticket(1, -3), ticket(2, -2, "B"), ticket(3, -1, "Z")],
        posts=[post("1", "A", "A"), post("2", "AB", "B", spans=((-inf, MINUTE),)), post("3", "A", spans=())],
        policy=POLICY,
    )
    known = Knowledge(durations={"A": always(4 * MINUTE), "B": always(8 * MINUTE), "Z": always(MINUTE)})
    found = rough(state, known)

    # She for B: one ahead, one counter, 6 minutes a client: Gamma(2, 1/6).
    told = found.tickets[2].interval()
    assert told is not None
    assert [end / MINUTE for end in told] == [pytest.approx(exact, rel=0.05) for exact in (3.19, 10.07, 23.3)]
    assert found.tickets[3].interval() is None
    assert found.newcomers.keys() == {("A", False), ("A", True), ("B", False), ("B", True)}
    assert found.newcomers["A", True].times[50] < found.newcomers["A", False].times[50]


def test_the_number_of_runs_must_fit() -> None:
    state = State(now=0, waiting=[], posts=[], policy=POLICY)

    with pytest.raises(ValueError, match="7 runs"):
        forecast(state, Knowledge(durations={}), runs=7)
    assert forecast(state, Knowledge(durations={})) == Forecast({}, {})


@given(counters(), st.lists(moments, min_size=1))
def test_the_spans_of_a_counter_are_when_it_works(plan: Sequence[Counter], at: Sequence[int]) -> None:
    for one in plan:
        for moment in at:
            assert any(start <= moment < end for start, end in one.spans()) == one.works_at(moment)
