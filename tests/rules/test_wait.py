"""How long they will wait: by hand, against the exact formula, and against a simulated day."""

from collections.abc import Sequence
from dataclasses import replace
from math import inf, log

from hypothesis import given, settings
from hypothesis import strategies as st

from server.rules.durations import POINTS, Predictive
from server.rules.moment import MINUTE
from server.rules.state import Knowledge, Post, Span, State, Waiting
from server.rules.turn import Desk, Policy, turn
from server.rules.wait import forecast
from server.simulate.day import Arrival, Call, Counter, play_day


def always(milliseconds: int) -> Predictive:
    """A service that always takes as long."""
    return Predictive((float(milliseconds),) * POINTS, milliseconds, log(milliseconds))


def spans(counter: Counter) -> tuple[Span, ...]:
    """When a simulated counter calls."""
    instants = sorted(
        {at for both in counter.breaks for at in both} | {counter.opens or 0, counter.closes or 0}
    )
    edges = [-inf, *instants, inf]
    middles = [-1 << 40, *instants]
    return tuple(
        (start, end)
        for start, end, at in zip(edges, edges[1:], middles, strict=False)
        if start < end and counter.works_at(int(at))
    )


def as_it_stands(counter: Counter, calls: Sequence[Call], came: Sequence[Arrival], now: int) -> Post:
    """A simulated counter after its calls so far."""
    plan = Post(name=counter.name, desk=counter.desk, spans=spans(counter), idle_since=counter.opens or 0)
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


@settings(max_examples=300, deadline=None)
@given(
    people(),
    counters(),
    st.lists(st.integers(1, 20), min_size=3, max_size=3),
    st.sampled_from([0, 5, 1440]),
    st.sampled_from([None, 3, 10]),
)
def test_with_durations_that_are_known_the_replay_goes_on_with_the_simulated_day(
    came: Sequence[Arrival], plan: Sequence[Counter], lasting: Sequence[int], head: int, guard: int | None
) -> None:
    policy = Policy(priority_min=head, guard_min=guard)
    lasts = {service: minutes * STEP for service, minutes in zip(SERVICES, lasting, strict=True)}
    came = [one._replace(visit=str(place), serve=lasts[one.service]) for place, one in enumerate(came)]
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

    called = {int(call.visit): call.called for call in calls}
    found = forecast(state, knowledge, runs=1)

    assert {visit: starts.times for visit, starts in found.tickets.items()} == {
        one.turn.visit: (called.get(one.turn.visit, inf),) for one in state.waiting
    }
