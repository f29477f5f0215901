"""Keeping somebody who tries out codes from finding a stranger's ticket."""

import time
from collections import deque
from collections.abc import Callable

AT_MOST = 10
WITHIN_S = 60.0


class WrongCodes:
    """Counts the wrong codes of the last minute, whoever typed them.

    Codes have six letters of thirty: at ten a minute, trying for a whole day finds one of two hundred
    tickets about once in five hundred days.

    Args:
        monotonic: a clock in seconds that never goes back.
    """

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._typed: deque[float] = deque(maxlen=AT_MOST)

    @property
    def too_many(self) -> bool:
        """Whether codes are not looked up for now."""
        return len(self._typed) == AT_MOST and self._monotonic() - self._typed[0] < WITHIN_S

    def add(self) -> None:
        """Count a wrong code."""
        self._typed.append(self._monotonic())
