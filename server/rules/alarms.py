"""What staff should look at now: computed from the branch as it stands. Pure.

Each function is one kind of alarm. An alarm is never stored: it goes by itself when its cause has gone.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from server.rules.counter import CounterState, HelpReason


class AlarmKind(StrEnum):
    """What an alarm is about, the most urgent first: the order in which they are shown."""

    HELP = "help"
    IDLE = "idle"  # a free counter, and somebody who waits for it (standard, 6.2, 21.2)
    NOT_SERVED = "not_served"  # somebody waits for what no counter gives now
    LONG_WAIT = "long_wait"  # 12.3, 28.2
    OVERRUN = "overrun"  # a pause is longer than was said
    CALLBACK = "callback"  # somebody should be called back now (21.1)
    UNDECIDED = "undecided"  # a call-back was tried in vain often enough: the supervisor decides (23.4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """One alarm: numbers, services and counters, nothing about a person.

    Attributes:
        kind: what it is about.
        since: since when it holds, milliseconds UTC.
        counter: where, by id; ``None`` when it is of no one counter.
        staff: of a call-back put to a person, her login.
        service: of ``NOT_SERVED``, which service.
        number: whose ticket, of ``IDLE``, ``LONG_WAIT`` and ``NOT_SERVED`` (who has waited longest).
        count: how many wait for it, or how many call-backs are due.
        state: of ``OVERRUN``, the pause.
        until: of ``OVERRUN``, when it should have ended; milliseconds UTC.
        reason: of ``HELP``, why.
        coming: of ``HELP``, the login of who has said that she comes; ``None`` while nobody has.
    """

    kind: AlarmKind
    since: int
    counter: str | None = None
    staff: str | None = None
    service: str | None = None
    number: str | None = None
    count: int = 0
    state: CounterState | None = None
    until: int | None = None
    reason: HelpReason | None = None
    coming: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """An open counter, as alarms look at it.

    Attributes:
        counter: its id.
        state: what is done there.
        until: when its pause should end, milliseconds UTC; ``None`` for an open end or none.
        free_since: since when it is free to call, milliseconds UTC; ``None`` while a client is there, on a
            break, or when nobody may be called.
        first: the number it would call next; ``None`` when nobody waits for it.
        waits_since: since when somebody has waited for it, milliseconds UTC.
        count: how many wait for it.
    """

    counter: str
    state: CounterState
    until: int | None = None
    free_since: int | None = None
    first: str | None = None
    waits_since: int = 0
    count: int = 0


def idle(counters: Iterable[Watched], now: int, after_ms: int) -> list[Alarm]:
    """Name the free counters for which somebody has waited too long.

    Args:
        counters: those that are open.
        now: milliseconds UTC.
        after_ms: how long that may take, milliseconds (``queue.targets.idle_alarm_min``).
    """
    raise NotImplementedError


def overrun(counters: Iterable[Watched], now: int) -> list[Alarm]:
    """Name the counters whose pause should be over by now."""
    raise NotImplementedError
