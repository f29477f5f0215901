"""Keeping somebody who tries out passwords waiting.

Kept in memory: nothing a stranger does fills the disk, and no address stays anywhere. Several servers on one
data directory count each for themselves.
"""

import logging
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import ceil

from server.rules.refused import Reason, Refused
from server.rules.tries import REMEMBERED_MS, account_wait, address_wait

log = logging.getLogger("eile")

WRONG = (Reason.WRONG_PASSWORD, Reason.WRONG_CODE)


class Tries:
    """Counts wrong tries by account, whether there is one or not, and by address.

    Args:
        monotonic: a clock in seconds that is never set.
    """

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._accounts: defaultdict[str, list[int]] = defaultdict(list)
        self._addresses: defaultdict[str, list[int]] = defaultdict(list)
        self._told = -REMEMBERED_MS

    @contextmanager
    def guard(self, login: str, address: str) -> Iterator[None]:
        """Check a password within this.

        Args:
            login: what was typed.
            address: where it came from.

        Raises:
            Refused: ``TOO_MANY_TRIES`` with the seconds to wait; whatever is refused within.
        """
        now = int(self._monotonic() * 1000)
        self._forget(now)
        account, place = self._accounts[login], self._addresses[address]
        wait = max(account_wait(account, now), address_wait(place, now))
        if wait:
            self._tell(now)
            raise Refused(Reason.TOO_MANY_TRIES, n=ceil(wait / 1000))
        # A try that is being checked counts too, or many at once would slip through.
        account.append(now)
        place.append(now)
        wrong = False
        try:
            yield
        except Refused as refused:
            wrong = refused.reason in WRONG
            raise
        else:
            account.clear()
        finally:
            if not wrong:
                for tries in (account, place):
                    if now in tries:
                        tries.remove(now)

    def _tell(self, now: int) -> None:
        if now - self._told >= REMEMBERED_MS:
            log.warning("Too many wrong passwords: whoever tries must wait.")
            self._told = now

    def _forget(self, now: int) -> None:
        for kept in (self._accounts, self._addresses):
            for key in [key for key, tries in kept.items() if not tries or now - tries[-1] > REMEMBERED_MS]:
                del kept[key]
