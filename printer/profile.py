"""What one model of printer can do and wants to hear, as data.

A profile is a preset, or a name of python-escpos's list of printers, with single fields changed in the
settings. Bytes are written as hex strings there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

NARROWEST = 192
WIDEST = 832
CUT = b"\x1dV\x42\x00"  # GS V 66 0: feed to the cutter and cut partly, without further feeding


class ImageCommand(StrEnum):
    """How a picture is sent."""

    RASTER = "GS v 0"  # called obsolete by Epson, understood by nearly everybody
    GRAPHICS = "GS ( L"


class StatusMode(StrEnum):
    """How a printer is asked for its condition."""

    DLE_EOT = "dle_eot"
    NONE = "none"


class Confirm(StrEnum):
    """How a printer says that a job is on paper."""

    GS_H = "gs_h"  # GS ( H function 48: gives our number back when everything before it is printed
    GS_R = "gs_r"  # GS r 1: the paper sensor's state, answered when everything before it is worked off
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Profile:
    """One model of printer.

    Args:
        width: of the printed strip, dots; a multiple of 8.
        dpi: dots per inch: 203 is 8 to the millimetre.
        image: the command for pictures.
        slice_rows: the most rows of dots in one command; small slices bound the damage of a broken job.
        init: bytes at the start of a job.
        before_job: bytes after `init`, such as one that retracts a forgotten ticket.
        cut: bytes that cut.
        after_cut: bytes after it, such as one that presents the ticket.
        status: how the printer is asked for its condition.
        status_required: whether a printer that does not answer gets no ticket.
        confirm: how it says that a job is on paper.
        clears: whether it forgets a stuck job when told so (DLE DC4 8).
        roll_m: how much paper is on a new roll, metres.
    """

    width: int = 576
    dpi: int = 203
    image: ImageCommand = ImageCommand.RASTER
    slice_rows: int = 128
    init: bytes = b"\x1b@"
    before_job: bytes = b""
    cut: bytes = CUT
    after_cut: bytes = b""
    status: StatusMode = StatusMode.DLE_EOT
    status_required: bool = False
    confirm: Confirm = Confirm.NONE
    clears: bool = False
    roll_m: int = 80


_EPSON = {"status_required": True, "confirm": Confirm.GS_H, "clears": True}
PRESETS: Mapping[str, Profile] = {
    "generic-80": Profile(),
    "generic-58": Profile(width=384, roll_m=40),
}


def make_profile(name: str, changes: Mapping[str, object] | None = None) -> Profile:
    """Make a profile from a preset and the fields that the settings change.

    Args:
        name: a key of `PRESETS`, or a printer's name in python-escpos's list, such as "TM-T20II".
        changes: values by field of `Profile`: whole numbers, booleans, the word of a command or mode, and bytes
            as a hex string such as "1D 56 42 00" (empty: none).

    Returns:
        The profile, checked.

    Raises:
        WrongProfile: an unknown name or field, or a value that cannot be; says which and what is expected.
    """
    raise NotImplementedError


def checked(field: str, value: object) -> object:
    """Check one field's value as the settings write it.

    Args:
        field: a field of `Profile`.
        value: a whole number, boolean, word or hex string, as `make_profile` takes them.

    Returns:
        The value as `Profile` holds it.

    Raises:
        WrongProfile: no such field, or not such a value; says what is expected.
    """
    raise NotImplementedError


class WrongProfile(ValueError):  # noqa: N818
    """A profile that cannot be. ``field`` names what is wrong: a field of `Profile`, or "profile" itself."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(f"{field}: {text}")
        self.field = field
        self.text = text
