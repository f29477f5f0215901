"""What staff should look at now, read from the book; the kinds of alarm are in ``rules.alarms``."""

from server.reception.ledger import Ledger
from server.rules.alarms import Alarm


def current(ledger: Ledger) -> list[Alarm]:
    """Return all alarms, for the supervisor: the most urgent kind first, the oldest of a kind first."""
    raise NotImplementedError


def at_desk(ledger: Ledger, counter: str, staff: str | None) -> list[Alarm]:
    """Return the alarms that a desk is shown: help asked for at its neighbours', its own pause that is over,
    call-backs due, and long waits and idle time of what it serves.

    Args:
        ledger: the open book.
        counter: the desk's counter.
        staff: who works there, by login.
    """
    raise NotImplementedError
