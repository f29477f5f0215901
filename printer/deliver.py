"""Brings a print job to one printer and finds out what became of it.

The protocol: ask for the condition (DLE EOT 1 to 4); send the job and a request to confirm it in one write; wait
for the confirmation and watch the paper meanwhile; part in peace. What broke off may still come out on paper, so
only what was certainly not sent may be sent again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from printer.profile import Profile
from printer.status import State, Status
from printer.transport.link import Transport


class Outcome(StrEnum):
    """What is known about a job."""

    PRINTED = "printed"  # the printer said so
    UNCONFIRMED = "unconfirmed"  # handed over completely, to a printer that does not tell
    NOT_SENT = "not_sent"  # nothing of it was handed over: safe to try again
    UNKNOWN = "unknown"  # it may have come out, wholly or in part: never to be sent again by itself


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one job.

    Args:
        outcome: what is known about the paper.
        state: the printer's condition at the end.
        reason: a short word for machines and logs, such as "refused", "no_paper" or "not_confirmed"; empty when
            all went well.
    """

    outcome: Outcome
    state: State
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a printer is waited for, in seconds.

    Args:
        reply: for an answer to one DLE EOT.
        poll: between two looks at the paper while a confirmation is awaited.
        confirm: for the confirmation of a job, while nothing is wrong.
        repair: for paper, cover or cutter to be put right in the middle of a job, before it is called back.
        again: before a printer's trouble is looked at a second time and believed.
    """

    reply: float = 0.5
    poll: float = 0.25
    confirm: float = 6.0
    repair: float = 30.0
    again: float = 1.0


PATIENCE = Patience()


class Delivery:
    """The way jobs take to one printer. Used by one thread at a time."""

    def __init__(self, transport: Transport, profile: Profile, patience: Patience = PATIENCE) -> None:
        """Set up; nothing is sent.

        Args:
            transport: the way to the printer.
            profile: what it can do.
            patience: how long it is waited for.
        """

    def ask(self) -> Status:
        """Open, ask for the condition, close.

        Returns:
            The printer's condition. Trouble is a status, never an exception.
        """
        raise NotImplementedError

    def print(self, job: bytes, noticed: Callable[[State], None] = lambda _: None) -> Result:
        """Deliver one job.

        Args:
            job: all its bytes, as `printer.sheet` makes them, without a request to confirm.
            noticed: is told, on this thread, when trouble is seen while the job is under way, and when it is over.

        Returns:
            What became of it. Trouble with the printer is a result, never an exception.
        """
        raise NotImplementedError
