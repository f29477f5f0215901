"""The virtual printer: paper that is shown on a page."""

import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from printer.transport.link import LinkError, reason

_ABANDONED_S = 60.0  # a half-written paper this old was left by a crash


class Screen:
    """The virtual printer: keeps the newest jobs as files, for a page that shows them."""

    def __init__(self, folder: Path, keep: int = 60) -> None:
        """Open the folder; several processes may print into it.

        Args:
            folder: where the jobs are kept; made when missing.
            keep: how many jobs.

        Raises:
            OSError: the folder cannot be made or read.
        """
        self._folder = folder
        self._keep = keep
        folder.mkdir(parents=True, exist_ok=True)
        for unfinished in folder.glob("*.part"):
            with suppress(OSError):  # another process may just have finished or removed it
                if time.time() - unfinished.stat().st_mtime > _ABANDONED_S:
                    unfinished.unlink()

    def open(self) -> "_Sheet":
        """Take a new sheet; see `Transport.open`."""
        return _Sheet(self._keep_durably)

    def _keep_durably(self, job: bytes) -> None:
        """Keep a job so that neither a crash nor a power cut leaves half of it."""
        # Two processes may count to the same number; the process tells their papers apart.
        newest = max(map(_number, self.papers()), default=0)
        paper = self._folder / f"{newest + 1}-{os.getpid()}.escpos"
        try:
            _write_durably(paper, job)
        except OSError as trouble:
            raise LinkError(reason(trouble), len(job) if paper.exists() else 0) from None
        with suppress(OSError):  # an old ticket that stays is no reason to doubt the new one
            for old in self.papers()[self._keep :]:
                old.unlink(missing_ok=True)

    def papers(self) -> list[Path]:
        """List the jobs that are kept.

        Returns:
            The files, newest first, by their running number: the clock may have been set back between them.

        Raises:
            OSError: the folder cannot be read.
        """
        return sorted(self._folder.glob("*-*.escpos"), key=_number, reverse=True)


class _Sheet:
    answers = False
    certain = True

    def __init__(self, keep: Callable[[bytes], None]) -> None:
        self._keep = keep

    def send(self, data: bytes) -> None:
        self._keep(data)

    def receive(self, seconds: float) -> bytes:
        return b""

    def finish(self) -> None:
        pass

    def close(self) -> None:
        pass


def _write_durably(path: Path, data: bytes) -> None:
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _number(paper: Path) -> int:
    """Read the running number; a file that we did not write counts as the oldest."""
    number = paper.stem.partition("-")[0]
    return int(number) if number.isdecimal() else 0
