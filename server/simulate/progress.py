"""A progress bar for a person who waits; silent in files, in pipes and when it is over in a second."""

import time
from collections.abc import Callable
from typing import TextIO

PROGRESS_EVERY = 5_000  # visits: often enough for the eye, too seldom to cost time
_PATIENCE_S = 1.0
_EVERY_S = 0.1
_WIDTH = 30


class Progress:
    """One line that is rewritten while a run lasts.

    Args:
        stream: where to; nothing is written when it is no terminal.
        clock: seconds that only grow.
    """

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream
        self._clock = clock
        self._shows = stream.isatty()
        self._next = clock() + _PATIENCE_S
        self._wrote = False

    def tell(self, what: str, done: int, total: int | None = None) -> None:
        """Say how far the run is.

        Args:
            what: what is being done.
            done: how many visits are done.
            total: of how many; ``None`` when nobody knows yet.
        """
        if not self._shows or self._clock() < self._next:
            return
        self._next = self._clock() + _EVERY_S
        line = f"{what}: {done} visits"
        if total:
            full = _WIDTH * done // total
            line = f"{what}: [{'#' * full}{'.' * (_WIDTH - full)}] {100 * done // total} %"
        self._write(f"\r{line}\x1b[K")

    def close(self) -> None:
        """Leave the line empty."""
        if self._wrote:
            self._write("\r\x1b[K")

    def _write(self, text: str) -> None:
        self._wrote = True
        self._stream.write(text)
        self._stream.flush()
