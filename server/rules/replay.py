"""The rule played forward from the branch as it stands now, many times, with durations drawn anew.

The same steps as in a simulated day: at one instant visits end first, then people come, then counters open
and close, then the free ones press "next", the one free longest first.
"""

from bisect import bisect
from collections.abc import Sequence
from functools import cache
from heapq import heapify, heappop, heappush
from itertools import accumulate
from math import exp, inf, log
from random import Random
from statistics import NormalDist
from typing import NamedTuple

from server.rules.durations import POINTS
from server.rules.state import Knowledge, Post, State, Waiting
from server.rules.turn import Kind, Lane, Turn, lanes, next_turn

LAST = 1 << 60  # in order of arrival after everybody who waits
_NEVER = 1 << 62
_SHUFFLES = 97
_NORMAL = NormalDist()

_Open = tuple[bool, ...]  # of each counter


class _Comer(NamedTuple):
    """Somebody who comes while the rule is played."""

    at: int
    turn: Turn
    lane: Lane
    lasts: int


class Replay:
    """All runs from one state. What they have in common is worked out once.

    Every draw is stratified over the runs: of a hundred durations of one client one lies in each hundredth
    of the distribution, shuffled for each client anew. The same precision asks for fewer runs.

    Args:
        state: the branch now.
        knowledge: what earlier visits have taught.
        ghosts: people who are called like anybody, but take no counter's time and are in nobody's way.
        seed: the same one gives the same runs.
        runs: how many; divides ``POINTS``.
        only: the ``visit`` of the only one asked for; ``None`` for all.

    Attributes:
        starts: for each one of ``state.waiting`` when she was called in each run: milliseconds UTC,
            infinity for never. When only one is asked for, only hers are of use.
        ghost_starts: the same of ``ghosts``.

    Raises:
        KeyError: ``knowledge`` lacks the durations of a service, or nobody waits with that ``visit``.
        ValueError: ``runs`` does not divide ``POINTS``.
    """

    def __init__(
        self,
        state: State,
        knowledge: Knowledge,
        ghosts: Sequence[Waiting],
        seed: int,
        runs: int,
        only: int | None = None,
    ) -> None:
        if runs < 1 or POINTS % runs:
            raise ValueError(f"{runs} runs do not divide {POINTS}")
        self._state, self._knowledge, self._runs = state, knowledge, runs
        self._random = Random(seed)  # noqa: S311 - chance, not secrets
        self._shuffle = self._random.randrange(_SHUFFLES)

        # From here on people are known by their place in the order of their turns.
        self._waiting = sorted(state.waiting, key=lambda one: one.turn)
        self._turns = [one.turn for one in self._waiting]
        self._keys = [*(one.key for one in self._turns), _NEVER]  # behind them nobody
        self._place = {one.visit: place for place, one in enumerate(self._turns)}
        self._only = None if only is None else self._place[only]
        self._ghosts = ghosts
        self._ghost_order = sorted(range(len(ghosts)), key=lambda place: ghosts[place].turn)

        self._open = tuple(any(start <= state.now < end for start, end in post.spans) for post in state.posts)
        self._changes = _changes(state.posts, state.now, self._open)
        wished = [one.lane for one in state.waiting] + [one.lane for one in knowledge.streams]
        self._wishes = sorted({language for _, language in wished} - {""})
        self._reaches: list[_Reach] = []
        self._known_reaches: dict[tuple[frozenset[Lane], str | None], int] = {}
        self._known_open: dict[_Open, list[int]] = {}

        self._factors = self._day_factors()
        self._lasting = [self._durations(one.lane[0]) for one in self._waiting]
        self._ends = [(post, self._end_moments(one)) for post, one in enumerate(state.posts) if one.serving]

        asked = (
            [*self._turns, *(one.turn for one in ghosts)] if self._only is None else [self._turns[self._only]]
        )
        self._latest = max((one.key for one in asked), default=0)
        self._streams = [
            one
            for one in knowledge.streams
            if one.per_ms > 0 and one.heads and self._latest + max(one.heads) > state.now
        ]
        self._cumulated = list(accumulate(one.per_ms for one in self._streams))
        self._horizon = self._latest + max((max(one.heads) for one in self._streams), default=0)

        self.starts: dict[int, list[float]] = {}
        self.ghost_starts: list[list[float]] = []

    def play(self) -> None:
        """Play all runs."""
        called = [[inf] * self._runs for _ in self._turns]
        ghosts = [[inf] * self._runs for _ in self._ghosts]
        for run in range(self._runs):
            self._play_once(run, called, ghosts)
            if self._only is not None and called[self._only][run] == self._state.now:
                called[self._only] = [self._state.now] * self._runs
                break  # what happens at this very instant is not left to chance
        self.starts = {one.visit: starts for one, starts in zip(self._turns, called, strict=True)}
        self.ghost_starts = ghosts

    def _play_once(self, run: int, starts: list[list[float]], ghost_starts: list[list[float]]) -> None:
        now, policy, turns, lasting = self._state.now, self._state.policy, self._turns, self._lasting
        nobody, last, left, ghosts_left = len(turns), self._only, len(turns), len(self._ghosts)
        gone = bytearray(nobody + 1)
        coming = self._coming(run) if self._streams else []  # the soonest last
        changes = self._changes.copy()  # the soonest last
        else_at = _next(coming, changes)  # when something happens besides visits that end
        here: list[_Comer] = []
        keys, least = self._keys, _NEVER  # of those here the smallest key
        free = [post.serving is None for post in self._state.posts]
        idle_since = [post.idle_since for post in self._state.posts]
        ends = [(moments[run], post) for post, moments in self._ends]
        heapify(ends)
        is_open = self._open
        reaches, reach_of = self._reaches, self._reaches_of(is_open)
        first = [0] * len(reaches)  # in each reach all before that one are gone
        eager = [post for post, it_is in enumerate(is_open) if it_is and free[post]]
        while True:
            if len(eager) > 1:
                eager.sort(key=lambda post: (idle_since[post], post))
            for post in eager:
                number = reach_of[post]
                reach = reaches[number]
                ready, at = reach.ready, first[number]
                while gone[ready[at]]:
                    at += 1
                first[number] = at
                place = ready[at]
                if reach.more or (here and keys[place] > least):
                    heads = self._heads(reach, place, gone, here)
                    chosen = next_turn(heads, now, policy)
                    place = nobody if chosen is None else self._place.get(chosen.visit, nobody)
                    if ghosts_left:
                        ghosts_left -= self._call_ghosts(run, ghost_starts, reach, heads, chosen, now)
                    if chosen and place == nobody:
                        comer = next(one for one in here if one.turn is chosen)
                        here.remove(comer)
                        least = min((one.turn.key for one in here), default=_NEVER)
                        free[post] = False
                        heappush(ends, (now + comer.lasts, post))
                elif ghosts_left:  # the rule has no choice: nobody but the first who is ready
                    heads = turns[place : place + 1]
                    chosen = heads[0] if heads else None
                    ghosts_left -= self._call_ghosts(run, ghost_starts, reach, heads, chosen, now)
                if place != nobody:
                    gone[place] = 1
                    left -= 1
                    starts[place][run] = now
                    free[post] = False
                    heappush(ends, (now + lasting[place][run], post))
            if gone[last] if last is not None else not (left or ghosts_left):
                return

            now = ends[0][0] if ends else _NEVER
            if else_at < now:
                now = else_at
            if now == _NEVER:
                return
            eager = []
            while ends and ends[0][0] == now:
                post = heappop(ends)[1]
                free[post], idle_since[post] = True, now
                if is_open[post]:
                    eager.append(post)
            if now == else_at:
                while coming and coming[-1].at == now:
                    here.append(coming.pop())
                    least = min(least, here[-1].turn.key)
                while changes and changes[-1][0] == now:
                    is_open = changes.pop()[1]
                    reach_of = self._reaches_of(is_open)
                    first += [0] * (len(reaches) - len(first))
                else_at = _next(coming, changes)
                eager = [post for post, it_is in enumerate(is_open) if it_is and free[post]]

    def _heads(self, reach: "_Reach", first: int, gone: bytearray, here: list[_Comer]) -> list[Turn]:
        """Name those of whom the rule chooses one."""
        turns = self._turns
        heads = [turns[first]] if first < len(turns) else []
        if here:
            heads += [one.turn for one in here if one.lane in reach.lanes]
        if reach.more:
            heads += [turns[place] for place in reach.early if not gone[place]]
            for in_order in (reach.by_arrival, reach.ordinary):
                heads += [turns[place] for place in in_order if not gone[place]][:1]
        return heads

    def _call_ghosts(
        self,
        run: int,
        ghost_starts: list[list[float]],
        reach: "_Reach",
        heads: list[Turn],
        chosen: Turn | None,
        now: int,
    ) -> int:
        called = 0
        policy, guarded = self._state.policy, self._state.policy.guard_min is not None
        for place in reach.ghosts:
            ghost = self._ghosts[place].turn
            if chosen and not guarded and chosen.ready_at <= now and chosen < ghost:
                break  # and so it goes before all the following
            if ghost_starts[place][run] == inf and next_turn([*heads, ghost], now, policy) is ghost:
                ghost_starts[place][run] = now
                called += 1
        return called

    def _reaches_of(self, is_open: _Open) -> list[int]:
        """Say by number whom each counter may call while these are open."""
        found = self._known_open.get(is_open)
        if found is None:
            found = self._known_open[is_open] = [
                self._reach_of(post, is_open) if it_is else -1 for post, it_is in enumerate(is_open)
            ]
        return found

    def _reach_of(self, post: int, is_open: _Open) -> int:
        posts = self._state.posts
        others = [one.desk for place, one in enumerate(posts) if is_open[place] and place != post]
        mine = frozenset(lanes(posts[post].desk, others, self._wishes))
        sent = any(one.counter == posts[post].name for one in self._waiting)
        what = mine, posts[post].name if sent else None
        if what not in self._known_reaches:
            self._known_reaches[what] = len(self._reaches)
            self._reaches.append(self._sorted(*what))
        return self._known_reaches[what]

    def _sorted(self, mine: frozenset[Lane], name: str | None) -> "_Reach":
        now, waiting, turns = self._state.now, self._waiting, self._turns
        everybody = [
            place
            for place, one in enumerate(waiting)
            if (one.lane in mine if one.counter is None else one.counter == name)
        ]
        ready = [place for place in everybody if turns[place].ready_at <= now]
        early = [place for place in everybody if turns[place].ready_at > now]
        by_arrival: list[int] = []
        if self._state.policy.guard_min is not None:
            by_arrival = sorted(everybody, key=lambda place: (turns[place].counted_from, turns[place].visit))
            by_arrival = [place for place in by_arrival if turns[place].ready_at <= now]
        ordinary = [place for place in by_arrival if turns[place].kind is Kind.ORDINARY]
        ghosts = [place for place in self._ghost_order if self._ghosts[place].lane in mine]
        ready.append(len(waiting))  # so that the end need not be looked for
        return _Reach(mine, ready, early, by_arrival, ordinary, ghosts, bool(early or by_arrival))

    def _day_factors(self) -> list[float]:
        pace = self._knowledge.pace
        if not pace.sd:
            return [exp(pace.mean)] * self._runs
        normal = NormalDist(pace.mean, pace.sd)
        steps = [exp(normal.inv_cdf((step + 0.5) / self._runs)) for step in range(self._runs)]
        return [steps[step] for step in self._shuffled()]

    def _durations(self, service: str) -> list[int]:
        """Draw how long somebody will take, for each run."""
        known = self._knowledge
        each = POINTS // self._runs
        steps = known.durations[service].points[self._random.randrange(each) :: each]
        drawn = [
            int(steps[step] * factor) for step, factor in zip(self._shuffled(), self._factors, strict=True)
        ]
        if known.no_show:
            drawn = [known.no_show_ms if self._random.random() < known.no_show else one for one in drawn]
        return drawn

    def _end_moments(self, post: Post) -> list[int]:
        """Draw when who is being served will have been, for each run."""
        assert post.serving is not None
        predictive = self._knowledge.durations[post.serving]
        now, elapsed = self._state.now, max(self._state.now - post.since, 0)
        points, shift, found = predictive.points, self._random.random(), []
        for step, factor in zip(self._shuffled(), self._factors, strict=True):
            share = (step + shift) / self._runs
            longer = bisect(points, elapsed / factor)  # as ``lasting_longer``, without calls
            if longer < POINTS:
                whole = points[longer + int(share * (POINTS - longer))]
            else:
                whole = predictive.lasting_longer(elapsed / factor, share)
            found.append(max(post.since + int(whole * factor), now))
        return found

    def _shuffled(self) -> list[int]:
        """Return the numbers of the runs in an order of its own."""
        orders, turned = _shuffles(self._runs), self._random.randrange(self._runs)
        self._shuffle = (self._shuffle + 1) % len(orders)
        order = orders[self._shuffle]
        return order[turned:] + order[:turned]

    def _coming(self, run: int) -> list[_Comer]:
        """Draw who comes and counts as having come before one of those asked for; the soonest last."""
        random, known = self._random.random, self._knowledge
        each = self._cumulated[-1]
        found: list[_Comer] = []
        at = self._state.now - log(1 - random()) / each
        while at < self._horizon:
            stream = self._streams[bisect(self._cumulated, random() * each)]
            came, head = int(at), stream.heads[int(random() * len(stream.heads))]
            if came - head < self._latest:
                points = known.durations[stream.lane[0]].points
                lasts = int(points[int(random() * POINTS)] * self._factors[run])
                if known.no_show and random() < known.no_show:
                    lasts = known.no_show_ms
                kind = Kind.PRIORITY if head else Kind.ORDINARY
                one = Turn(came - head, LAST + 1 + len(found), came, came, kind)
                found.append(_Comer(came, one, stream.lane, lasts))
            at -= log(1 - random()) / each
        found.reverse()
        return found


