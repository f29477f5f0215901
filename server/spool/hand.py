"""What a worker needs of a printer, wherever it hangs: here, in the network, or behind an agent."""

from collections.abc import Callable
from typing import Protocol

from printer.deliver import Findings, Result
from printer.status import Status
from server.store.tables import PrintJob

Noticed = Callable[[Status], None]


class Hand(Protocol):
    """The way to one printer, used by one worker."""

    @property
    def here(self) -> bool:
        """Whether this process can reach the printer, if anybody can."""

    @property
    def journal(self) -> str | None:
        """The name of the journal in which an agent writes jobs before they begin; ``None`` without agent."""

    def listen(self, noticed: Noticed) -> None:
        """Say who is told, in the event loop, what is seen of the printer while nobody asks: trouble within a
        job, and its end."""

    def expect_ruins(self) -> None:
        """Say that a job may have broken off when an earlier server died."""

    async def print(self, job: PrintJob, data: bytes) -> Result:
        """Print a job.

        Args:
            job: as it stands: being sent.
            data: all its bytes.
        """

    async def written(self, job: PrintJob) -> None:
        """Say that what became of a job is on disk here, so that nobody else has to remember it."""

    async def ask(self) -> Status:
        """Ask for the printer's condition."""

    async def examine(self) -> Findings:
        """Find out what the printer can tell."""

    async def close(self) -> None:
        """Let what is under way finish, then let go of the printer."""
