"""All that is foretold from one state of the branch: waits, who will be served today. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from server.rules.closing import Group, closing_groups, outlook
from server.rules.interval import Starts
from server.rules.state import Knowledge, State, Waiting
from server.rules.told import Told
from server.rules.wait import Forecast, forecast, rough

_MANY, _VERY_MANY = 150, 400  # a long queue is foretold as well by fewer runs, and each costs more


@dataclass(frozen=True, slots=True)
class Foretold:
    """What is foretold for everybody.

    Attributes:
        made_at: when, milliseconds UTC; waits run from then.
        tickets: by visit, of those who wait; those to come, whose visit is below 0, are not told.
        newcomers: by service and whether with priority, of somebody who would come now; services that no
            counter is going to give are not there.
        groups: of each group of counters, who can still be served; none for a branch that does not close.
    """

    made_at: int = 0
    tickets: Mapping[int, Told] = field(default_factory=dict)
    newcomers: Mapping[tuple[str, bool], Told] = field(default_factory=dict)
    groups: tuple[Group, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a forecast is made from; small enough to be sent to another process.

    Attributes:
        state: the branch now.
        knowledge: what earlier visits have taught.
        service_min: head starts of services, minutes.
        levels: the quantiles of a range's ends.
        closing: when nobody is called any more today, milliseconds UTC; ``None`` for never.
        promised: the visits that were told they would be served.
        seed: the same one gives the same forecast.
    """

    state: State
    knowledge: Knowledge
    service_min: Mapping[str, int]
    levels: tuple[float, float]
    closing: int | None
    promised: frozenset[int]
    seed: int


def foretell(question: Question) -> Foretold:
    """Play the rule forward and say what comes of it."""
    waiting = len(question.state.waiting)
    runs = 100 if waiting <= _MANY else 50 if waiting <= _VERY_MANY else 20
    made = forecast(
        question.state,
        question.knowledge,
        service_min=question.service_min,
        seed=question.seed,
        runs=runs,
    )
    return _said(question, made)


def foretell_roughly(question: Question) -> Foretold:
    """Count heads instead: for when the rule cannot be played forward."""
    return _said(question, rough(question.state, question.knowledge, service_min=question.service_min))


def _said(question: Question, made: Forecast) -> Foretold:
    closing = question.closing
    # Those who are only expected take part in the replay, but are told nothing.
    here = [one for one in question.state.waiting if one.turn.visit > 0]
    return Foretold(
        question.state.now,
        {one.turn.visit: _told_waiting(question, one, made.tickets[one.turn.visit]) for one in here},
        {who: _told(question, starts) for who, starts in made.newcomers.items()},
        ()
        if closing is None
        else tuple(closing_groups(replace(question.state, waiting=here), made, closing, question.promised)),
    )


def _told_waiting(question: Question, waiting: Waiting, starts: Starts) -> Told:
    # Who waits for what nobody gives now may yet be served: it is not for want of time that nobody calls her.
    posts = question.state.posts
    if waiting.counter is None:
        given = any(waiting.lane[0] in post.desk.services for post in posts)
    else:
        given = any(waiting.counter == post.name for post in posts)
    return _told(question, starts) if given else Told(None, None)


def _told(question: Question, starts: Starts) -> Told:
    today = None if question.closing is None else outlook(starts, question.closing)
    return Told(starts.interval(*question.levels), today)
