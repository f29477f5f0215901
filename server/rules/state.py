"""The branch as it stands now and what earlier visits have taught: all that a forecast is made from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import inf

from server.rules.durations import Pace, Predictive
from server.rules.moment import MINUTE
from server.rules.turn import Desk, Lane, Policy, Turn

Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who waits.

    Attributes:
        turn: her place.
        lane: her service and the language she wishes, "" for none.
        counter: the name of the one counter she was sent to; ``None`` when any that serves her lane may call.
    """

    turn: Turn
    lane: Lane
    counter: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A counter as it stands now, and when it is going to call.

    Attributes:
        name: what it is called.
        desk: its services and languages.
        spans: from when to when it calls, milliseconds UTC, the end exclusive: from its opening to a break,
            from the break to its closing; infinity for no end.
        serving: the service of who is being served there; ``None`` when it is free.
        since: when that one was called, milliseconds UTC; without meaning at a free counter.
        idle_since: when it last became free, milliseconds UTC: of several free counters the one free
            longest calls first.
    """

    name: str
    desk: Desk
    spans: tuple[Span, ...] = ((-inf, inf),)
    serving: str | None = None
    since: int = 0
    idle_since: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """The branch now.

    Attributes:
        now: milliseconds UTC.
        waiting: everybody who waits; no two turns have the same ``visit``.
        posts: the counters, in the order that settles ties.
        policy: the office's choices within the rule.
    """

    now: int
    waiting: Sequence[Waiting]
    posts: Sequence[Post]
    policy: Policy


@dataclass(frozen=True, slots=True)
class Stream:
    """People still to come who may be called before somebody who waits already.

    Attributes:
        lane: their service and wished language.
        per_ms: how many come in a millisecond, on average (a Poisson process).
        heads: by how many milliseconds they count as having come earlier, equally likely ones.
    """

    lane: Lane
    per_ms: float
    heads: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """What earlier visits have taught.

    Attributes:
        durations: how long serving takes, for every service of the counters and of those who wait.
        pace: how today compares with other days.
        streams: who may yet come and overtake.
        no_show: the probability that somebody who is called does not come.
        no_show_ms: what that takes of a counter's time, milliseconds.
    """

    durations: Mapping[str, Predictive]
    pace: Pace = field(default_factory=Pace)
    streams: Sequence[Stream] = ()
    no_show: float = 0.0
    no_show_ms: int = MINUTE
