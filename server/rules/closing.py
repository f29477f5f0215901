"""How many can still be served today: who is promised it, and who is told that she may not be reached.

A ticket is promised when its serving begins before closing with a probability of 90 %. A promise is
not taken back while others come.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from server.rules.interval import Starts
from server.rules.state import State, Waiting
from server.rules.wait import Forecast

PROMISED = 0.9
DOUBTFUL = 0.5


class Outlook(StrEnum):
    """Whether somebody is served before closing."""

    LIKELY = "likely"
    DOUBTFUL = "doubtful"
    UNLIKELY = "unlikely"


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Counters that share services, directly or through others: one line before closing.

    Attributes:
        counters: their names, in the order of the branch.
        services: in alphabetical order.
        promised: the ``visit`` of each one who is going to be served, in the order of their turns.
        doubtful: of each one who may not be reached.
        unlikely: of each one who will hardly be reached.
    """

    counters: tuple[str, ...]
    services: tuple[str, ...]
    promised: tuple[int, ...]
    doubtful: tuple[int, ...]
    unlikely: tuple[int, ...]


def outlook(starts: Starts, closing: int) -> Outlook:
    """Say whether somebody is served before closing.

    Args:
        starts: when she may be called.
        closing: milliseconds UTC.

    Returns:
        ``LIKELY`` from 90 %, ``DOUBTFUL`` from 50 %.
    """
    chance = starts.chance(closing)
    if chance >= PROMISED:
        return Outlook.LIKELY
    return Outlook.DOUBTFUL if chance >= DOUBTFUL else Outlook.UNLIKELY


def closing_groups(
    state: State, forecast: Forecast, closing: int, promised: Collection[int] = ()
) -> list[Group]:
    """Say of each group of counters how many can still be served.

    Args:
        state: the branch now.
        forecast: the replay of that state.
        closing: until when serving begins, milliseconds UTC, exclusive.
        promised: the ``visit`` of everybody promised before; of those who still wait they stay so.

    Returns:
        The groups, in the order of their first counters; at the end one without counters, if somebody
        waits for a service that no counter has.
    """
    found = connected([(post.name, post.desk.services) for post in state.posts])
    waiting: list[list[Waiting]] = [[] for _ in found]
    stranded: list[Waiting] = []
    for one in sorted(state.waiting, key=lambda one: one.turn):
        mine = [
            people
            for (counters, services), people in zip(found, waiting, strict=True)
            if (one.lane[0] in services if one.counter is None else one.counter in counters)
        ]
        (mine[0] if mine else stranded).append(one)
    if stranded:
        found.append(((), tuple(sorted({one.lane[0] for one in stranded}))))
        waiting.append(stranded)
    return [
        _group(counters, services, people, forecast, closing, promised)
        for (counters, services), people in zip(found, waiting, strict=True)
    ]


def connected(counters: Sequence[tuple[str, Sequence[str]]]) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Put counters together that share services, directly or through others.

    Args:
        counters: each one's name and its services.

    Returns:
        Of each group its counters in the order given and its services in alphabetical order.
    """
    groups: list[tuple[list[int], set[str]]] = []
    for place, (_, own) in enumerate(counters):
        together, services = [place], set(own)
        apart = []
        for group in groups:
            if group[1].isdisjoint(own):
                apart.append(group)
            else:
                together += group[0]
                services |= group[1]
        groups = [*apart, (together, services)]
    groups = sorted((sorted(places), services) for places, services in groups)
    return [
        (tuple(counters[place][0] for place in places), tuple(sorted(services)))
        for places, services in groups
    ]


def _group(
    counters: tuple[str, ...],
    services: tuple[str, ...],
    people: Sequence[Waiting],
    forecast: Forecast,
    closing: int,
    promised: Collection[int],
) -> Group:
    by_outlook: dict[Outlook, list[int]] = {one: [] for one in Outlook}
    for one in people:
        visit = one.turn.visit
        known = Outlook.LIKELY if visit in promised else outlook(forecast.tickets[visit], closing)
        by_outlook[known].append(visit)
    return Group(
        counters=counters,
        services=services,
        promised=tuple(by_outlook[Outlook.LIKELY]),
        doubtful=tuple(by_outlook[Outlook.DOUBTFUL]),
        unlikely=tuple(by_outlook[Outlook.UNLIKELY]),
    )
