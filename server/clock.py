"""What time it is: really, or in a rehearsal."""

import time


class Clock:
    """The real clock."""

    def now(self) -> int:
        """Return the present moment, milliseconds since 1970-01-01 UTC."""
        return time.time_ns() // 1_000_000


class RehearsalClock(Clock):
    """A clock that can be set and sped up.

    Args:
        at: the moment it starts from, milliseconds UTC.
        speed: how many of its seconds pass in a real one, 0 (stands still) or more.
    """

    def __init__(self, at: int, speed: float = 1.0) -> None:
        self.set(at, speed)

    def set(self, at: int, speed: float | None = None) -> None:
        """Go on from another moment, at the same speed unless one is given."""
        pace = self.speed if speed is None else speed
        # One assignment: a thread that reads the clock sees either the old time or the new.
        self._from = (at, time.monotonic_ns(), pace)

    @property
    def speed(self) -> float:
        """How many of its seconds pass in a real one."""
        return self._from[2]

    def now(self) -> int:
        """Return the rehearsed moment, milliseconds since 1970-01-01 UTC."""
        at, since, speed = self._from
        return at + int((time.monotonic_ns() - since) * speed) // 1_000_000
