"""What is on the wall: which call stands largest, which stand beside it. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from server.rules.visit import AT_A_COUNTER, Status


@dataclass(frozen=True, slots=True)
class Call:
    """One call: a number and a place, and nothing else (standard, 4.7 and 9.1).

    Attributes:
        number: the ticket's number.
        counter: the counter's id.
        called_at: when it was called last, milliseconds UTC.
        again: whether it was called more than once.
        over: whether the client has been served or did not come.
    """

    number: str
    counter: str
    called_at: int
    again: bool
    over: bool


@dataclass(frozen=True, slots=True)
class Pause:
    """A counter from which nobody is called for a while (standard, 9.3).

    Attributes:
        counter: the counter's id.
        until: when it calls again, milliseconds UTC; ``None`` when nobody has said, or it should be over.
    """

    counter: str
    until: int | None


@dataclass(frozen=True, slots=True)
class Wall:
    """The whole picture.

    Attributes:
        newest: the call that stands largest; ``None`` when no called client is on the way.
        before: the other last calls, newest first.
        waiting: how many people wait.
        pauses: the counters on a break, in the office's order.
    """

    newest: Call | None
    before: tuple[Call, ...]
    waiting: int
    pauses: tuple[Pause, ...] = ()


def as_call(number: str, counter: str, called_at: int, calls: int, status: Status) -> Call:
    """Keep of a visit what the wall may show."""
    return Call(number, counter, called_at, again=calls > 1, over=status not in AT_A_COUNTER)


def pause(counter: str, until: int | None, now: int) -> Pause:
    """Keep of a counter on a break what the wall may show: an end that has passed is no end (17.2).

    Args:
        counter: the counter's id.
        until: the end that was said, milliseconds UTC; ``None`` for an open one.
        now: milliseconds UTC.
    """
    return Pause(counter, until if until is not None and until > now else None)


def wall(calls: Iterable[Call], waiting: int, rows: int, pauses: Iterable[Pause] = ()) -> Wall:
    """Arrange the day's last calls.

    Args:
        calls: in any order.
        waiting: how many people wait.
        rows: how many calls stand beside the newest.
        pauses: the counters on a break.

    Returns:
        The picture. A call that is over never stands largest: the wall would send the next person who
        looks up to a counter where nobody expects her.
    """
    last = sorted(calls, key=lambda call: call.called_at, reverse=True)
    newest = next((call for call in last if not call.over), None)
    before = tuple(call for call in last if call is not newest)[:rows]
    return Wall(newest, before, waiting, tuple(pauses))
