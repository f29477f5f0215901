"""A picture as the bytes that an ESC/POS printer understands."""

import logging
import os
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image

SLICE_ROWS = 128
CUT = b"\x1dV\x42\x00"  # GS V 66 0: feed to the cutter and cut, without further feeding
_WIDEST = 2040  # dots; wider than any ticket printer, and the width in bytes stays below 256

# DLE EOT, DLE ENQ and DLE DC4 are obeyed on arrival, even inside graphics data (Epson, Citizen and Custom
# manuals warn of it): they ask for status, clear the buffer, open the cash drawer, switch the printer off.
_LOOK_ALIKE = re.compile(rb"\x10(?=[\x04\x05\x14])")
_ONE_DOT_MORE = (
    b"\x18"  # 0x10 with the dot beside it black too: nobody sees it, and no command begins with it
)


@contextmanager
def _unchanged_surroundings() -> Iterator[None]:
    """Undo what importing python-escpos 3.1 does to the process and to the disk.

    It keeps a copy of its printer list as a pickle. A pickle that a power cut left half written would stop
    the import for good, so none is read and the new one is removed. It also calls `logging.basicConfig`.
    """
    cache = os.environ.pop("ESCPOS_CAPABILITIES_PICKLE_DIR", None)
    root = logging.getLogger()
    handlers, known = root.handlers[:], set(sys.modules)
    try:
        yield
    finally:
        root.handlers[:] = handlers
        if cache is not None:
            os.environ["ESCPOS_CAPABILITIES_PICKLE_DIR"] = cache
    if "escpos.capabilities" not in known:
        shutil.rmtree(sys.modules["escpos.capabilities"].pickle_dir, ignore_errors=True)


with _unchanged_surroundings():
    from escpos.capabilities import Profile
    from escpos.printer import Dummy


def encode(image: Image.Image) -> bytes:
    """Turn a picture into one whole print job.

    Args:
        image: mode "1", black ink on white, its width in dots a multiple of 8 that suits the printer.

    Returns:
        ESC @ (clean state), the picture as GS v 0 slices of at most 128 rows (small slices bound the damage
        when a job breaks off), and one cut as the last command. Commands and their order: Epson ESC/POS
        reference. Where the dots happen to form a real-time command, one dot has been added.

    Raises:
        ValueError: the picture is not mode "1", is empty, or has an unfit width.
    """
    if image.mode != "1":
        raise ValueError(f'a ticket is a picture of mode "1", not "{image.mode}"')
    if image.width % 8 or not 0 < image.width <= _WIDEST or not image.height:
        raise ValueError(f"a ticket of {image.width} × {image.height} dots cannot be printed")
    # A new object for each ticket: it would remember the state in which the last one left the printer.
    printer = Dummy(profile=_profile(image.width))
    printer.hw("INIT")
    for piece in _slices(_without_look_alikes(image)):
        printer.image(piece, impl="bitImageRaster", fragment_height=SLICE_ROWS)
    job: bytes = printer.output + CUT
    return job


def look_alikes(data: bytes) -> list[int]:
    """Find bytes that a printer would obey as a real-time command wherever they stand.

    Args:
        data: a whole print job.

    Returns:
        The offset of each DLE that EOT, ENQ or DC4 follows; empty for every job that `encode` made.
    """
    return [match.start() for match in _LOOK_ALIKE.finditer(data)]


def _without_look_alikes(image: Image.Image) -> Image.Image:
    """Add a dot wherever two bytes of the picture are a command; "1;I" is a printer's order, 1 being ink."""
    dots = image.tobytes("raw", "1;I")
    return Image.frombytes("1", image.size, _LOOK_ALIKE.sub(_ONE_DOT_MORE, dots), "raw", "1;I")


def _slices(image: Image.Image) -> Iterator[Image.Image]:
    """Cut the picture here: python-escpos would convert all of it once more before cutting it."""
    for top in range(0, image.height, SLICE_ROWS):
        yield image.crop((0, top, image.width, min(top + SLICE_ROWS, image.height)))


def _profile(width: int) -> Profile:
    """Tell python-escpos the width: not knowing it, it prints a note on stdout with every picture."""
    profile = Profile()
    profile.profile_data = {**profile.profile_data, "media": {"width": {"pixels": width}}}
    return profile
