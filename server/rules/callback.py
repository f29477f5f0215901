"""Calling back: when the next try may be, and when it is no clerk's matter any more (21.1, 23.4). Pure."""

import re
from dataclasses import dataclass
from enum import StrEnum

from server.rules.moment import MINUTE

_PHONE = re.compile(r"\+?[0-9](?:[ -]?[0-9]){2,14}")  # an extension of three digits to E.164's fifteen
_SPACE = re.compile(r"[\s()]+")


class CallbackStatus(StrEnum):
    """Where a call-back stands. Only an open or an undecided one still has its number."""

    OPEN = "open"
    UNDECIDED = "undecided"  # tried as often as the office wants: the supervisor decides
    DONE = "done"
    DROPPED = "dropped"  # the supervisor gave it up
    EXPIRED = "expired"  # its day is over


STANDS = (CallbackStatus.OPEN, CallbackStatus.UNDECIDED)


@dataclass(frozen=True, slots=True)
class Try:
    """What a try that nobody answered leads to.

    Attributes:
        tries: how many there have been.
        status: ``OPEN`` to be tried again, else ``UNDECIDED``.
        not_before: the earliest moment of the next try, milliseconds UTC.
    """

    tries: int
    status: CallbackStatus
    not_before: int


def no_answer(tries: int, now: int, retry_min: int, max_tries: int) -> Try:
    """Say what follows a try that nobody answered (standard, 23.4: not before half an hour).

    Args:
        tries: how many there had been.
        now: milliseconds UTC.
        retry_min: minutes before the next one.
        max_tries: after so many the supervisor decides.
    """
    tries += 1
    status = CallbackStatus.UNDECIDED if tries >= max_tries else CallbackStatus.OPEN
    return Try(tries, status, now + retry_min * MINUTE)


def phone(typed: str) -> str | None:
    """Return a telephone number as it is kept, spaces tidied; ``None`` for what cannot be one.

    Args:
        typed: digits, spaces, hyphens and brackets, a plus in front if need be.
    """
    tidy = _SPACE.sub(" ", typed).strip()
    return tidy if _PHONE.fullmatch(tidy) else None
