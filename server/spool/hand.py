"""What a worker needs of a printer, wherever it hangs: here, in the network, or behind an agent."""

from collections.abc import Callable
from typing import Protocol

from printer.deliver import Result
from printer.status import Status
from printer.trial import Findings
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

    async def print(self, job: PrintJob, data: bytes, noticed: Noticed) -> Result:
        """Print a job.

        Args:
            job: as it stands: being sent.
            data: all its bytes.
            noticed: is told in the event loop when trouble is seen meanwhile, and when it is over.
        """

    async def ask(self) -> Status:
        """Ask for the printer's condition."""

    async def examine(self) -> Findings:
        """Find out what the printer can tell."""

    async def close(self) -> None:
        """Let what is under way finish, then let go of the printer."""
