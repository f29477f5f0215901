"""What one model of printer can do and wants to hear, as data.

A profile is a preset, or a printer of python-escpos's list, with single fields changed in the settings.
Sources: Epson's ESC/POS reference, python-escpos's list, and the makers' manuals; what no manual at hand
told is left at the careful value ("none", "optional"), and the test print finds out more.
"""

import dataclasses
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import Any

NARROWEST = 192
WIDEST = 832
CUT = b"\x1dV\x42\x00"  # GS V 66 0: feed to the cutter and cut partly, without further feeding
_CUT_FULLY = b"\x1dV\x41\x00"  # GS V 65 0
_TEAR = b"\x1bd\x05"  # ESC d 5: five lines on, past the edge to tear at


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


class WrongProfile(ValueError):  # noqa: N818 - becomes a mistake in the settings
    """A profile that cannot be.

    Args:
        field: what is wrong: a field of `Profile`, or "profile" itself.
        text: what was found and what is expected.
    """

    def __init__(self, field: str, text: str) -> None:
        super().__init__(f"{field}: {text}")
        self.field = field
        self.text = text


def _epson(width: int, dpi: int) -> Profile:
    """GS ( H and DLE DC4 8 are in Epson's reference for these models, and they always answer."""
    return Profile(width, dpi, status_required=True, confirm=Confirm.GS_H, clears=True)


PRESETS: Mapping[str, Profile] = {
    "TM-T20III": _epson(576, 203),
    "TM-T88V": _epson(512, 180),
    "TM-T88VI": _epson(512, 180),
    "TM-T88VII": _epson(512, 180),
    "TM-m30": _epson(576, 203),
    # GS e 3 12: move the cut ticket out by 12 steps and present it; without it nothing comes out of a VKP80.
    "VKP80": Profile(confirm=Confirm.GS_R, after_cut=b"\x1de\x03\x0c"),
    # GS e 5: eject the ticket.
    "KPM": Profile(confirm=Confirm.GS_R, after_cut=b"\x1de\x05"),
    # Star's status bits differ from Epson's even in ESC/POS mode: a ready printer would look off-line.
    "Star": Profile(status=StatusMode.NONE),
    "SRP": Profile(confirm=Confirm.GS_R),
    "CT-S": Profile(width=640, confirm=Confirm.GS_R),
    "generic-80": Profile(),
    "generic-58": Profile(width=384, roll_m=40),
}


def make_profile(name: str, changes: Mapping[str, object] | None = None) -> Profile:
    """Make a profile from a preset and the fields that the settings change.

    Args:
        name: a key of `PRESETS`, or a printer's name in python-escpos's list, such as "TM-T20II".
        changes: values by field of `Profile`: whole numbers, booleans, the word of a command or mode, and
            bytes as a hex string such as "1D 56 42 00" (empty: none).

    Returns:
        The profile, checked.

    Raises:
        WrongProfile: an unknown name or field, or a value that cannot be; says which and what is expected.
    """
    wanted: dict[str, Any] = {field: checked(field, value) for field, value in (changes or {}).items()}
    preset = PRESETS.get(name)
    if preset is None:
        preset, width_known = _from_list(name)
        if not width_known and "width" not in wanted:
            raise WrongProfile("width", f"python-escpos does not know how many dots {name} prints: name it")
    return dataclasses.replace(preset, **wanted)


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
    kind = _KINDS.get(field)
    if kind is None:
        raise WrongProfile(field, f"unknown field, expected one of: {', '.join(_KINDS)}")
    expected, read = kind
    try:
        return read(value)
    except (TypeError, ValueError):
        raise WrongProfile(field, f"found {value!r}, expected {expected}") from None


def _from_list(name: str) -> tuple[Profile, bool]:
    """Take width, image command and cutter from python-escpos's list, and whether it knows the width."""
    from printer.borrowed import models  # noqa: PLC0415 - it costs 0.2 s, and most printers are presets

    known = models()
    if name not in known:
        near = get_close_matches(name, [*PRESETS, *known], n=1, cutoff=0.5)
        hint = f'. Did you mean "{near[0]}"?' if near else f", expected one of: {', '.join(PRESETS)}"
        raise WrongProfile("profile", f'unknown printer "{name}"{hint}')
    features, media = known[name]["features"], known[name]["media"]
    if not features["bitImageRaster"] and not features["graphics"]:
        raise WrongProfile("profile", f"{name} cannot print pictures, and a ticket is a picture")
    width, dpi = media["width"].get("pixels"), media.get("dpi")
    profile = Profile(
        width=width // 8 * 8 if isinstance(width, int) else Profile().width,
        dpi=dpi if isinstance(dpi, int) else Profile().dpi,
        image=ImageCommand.RASTER if features["bitImageRaster"] else ImageCommand.GRAPHICS,
        cut=CUT if features["paperPartCut"] else _CUT_FULLY if features["paperFullCut"] else _TEAR,
    )
    return profile, isinstance(width, int)


def _whole(least: int, most: int, step: int = 1) -> tuple[str, Callable[[object], object]]:
    def read(value: object) -> int:
        if type(value) is not int or value % step or not least <= value <= most:
            raise ValueError
        return value

    multiple = f"a multiple of {step}" if step > 1 else "a whole number"
    return f"{multiple} from {least} to {most}", read


def _word(kind: type[StrEnum]) -> tuple[str, Callable[[object], object]]:
    return f"one of: {', '.join(kind)}", kind


def _truth() -> tuple[str, Callable[[object], object]]:
    def read(value: object) -> bool:
        if not isinstance(value, bool):
            raise TypeError
        return value

    return "true or false", read


def _hex() -> tuple[str, Callable[[object], object]]:
    def read(value: object) -> bytes:
        if not isinstance(value, str) or not re.fullmatch(r"\s*([0-9A-Fa-f]{2}\s*){0,64}", value):
            raise ValueError
        return bytes.fromhex(value)

    return 'at most 64 bytes in hex, such as "1D 56 42 00"', read


_KINDS: Mapping[str, tuple[str, Callable[[object], object]]] = {
    "width": _whole(NARROWEST, WIDEST, 8),
    "dpi": _whole(150, 600),
    "image": _word(ImageCommand),
    "slice_rows": _whole(24, 960),
    "init": _hex(),
    "before_job": _hex(),
    "cut": _hex(),
    "after_cut": _hex(),
    "status": _word(StatusMode),
    "status_required": _truth(),
    "confirm": _word(Confirm),
    "clears": _truth(),
    "roll_m": _whole(1, 1000),
}
