"""One printer at the branch: prints jobs one at a time, knows its condition, says when it fails and recovers."""

import asyncio
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

from printer.deliver import PATIENCE, Delivery, Outcome, Patience, Result
from printer.profile import Profile
from printer.status import State, Status
from printer.transport.link import Transport

_log = logging.getLogger("eile.printer")


class Press:
    """A printer that takes jobs from any thread and from the event loop.

    It neither draws nor encodes (`printer.sheet` does), so a small computer beside a printer needs no more than this.
    """

    def __init__(
        self,
        name: str,
        transport: Transport,
        profile: Profile,
        patience: Patience = PATIENCE,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Set up a printer; nothing is sent.

        Args:
            name: the printer's name in the log.
            transport: the way to it.
            profile: what it can do.
            patience: how long it is waited for.
            monotonic: a clock in seconds that is never set.
        """
        self.name = name
        self.profile = profile
        self._delivery = Delivery(transport, profile, patience)
        self._patience = patience
        self._monotonic = monotonic
        self._status = Status(State.UNKNOWN, "not_asked")
        self._busy = Lock()
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"printer-{name}")
        self._failing_since: float | None = None

    @property
    def status(self) -> Status:
        """The condition last seen, without asking; may be read from any thread."""
        return self._status

    def print(self, job: bytes, noticed: Callable[[State], None] = lambda _: None) -> Result:
        """Print a job and wait until it is known what became of it. One job goes at a time, whole.

        Args:
            job: its bytes, from `printer.sheet`.
            noticed: is told, on the printing thread, when trouble is seen while the job is under way, and when it is
                over; an event loop is told by ``call_soon_threadsafe``.

        Returns:
            What is known about the paper; trouble with the printer is a result, not an exception.
        """
        raise NotImplementedError

    async def print_async(self, job: bytes, noticed: Callable[[State], None] = lambda _: None) -> Result:
        """Print a job on the printer's own thread; the event loop goes on meanwhile.

        Args:
            job: its bytes.
            noticed: as for `print`.

        Returns:
            As `print` does. Giving up waiting does not stop a job that has begun.

        Raises:
            RuntimeError: the press is closed.
        """
        raise NotImplementedError

    def ask(self) -> Status:
        """Ask the printer for its condition; waits until the job under way is done. Trouble is believed when a
        second look, a second later, finds it too.

        Returns:
            The condition, which `status` tells from now on.
        """
        raise NotImplementedError

    async def ask_async(self) -> Status:
        """Ask on the printer's own thread; as `ask`.

        Raises:
            RuntimeError: the press is closed.
        """
        return await asyncio.get_running_loop().run_in_executor(self._worker, self.ask)

    def close(self) -> None:
        """Let the jobs under way finish, then end the thread."""
        self._worker.shutdown()
