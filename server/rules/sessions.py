"""How long a sign-in holds, and when its screen locks by itself (standard, 5.7 and 9.3).

Times are of the real clock, also in a rehearsal: a made-up afternoon sends nobody away from her desk.
"""

from dataclasses import dataclass
from enum import StrEnum

from server.rules.moment import MINUTE

RENEWED_MS = (
    20_000  # how exactly it is kept when somebody was last there: a screen locks no sooner than it says
)
PIN_TRIES = 5  # then only the password unlocks


class Standing(StrEnum):
    """Where a sign-in stands."""

    OPEN = "open"
    LOCKED = "locked"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Limits:
    """An office's choices; minutes.

    Attributes:
        idle_min: a screen locks after this long without an act of the person while she serves nobody.
        serving_min: the same while a client is at her counter.
        unused_min: a sign-in ends after this long without an act, locked or not.
        longest_min: and after this long whatever happens.
    """

    idle_min: int = 3
    serving_min: int = 10
    unused_min: int = 120
    longest_min: int = 12 * 60


@dataclass(frozen=True, slots=True)
class Signs:
    """What is known of a sign-in; moments are milliseconds UTC.

    Attributes:
        started: when it began.
        seen: when the person last did something.
        locked: whether the screen was locked.
        program: whether it belongs to a program, which has no screen to lock.
    """

    started: int
    seen: int
    locked: bool
    program: bool


def standing(signs: Signs, now: int, *, serving: bool, limits: Limits) -> Standing:
    """Say where a sign-in stands.

    Args:
        signs: what is known of it.
        now: milliseconds UTC.
        serving: whether a client is at its counter.
        limits: the office's choices.

    Returns:
        Whether it may act, must be unlocked first, or is over.
    """
    idle = now - signs.seen
    if now - signs.started >= limits.longest_min * MINUTE or idle >= limits.unused_min * MINUTE:
        return Standing.ENDED
    if signs.program:
        return Standing.OPEN
    lock_min = limits.serving_min if serving else limits.idle_min
    if signs.locked or idle >= lock_min * MINUTE + RENEWED_MS:
        return Standing.LOCKED
    return Standing.OPEN
