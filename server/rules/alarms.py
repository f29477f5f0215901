"""What staff should look at now: computed from the branch as it stands. Pure.

Each function is one kind of alarm. An alarm is never stored: it goes by itself when its cause has gone.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from server.rules.counter import CounterState, HelpReason
from server.rules.device import DeviceKind
from server.rules.turn import Turn


class AlarmKind(StrEnum):
    """What an alarm is about, the most urgent first: the order in which they are shown."""

    HELP = "help"
    IDLE = "idle"  # a free counter, and somebody who waits for it (standard, 6.2, 21.2)
    NOT_SERVED = "not_served"  # somebody waits for what no counter gives now
    LONG_WAIT = "long_wait"  # 12.3, 28.2
    DEVICE = "device"  # a kiosk, a display or a printer's computer is not heard of any more
    OVERRUN = "overrun"  # a pause is longer than was said
    CALLBACK = "callback"  # somebody should be called back now (21.1)
    UNDECIDED = "undecided"  # a call-back was tried in vain often enough: the supervisor decides (23.4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """One alarm: numbers, services and counters, nothing about a person.

    Attributes:
        kind: what it is about.
        since: since when its cause lasts, milliseconds UTC: the wait has begun, help was asked for, the pause
            should have ended, the call-back could have been tried.
        counter: where, by id; ``None`` when it is of no one counter.
        staff: of a call-back put to a person, her login; of ``HELP``, that of who comes, if she has said so.
        service: of ``NOT_SERVED``, which service.
        number: whose ticket, of ``IDLE``, ``LONG_WAIT`` and ``NOT_SERVED`` (who has waited longest).
        count: how many wait for it, or how many call-backs are due.
        state: of ``OVERRUN``, the pause.
        reason: of ``HELP``, why.
        comes: of ``HELP``, whether somebody has said that she comes.
        device: of ``DEVICE``, its kind and its name.
    """

    kind: AlarmKind
    since: int
    counter: str | None = None
    staff: str | None = None
    service: str | None = None
    number: str | None = None
    count: int = 0
    state: CounterState | None = None
    reason: HelpReason | None = None
    comes: bool = False
    device: tuple[DeviceKind, str] | None = None


@dataclass(frozen=True, slots=True)
class Waits:
    """Somebody who waits: her number, her service, and since when, milliseconds UTC."""

    number: str
    service: str
    since: int


@dataclass(frozen=True, slots=True)
class Queue:
    """People who wait together: for the same lane, for one counter or for one person.

    Attributes:
        first: whose turn comes first, as the rule compares turns.
        number: the number of that one.
        since: since when one of them has waited, milliseconds UTC.
        count: how many they are.
    """

    first: Turn
    number: str
    since: int
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """An open counter, as alarms look at it.

    Attributes:
        counter: its id.
        state: what is done there.
        until: when its pause should end, milliseconds UTC; ``None`` for an open end or none.
        free_since: since when it could call, milliseconds UTC; ``None`` while a client is there, on a break
            or at lunch.
        queues: the people who may be called there, by where they wait; none is empty.
    """

    counter: str
    state: CounterState
    until: int | None = None
    free_since: int | None = None
    queues: Sequence[Queue] = ()


def idle(counters: Iterable[Watched], now: int, after_ms: int) -> list[Alarm]:
    """Name the free counters for which somebody has waited too long (standard, 6.2, 21.2).

    Args:
        counters: those that are open.
        now: milliseconds UTC.
        after_ms: how long that may take, milliseconds.
    """
    found = []
    for one in counters:
        if one.free_since is None or not one.queues:
            continue
        since = max(one.free_since, min(queue.since for queue in one.queues))
        if now - since >= after_ms:
            found.append(
                Alarm(
                    kind=AlarmKind.IDLE,
                    since=since,
                    counter=one.counter,
                    number=min(one.queues, key=lambda queue: queue.first).number,
                    count=sum(queue.count for queue in one.queues),
                )
            )
    return found


def overrun(counters: Iterable[Watched], now: int) -> list[Alarm]:
    """Name the counters whose pause should be over by now."""
    return [
        Alarm(kind=AlarmKind.OVERRUN, since=one.until, counter=one.counter, state=one.state)
        for one in counters
        if one.until is not None and one.until <= now
    ]


def not_served(waiting: Iterable[Waits], given: Collection[str]) -> list[Alarm]:
    """Name the services that somebody waits for and no counter gives now.

    Args:
        waiting: who waits for any counter, not for one in particular.
        given: the services of the counters that call now.
    """
    left: dict[str, list[Waits]] = {}
    for one in waiting:
        if one.service not in given:
            left.setdefault(one.service, []).append(one)
    return [
        Alarm(
            kind=AlarmKind.NOT_SERVED,
            since=(first := min(some, key=lambda one: one.since)).since,
            service=service,
            number=first.number,
            count=len(some),
        )
        for service, some in left.items()
    ]


def long_waits(waiting: Iterable[Waits], now: int, after_ms: int) -> list[Alarm]:
    """Name those who have waited too long (standard, 12.3, 28.2).

    Args:
        waiting: everybody who waits.
        now: milliseconds UTC.
        after_ms: how long is too long, milliseconds.
    """
    return [
        Alarm(kind=AlarmKind.LONG_WAIT, since=one.since, service=one.service, number=one.number)
        for one in waiting
        if now - one.since > after_ms
    ]


def lost(seen: Iterable[tuple[DeviceKind, str, int]], now: int, after_ms: int) -> list[Alarm]:
    """Name the devices that are not heard of any more.

    Args:
        seen: kind and name of each that was there today, and when it was heard of last, milliseconds UTC.
        now: milliseconds UTC.
        after_ms: how long the silence may be, milliseconds.
    """
    return [
        Alarm(kind=AlarmKind.DEVICE, since=last, device=(kind, name))
        for kind, name, last in seen
        if now - last >= after_ms
    ]


def in_order(alarms: Iterable[Alarm]) -> list[Alarm]:
    """Put alarms in the order they are shown: the most urgent kind first, the oldest of a kind first."""
    urgency = {kind: place for place, kind in enumerate(AlarmKind)}
    return sorted(alarms, key=lambda alarm: (urgency[alarm.kind], alarm.since))
