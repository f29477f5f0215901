"""Calling people back (standard, 21.1, 23.4, 23.6): a number, a topic, and when to try."""

from server.reception.ledger import Ledger
from server.store.tables import Callback


def add(
    ledger: Ledger,
    number: str,
    *,
    topic: str | None = None,
    counter: str | None = None,
    for_staff: str | None = None,
) -> Callback:
    """Note a number to be called back, for a counter or for one person, also one who is absent (23.6).

    Args:
        ledger: the open book.
        number: the telephone number as it is typed; erased when the call-back is done or its day is over.
        topic: one of the codes of ``desk.callback_topics``; ``None`` for none.
        counter: for whoever works there, or
        for_staff: for one person, by login; one of the two, not both.

    Returns:
        The call-back; it can be tried at once.

    Raises:
        Refused: ``NO_PHONE`` for what cannot be a number, ``NOT_ON_THE_LIST``, ``FOR_WHOM`` unless exactly
            one is named, ``UNKNOWN_COUNTER``, ``UNKNOWN_STAFF``.
    """
    raise NotImplementedError


def of_desk(ledger: Ledger, counter: str, staff: str | None) -> list[Callback]:
    """Return the open call-backs of a counter and of whoever works there, the next one to be tried first.

    One whose ``not_before`` is still to come is listed too: its button is closed until then.
    """
    raise NotImplementedError


def all_standing(ledger: Ledger) -> list[Callback]:
    """Return all call-backs that are not over: for the reception, the supervisor and the day's end."""
    raise NotImplementedError


def no_answer(ledger: Ledger, callback: int) -> Callback:
    """Take note that nobody answered: not again before the office's minutes; after its most tries the
    supervisor decides.

    Raises:
        Refused: ``UNKNOWN_CALLBACK``, ``CALLBACK_OVER``, ``CALLBACK_UNDECIDED`` when only the supervisor may
            go on, ``CALLBACK_TOO_EARLY`` with the time of the next try.
    """
    raise NotImplementedError


def cut_off(ledger: Ledger, callback: int) -> Callback:
    """Take note that the call broke off: it can be tried again at once (standard, 23.9).

    Raises:
        Refused: ``UNKNOWN_CALLBACK``, ``CALLBACK_OVER``.
    """
    raise NotImplementedError


def done(ledger: Ledger, callback: int) -> Callback:
    """Take note that somebody was called back; her number is erased.

    Raises:
        Refused: ``UNKNOWN_CALLBACK``, ``CALLBACK_OVER``.
    """
    raise NotImplementedError


def try_again(ledger: Ledger, callback: int) -> Callback:
    """Let a call-back be tried once more, at once: the supervisor's decision about an undecided one.

    Raises:
        Refused: ``UNKNOWN_CALLBACK``, ``CALLBACK_OVER``.
    """
    raise NotImplementedError


def drop(ledger: Ledger, callback: int) -> Callback:
    """Give a call-back up: the supervisor's decision; its number is erased.

    Raises:
        Refused: ``UNKNOWN_CALLBACK``, ``CALLBACK_OVER``.
    """
    raise NotImplementedError
