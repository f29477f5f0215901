"""The help button (standard, 21.3, 29.3): silent, no words about the person, seen at once by who can come."""

from server.reception.ledger import Ledger
from server.rules.counter import HelpReason
from server.store.tables import HelpCall


def ask_help(ledger: Ledger, counter: str, reason: HelpReason, *, staff: str | None = None) -> HelpCall:
    """Ask for help at a counter; asked again while it is open, only a new reason changes anything.

    Args:
        ledger: the open book.
        counter: the counter's id.
        reason: a code.
        staff: who asks, by login.

    Returns:
        The call for help.

    Raises:
        Refused: ``UNKNOWN_COUNTER``.
    """
    raise NotImplementedError


def help_comes(ledger: Ledger, counter: str, *, staff: str | None = None) -> HelpCall:
    """Say that somebody goes to a counter that asked for help; the first one stays named.

    Args:
        ledger: the open book.
        counter: the counter that asked.
        staff: who goes there, by login.

    Raises:
        Refused: ``UNKNOWN_COUNTER``, ``NO_HELP_ASKED``.
    """
    raise NotImplementedError


def end_help(ledger: Ledger, counter: str, *, staff: str | None = None) -> HelpCall:
    """Say that a counter needs no help any more: by whoever asked, or came.

    Raises:
        Refused: ``UNKNOWN_COUNTER``, ``NO_HELP_ASKED``.
    """
    raise NotImplementedError


def asked_now(ledger: Ledger) -> list[HelpCall]:
    """Return the open calls for help, the oldest first."""
    raise NotImplementedError


def seen_from(ledger: Ledger, counter: str) -> list[HelpCall]:
    """Return the open calls for help that a counter is shown: its own, and those of its neighbours.

    Neighbours are the other counters of the hall, or the rooms of the same floor; whoever has none is
    heard by all.
    """
    raise NotImplementedError
