"""How long they will wait: the rule played forward from now, a hundred times, with durations drawn anew.

Nothing is estimated about the order: ``next_turn`` and ``lanes`` decide it here as they do at the desk, with
the counters' plan as it stands. Of the usual formulas, (people ahead + 1) x mean / counters is right for one
service only, and the waits of those called last tell what has been (Ibrahim & Whitt 2009).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import inf, sqrt
from statistics import NormalDist

from server.rules.interval import Starts
from server.rules.replay import LAST, Replay
from server.rules.state import Knowledge, State, Waiting
from server.rules.turn import turn

RUNS = 100


@dataclass(frozen=True, slots=True)
class Forecast:
    """When people may be called.

    Attributes:
        tickets: by ``visit``, of those who wait.
        newcomers: by service and whether with priority, of somebody who would come right now.
    """

    tickets: dict[int, Starts] = field(default_factory=dict)
    newcomers: dict[tuple[str, bool], Starts] = field(default_factory=dict)


def forecast(
    state: State,
    knowledge: Knowledge,
    *,
    service_min: Mapping[str, int] | None = None,
    seed: int = 0,
    runs: int = RUNS,
) -> Forecast:
    """Say when everybody who waits may be called, and who would come now to any service.

    A newcomer is a ghost: she is called like anybody and then takes no counter's time, so that all of them
    go into the same runs without disturbing each other or those who wait. (So she does not set off the guard
    for others, as she would if she really waited that long.)

    Args:
        state: the branch now.
        knowledge: what earlier visits have taught.
        service_min: head starts of services, minutes; none where a service is missing.
        seed: the same one gives the same forecast.
        runs: how often the rule is played; divides ``POINTS``.

    Returns:
        The forecast; a newcomer for every service of any counter.

    Raises:
        KeyError: ``knowledge`` lacks the durations of a service.
        ValueError: ``runs`` does not divide ``POINTS``.
    """
    keys, ghosts = _ghosts(state, service_min or {})
    replay = Replay(state, knowledge, ghosts, seed, runs)
    replay.play()
    return Forecast(
        {visit: _starts(state, times) for visit, times in replay.starts.items()},
        {key: _starts(state, times) for key, times in zip(keys, replay.ghost_starts, strict=True)},
    )


def forecast_one(
    state: State, knowledge: Knowledge, visit: int, *, seed: int = 0, runs: int = RUNS
) -> Starts:
    """Say when one of those who wait may be called. Each run ends with her call, so this is quicker.

    Args:
        state: the branch now.
        knowledge: what earlier visits have taught.
        visit: her ``Turn.visit``.
        seed: the same one gives the same forecast.
        runs: how often the rule is played; divides ``POINTS``.

    Raises:
        KeyError: ``knowledge`` lacks the durations of a service, or nobody with that ``visit`` waits.
        ValueError: ``runs`` does not divide ``POINTS``.
    """
    replay = Replay(state, knowledge, (), seed, runs, visit)
    replay.play()
    return _starts(state, replay.starts[visit])


def _starts(state: State, times: list[float]) -> Starts:
    return Starts(state.now, tuple(sorted(times)))


def rough(
    state: State, knowledge: Knowledge, *, service_min: Mapping[str, int] | None = None, runs: int = RUNS
) -> Forecast:
    """Say the same by counting heads, for when the replay cannot be had.

    With n ahead and c counters the wait is Gamma(n + 1, c / mean) (Ibrahim & Whitt 2009), its quantiles
    by Wilson & Hilferty 1931. Breaks, closings and languages are left out.

    Args:
        state: the branch now.
        knowledge: what earlier visits have taught.
        service_min: head starts of services, minutes; none where a service is missing.
        runs: how many equally likely starts to give.
    """
    keys, ghosts = _ghosts(state, service_min or {})
    tickets = {one.turn.visit: _rough_starts(state, knowledge, one, runs) for one in state.waiting}
    newcomers = {
        key: _rough_starts(state, knowledge, one, runs) for key, one in zip(keys, ghosts, strict=True)
    }
    return Forecast(tickets, newcomers)


def _rough_starts(state: State, knowledge: Knowledge, asked: Waiting, runs: int) -> Starts:
    service = asked.lane[0]
    posts = [
        post
        for post in state.posts
        if (service in post.desk.services if asked.counter is None else post.name == asked.counter)
        and any(state.now < end for _, end in post.spans)
    ]
    if not posts:
        return Starts(state.now, (inf,) * runs)
    served = {one for post in posts for one in post.desk.services}
    ahead = sum(one.lane[0] in served and one.turn < asked.turn for one in state.waiting)
    free = sum(post.serving is None for post in posts)
    if ahead < free:
        return Starts(state.now, (float(state.now),) * runs)
    shape = ahead - free + 1
    mean = sum(knowledge.durations[one].mean for one in served) / len(served) / len(posts)
    normal = NormalDist()
    waits = [
        shape
        * max(0.0, 1 - 1 / (9 * shape) + normal.inv_cdf((run + 0.5) / runs) / (3 * sqrt(shape))) ** 3
        * mean
        for run in range(runs)
    ]
    return Starts(state.now, tuple(state.now + wait for wait in waits))


def _ghosts(state: State, service_min: Mapping[str, int]) -> tuple[list[tuple[str, bool]], list[Waiting]]:
    services = sorted({service for post in state.posts for service in post.desk.services})
    keys = [(service, priority) for service in services for priority in (False, True)]
    ghosts = [
        Waiting(
            turn(LAST, state.now, state.policy, priority=priority, service_min=service_min.get(service, 0)),
            (service, ""),
        )
        for service, priority in keys
    ]
    return keys, ghosts
