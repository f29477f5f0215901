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
class Wall:
    """The whole picture.

    Attributes:
        newest: the call that stands largest; ``None`` when no called client is on the way.
        before: the other last calls, newest first.
        waiting: how many people wait.
    """

    newest: Call | None
    before: tuple[Call, ...]
    waiting: int


def as_call(number: str, counter: str, called_at: int, calls: int, status: Status) -> Call:
    """Keep of a visit what the wall may show."""
    return Call(number, counter, called_at, again=calls > 1, over=status not in AT_A_COUNTER)


def wall(calls: Iterable[Call], waiting: int, rows: int) -> Wall:
    """Arrange the day's last calls.

    Args:
        calls: in any order.
        waiting: how many people wait.
        rows: how many calls stand beside the newest.

    Returns:
        The picture. A call that is over never stands largest: the wall would send the next person who
        looks up to a counter where nobody expects her.
    """
    last = sorted(calls, key=lambda call: call.called_at, reverse=True)
    newest = next((call for call in last if not call.over), None)
    return Wall(newest, tuple(call for call in last if call is not newest)[:rows], waiting)
