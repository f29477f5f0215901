"""Keeping somebody who tries out codes from finding a stranger's ticket or appointment."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from server.rules.refused import Reason, Refused

AT_MOST = 10
WITHIN_S = 60.0
WRONG = (Reason.UNKNOWN_TICKET, Reason.UNKNOWN_BOOKING)


class WrongCodes:
    """Counts the wrong codes of the last minute, whoever typed them.

    At ten a minute, trying for a whole day finds one of two hundred tickets (six letters of thirty) about
    once in five hundred days, and one of a hundred appointments of the day (six digits) about once in two.

    Args:
        monotonic: a clock in seconds that is never set.
    """

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._wrong: list[float] = []

    @contextmanager
    def guard(self) -> Iterator[None]:
        """Look up a code, or do something with it, within this.

        Raises:
            Refused: ``TOO_MANY_CODES`` after too many wrong ones; whatever is refused within.
        """
        now = self._monotonic()
        self._wrong = [at for at in self._wrong if now - at < WITHIN_S]
        if len(self._wrong) >= AT_MOST:
            raise Refused(Reason.TOO_MANY_CODES)
        # A code that is being looked up counts too, or many at once would slip through.
        self._wrong.append(now)
        wrong = False
        try:
            yield
        except Refused as refused:
            wrong = refused.reason in WRONG
            raise
        finally:
            if not wrong and now in self._wrong:
                self._wrong.remove(now)