class _Reach(NamedTuple):
    """Whom a counter may call as long as the same counters are open.

    Attributes:
        lanes: from where.
        ready: those who can be called now, in the order of their turns, and nobody.
        early: those who came before their time, in that order.
        by_arrival: with a guard, those who are ready by when their waiting is counted from.
        ordinary: the ordinary ones of them: they set off the guard.
        ghosts: in the order of their turns.
        more: whether there are more heads than the first who is ready.
    """

    lanes: frozenset[Lane]
    ready: list[int]
    early: list[int]
    by_arrival: list[int]
    ordinary: list[int]
    ghosts: list[int]
    more: bool


def _changes(posts: Sequence[Post], now: int, is_open: _Open) -> list[tuple[int, _Open]]:
    """Say which counters are open from when on, the soonest last."""
    edges = sorted(
        (int(at), opens, post)
        for post, one in enumerate(posts)
        for span in one.spans
        for at, opens in zip(span, (True, False), strict=True)
        if now < at < inf
    )
    found = []
    state = list(is_open)
    for at, opens, post in edges:  # at one instant what ends comes first
        state[post] = opens
        found.append((at, tuple(state)))
    found.reverse()
    return found


def _next(coming: Sequence[_Comer], changes: Sequence[tuple[int, _Open]]) -> int:
    return min(coming[-1].at if coming else _NEVER, changes[-1][0] if changes else _NEVER)


@cache
def _shuffles(runs: int) -> list[list[int]]:
    random = Random(runs)  # noqa: S311 - chance, not secrets
    return [random.sample(range(runs), runs) for _ in range(_SHUFFLES)]
