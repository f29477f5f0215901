"""One printer at the branch: draws tickets, sends them one at a time, and says when it fails and recovers."""

import asyncio
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

from printer.commands import encode
from printer.raster import draw
from printer.slip import Slip
from printer.transport import Outcome, Result, Transport

_log = logging.getLogger("eile.printer")


class Press:
    """A printer that takes slips from any thread."""

    def __init__(
        self, name: str, transport: Transport, width: int, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        """Set up a printer; nothing is sent.

        Args:
            name: the printer's name in the log.
            transport: the way to it.
            width: of its printed strip in dots.
            monotonic: a clock in seconds that is never set.

        Raises:
            ValueError: no ticket can be drawn at `width`.
        """
        draw(Slip(()), width)
        self._name = name
        self._transport = transport
        self._width = width
        self._monotonic = monotonic
        self._sending = Lock()
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"printer-{name}")
        self._failing_since: float | None = None

    def print(self, slip: Slip) -> Result:
        """Print a ticket and wait until it is handed over. One ticket goes at a time, whole.

        Args:
            slip: what stands on it.

        Returns:
            What is known about the paper; trouble with the printer is a result, not an exception.
        """
        job = encode(draw(slip, self._width))
        with self._sending:
            result = self._transport.send(job)
            self._note(result)
        return result

    async def print_async(self, slip: Slip) -> Result:
        """Print a ticket on the printer's own thread; the event loop goes on meanwhile.

        Args:
            slip: what stands on it.

        Returns:
            As `print` does. Giving up waiting does not stop a ticket that has begun.

        Raises:
            RuntimeError: the press is closed.
        """
        return await asyncio.get_running_loop().run_in_executor(self._worker, self.print, slip)

    def close(self) -> None:
        """Let the tickets under way finish, then end the thread."""
        self._worker.shutdown()

    def _note(self, result: Result) -> None:
        """Log the first failure and the recovery, in one line each."""
        if result.outcome is Outcome.SENT:
            self._note_recovery()
        elif self._failing_since is None:
            self._failing_since = self._monotonic()
            trouble = "cannot be reached" if result.outcome is Outcome.NOT_SENT else "stopped within a ticket"
            _log.warning("Printer %s: %s (%s); tickets show on screen.", self._name, trouble, result.reason)

    def _note_recovery(self) -> None:
        if self._failing_since is None:
            return
        lasted = _spoken(self._monotonic() - self._failing_since)
        self._failing_since = None
        _log.info("Printer %s: printing again after %s.", self._name, lasted)


def _spoken(seconds: float) -> str:
    minutes = round(seconds / 60)
    if not minutes:
        return "less than a minute"
    return "1 minute" if minutes == 1 else f"{minutes} minutes"
