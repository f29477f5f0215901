"""The test print: shows whether width, letters, codes and cut are right, and what a printer answers."""

from collections.abc import Sequence
from dataclasses import dataclass

from printer.deliver import PATIENCE, Patience
from printer.profile import Confirm, Profile
from printer.sheet import Sheet
from printer.status import Status
from printer.transport.link import Transport


@dataclass(frozen=True, slots=True)
class Findings:
    """What a printer answered.

    Args:
        status: its condition, with the bytes of its replies.
        confirm: the best way of confirming that works, `Confirm.NONE` when neither does.
        seconds: how long the confirmation took; 0 when none works.
    """

    status: Status
    confirm: Confirm
    seconds: float = 0.0


def examine(transport: Transport, profile: Profile, patience: Patience = PATIENCE) -> Findings:
    """Find out what a printer can tell: DLE EOT 1 to 4, then GS ( H, then GS r 1.

    Args:
        transport: the way to it; nobody else may print on it meanwhile (see `Press.examine`).
        profile: what is set up for it; its status and confirm modes are tried whatever it says.
        patience: how long each answer is waited for.

    Returns:
        What it answered. A printer that does not know GS ( H may print it as letters: print the trial after it.
    """
    raise NotImplementedError


def trial_sheet(profile: Profile, heading: str, notes: Sequence[str] = ()) -> Sheet:
    """Draw the test print: heading, ruler over the whole width, alphabets, three sizes of QR code, cut.

    Args:
        profile: the printer.
        heading: the words at the top.
        notes: small print below it, such as what `examine` found.

    Returns:
        The test print.
    """
    raise NotImplementedError
