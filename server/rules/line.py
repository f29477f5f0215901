"""The people who wait, kept so that choosing whom to call stays quick however many they are.

The same choice as over everybody (``turn.next_turn``), from the few who stand at the head of each lane.
"""

from collections.abc import Iterable
from heapq import heapify, heappop, heappush

from server.rules.turn import Kind, Lane, Turn

_SPARE = 64  # a heap this small is not worth tidying

_Entry = tuple[int, int, Turn]  # what it is ordered by, the visit, the turn: compares without asking the turn


class Line:
    """The waiting turns of one day, by lane.

    Putting, taking and looking at a lane's heads take O(log n) each. A turn that was taken stays in
    the heaps until it comes to the top or they hold twice as many as wait, so memory follows those who wait.

    Args:
        guarded: whether the policy has a guard (``Policy.guard_min``), so that those counted from
            earliest are heads too.
    """

    def __init__(self, guarded: bool) -> None:
        self._guarded = guarded
        self._lanes: dict[Lane, _LaneOfTurns] = {}
        self._waiting: set[int] = set()

    def __len__(self) -> int:
        """Return how many wait."""
        return len(self._waiting)

    def put(self, lane: Lane, turn: Turn, now: int) -> None:
        """Let a turn wait.

        Args:
            lane: the service and the wished language.
            turn: its place; no other waiting turn has the same ``visit``.
            now: milliseconds; never less than in an earlier call of ``put`` or ``heads``.
        """
        found = self._lanes.get(lane)
        if found is None:
            found = self._lanes[lane] = _LaneOfTurns(self._waiting, self._guarded)
        self._waiting.add(turn.visit)
        if turn.ready_at <= now:
            found.put_ready(turn)
        else:
            found.put_early(turn)

    def heads(self, lanes: Iterable[Lane], now: int) -> list[Turn]:
        """Name those of whom ``next_turn`` would choose one among all who wait in the lanes.

        Args:
            lanes: which lanes may be called from.
            now: milliseconds; never less than in an earlier call of ``put`` or ``heads``.

        Returns:
            Of each lane the first ready turn and the first early one; with a guard, also the ready
            one counted from earliest and the ordinary one counted from earliest. A turn may be named twice.
        """
        found: list[Turn] = []
        for lane in lanes:
            turns = self._lanes.get(lane)
            if turns is not None:
                turns.add_heads(found, now)
        return found

    def take(self, turn: Turn) -> None:
        """Let a waiting turn go.

        Args:
            turn: one that waits.

        Raises:
            KeyError: it does not wait.
        """
        self._waiting.remove(turn.visit)


class _LaneOfTurns:
    """One lane's turns: those who can be called, and those who came before their time."""

    __slots__ = ("_becoming", "_early", "_eldest", "_guarded", "_ordinary", "_ready", "_waiting")

    def __init__(self, waiting: set[int], guarded: bool) -> None:
        self._waiting = waiting
        self._guarded = guarded
        self._ready: list[_Entry] = []  # by key
        self._early: list[_Entry] = []  # by key; whose time has come is dropped at the top
        self._becoming: list[_Entry] = []  # the early ones, by when their time comes
        self._eldest: list[_Entry] = []  # the ready ones, by when their waiting is counted from
        self._ordinary: list[_Entry] = []  # the same, but ordinary ones only: they set off the guard

    def put_ready(self, turn: Turn) -> None:
        self._push(self._ready, turn.key, turn)
        if self._guarded:
            self._push(self._eldest, turn.counted_from, turn)
            if turn.kind is Kind.ORDINARY:
                self._push(self._ordinary, turn.counted_from, turn)

    def put_early(self, turn: Turn) -> None:
        self._push(self._early, turn.key, turn)
        self._push(self._becoming, turn.ready_at, turn)

    def add_heads(self, found: list[Turn], now: int) -> None:
        waiting = self._waiting
        while self._becoming and self._becoming[0][0] <= now:
            turn = heappop(self._becoming)[2]
            if turn.visit in waiting:
                self.put_ready(turn)
        for heap in (self._ready, self._eldest, self._ordinary):
            while heap and heap[0][1] not in waiting:
                heappop(heap)
            if heap:
                found.append(heap[0][2])
        early = self._early
        while early and (early[0][1] not in waiting or early[0][2].ready_at <= now):
            heappop(early)
        if early:
            found.append(early[0][2])

    def _push(self, heap: list[_Entry], by: int, turn: Turn) -> None:
        if len(heap) > 2 * len(self._waiting) + _SPARE:
            heap[:] = [entry for entry in heap if entry[1] in self._waiting]
            heapify(heap)
        heappush(heap, (by, turn.visit, turn))
