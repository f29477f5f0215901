"""Keeping somebody who tries out codes from finding a stranger's ticket or appointment."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import ceil

from server.rules.refused import Reason, Refused

AT_MOST, WITHIN_S = 10, 60.0
AN_HOUR, HOUR_S = 60, 3600.0
WRONG = (Reason.UNKNOWN_TICKET, Reason.UNKNOWN_BOOKING, Reason.UNKNOWN_PAIRING)


class WrongCodes:
    """Counts the wrong codes of the last minute and the last hour, whoever typed them.

    Sixty an hour are 1440 a day. Trying all day long finds one of two hundred tickets (six letters of
    thirty: 729 million codes) about once in seven years. Appointments have 900 000 codes of six digits,
    and all that are not over count, as far ahead as can be booked: with 3000 of them every 300th guess
    is right: about five a day, where ten a minute alone would let through nearly fifty.

    Args:
        monotonic: a clock in seconds that is never set.
        an_hour: how many an hour at most; ``None`` where people stand in front of a screen: playing
            children must not keep everybody else out for long.
    """

    def __init__(
        self, monotonic: Callable[[], float] = time.monotonic, an_hour: int | None = AN_HOUR
    ) -> None:
        self._monotonic = monotonic
        self._limits = [(AT_MOST, WITHIN_S), *([(an_hour, HOUR_S)] if an_hour else [])]
        self._wrong: list[float] = []

    @contextmanager
    def guard(self) -> Iterator[None]:
        """Look up a code, or do something with it, within this.

        Raises:
            Refused: ``TOO_MANY_CODES`` after too many wrong ones, with the minutes to wait; whatever is
                refused within.
        """
        now = self._monotonic()
        self._wrong = [at for at in self._wrong if now - at < HOUR_S]
        waits = [self._wrong[-n] + span - now for n, span in self._limits if len(self._wrong) >= n]
        wait = max(waits, default=0.0)
        if wait > 0:
            raise Refused(Reason.TOO_MANY_CODES, n=ceil(wait / 60))
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
