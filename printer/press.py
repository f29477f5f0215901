"""One printer at the branch: prints one job at a time and says when it fails and recovers."""

import asyncio
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Lock
from typing import TypeVar

from printer.deliver import PATIENCE, Delivery, Findings, Outcome, Patience, Result
from printer.profile import Profile
from printer.status import State, Status
from printer.transport.link import Transport

_log = logging.getLogger("eile.printer")

T = TypeVar("T")


class Press:
    """A printer that takes jobs from any thread and from the event loop.

    It neither draws nor encodes (`printer.sheet` does), so a small computer beside a printer needs no more
    than this.
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
        self._closing = Event()
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"printer-{name}")
        self._failing_since: float | None = None

    @property
    def status(self) -> Status:
        """The condition last seen, without asking; may be read from any thread."""
        return self._status

    def expect_ruins(self) -> None:
        """Say that a job of an earlier run may have broken off: what is left of it is cut off first."""
        self._delivery.expect_ruins()

    def print(self, job: bytes, noticed: Callable[[State], None] = lambda _: None) -> Result:
        """Print a job and wait until it is known what became of it. One job goes at a time, whole.

        Args:
            job: its bytes, from `printer.sheet`.
            noticed: is told, on the printing thread, when trouble is seen while the job is under way, and its
                end; an event loop is told by ``call_soon_threadsafe``.

        Returns:
            What is known about the paper; trouble with the printer is a result, not an exception.
        """

        def notice(state: State) -> None:
            self._note(Status(state), state.prints)
            noticed(state)

        with self._busy:
            result = self._delivery.print(job, notice)
            worked = result.outcome in (Outcome.PRINTED, Outcome.UNCONFIRMED)
            self._note(Status(result.state, result.reason), worked and result.state.prints)
        return result

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
        return await self._elsewhere(lambda: self.print(job, noticed))

    def ask(self) -> Status:
        """Ask the printer for its condition; waits until the job under way is done.

        Trouble is believed when a second look, a second later, finds it too.

        Returns:
            The condition, which `status` tells from now on.
        """
        with self._busy:
            status = self._delivery.ask()
            if not status.state.prints and status.state is not self._status.state:
                self._closing.wait(self._patience.again)
                status = self._delivery.ask()
            self._note_look(status)
        return status

    async def ask_async(self) -> Status:
        """Ask on the printer's own thread; as `ask`.

        Raises:
            RuntimeError: the press is closed.
        """
        return await self._elsewhere(self.ask)

    def examine(self) -> Findings:
        """Find out what the printer can tell (`Delivery.examine`), between two jobs."""
        with self._busy:
            findings = self._delivery.examine()
            self._note_look(findings.status)
        return findings

    async def examine_async(self) -> Findings:
        """Examine on the printer's own thread; as `examine`.

        Raises:
            RuntimeError: the press is closed.
        """
        return await self._elsewhere(self.examine)

    def close(self) -> None:
        """Let the jobs under way finish, but wait for no printer to be put right, then end the thread."""
        self._closing.set()
        self._delivery.hurry()
        self._worker.shutdown()

    async def _elsewhere(self, do: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._worker, do)

    def _note_look(self, status: Status) -> None:
        """Note what was seen. A printer that tells nothing neither failed nor recovered."""
        if status.state is State.UNKNOWN:
            self._status = status
        else:
            self._note(status, status.state.prints)

    def _note(self, status: Status, works: bool) -> None:
        """Keep the condition; log the first failure and the recovery, in one line each."""
        self._status = status
        if works:
            self._note_recovery()
        elif self._failing_since is None:
            self._failing_since = self._monotonic()
            trouble = _TROUBLE.get(status.state, "stopped within a ticket")
            reason = "" if status.reason in ("", status.state) else f" ({status.reason})"
            _log.warning("Printer %s: %s%s; tickets show on screen.", self.name, trouble, reason)

    def _note_recovery(self) -> None:
        if self._failing_since is None:
            return
        lasted = _spoken(self._monotonic() - self._failing_since)
        self._failing_since = None
        _log.info("Printer %s: printing again after %s.", self.name, lasted)


_TROUBLE = {
    State.NO_PAPER: "out of paper",
    State.COVER_OPEN: "its cover is open",
    State.CUTTER: "its cutter is stuck",
    State.OFFLINE: "off-line",
}


def _spoken(seconds: float) -> str:
    minutes = round(seconds / 60)
    if not minutes:
        return "less than a minute"
    return "1 minute" if minutes == 1 else f"{minutes} minutes"
