"""Who prints: of several server processes on one data directory, one per printer."""

import fcntl
from pathlib import Path


class PrinterLock:
    """A printer's lock, held by the process that prints on it.

    The system gives it back the moment that process dies, however it dies. So whoever gets the lock knows
    that nobody is printing, and that a job which is still being sent was left by somebody who is gone.
    Nothing has to run out first, and nobody who is only slow is ever taken for dead.

    Args:
        folder: where the locks of all printers are; made when missing.
        printer: the printer's id.
    """

    def __init__(self, folder: Path, printer: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file = (folder / f"{printer}.lock").open("w")
        self.held = False

    def take(self) -> bool:
        """Take the lock if nobody has it; return whether it is held now."""
        if not self.held:
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            self.held = True
        return True

    def give_back(self) -> None:
        """Let others have it."""
        if self.held:
            fcntl.flock(self._file, fcntl.LOCK_UN)
            self.held = False

    def close(self) -> None:
        """Give it back for good."""
        self._file.close()
        self.held = False
