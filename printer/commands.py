"""A picture as the bytes that an ESC/POS printer understands."""

import re
from collections.abc import Iterator

from PIL import Image

from printer.profile import ImageCommand, Profile

_MOST_BYTES = 0xFFFF - 10  # of dots that the two length bytes of GS ( L can count

# DLE EOT, DLE ENQ and DLE DC4 are obeyed on arrival, even inside graphics data (Epson, Citizen and Custom
# manuals warn of it): they ask for status, clear the buffer, open the cash drawer, switch the printer off.
_LOOK_ALIKE = re.compile(rb"\x10(?=[\x04\x05\x14])")
_ONE_DOT_MORE = (
    b"\x18"  # 0x10 with the dot beside it black too: nobody sees it, and no command begins with it
)


def encode(picture: Image.Image, profile: Profile) -> tuple[bytes, Image.Image]:
    """Turn a picture into one whole print job.

    Args:
        picture: mode "1", black ink on white, as wide as the printer.
        profile: the printer.

    Returns:
        The job: a clean start, the picture in slices that end at a white row where one is near, and one
            cut, with
        what comes after it, as the last command (commands and their order: Epson ESC/POS reference). And the
        picture as it is printed: where the dots happened to form a real-time command, one has been added.

    Raises:
        ValueError: the picture is not mode "1", is empty, or has another width.
    """
    if picture.mode != "1":
        raise ValueError(f'a ticket is a picture of mode "1", not "{picture.mode}"')
    if picture.width != profile.width or not picture.height:
        raise ValueError(f"a ticket of {picture.width} × {picture.height} dots cannot be printed")
    dots = picture.tobytes("raw", "1;I")  # a printer's order, 1 being ink
    if look_alikes(dots):
        dots = _LOOK_ALIKE.sub(_ONE_DOT_MORE, dots)
        picture = Image.frombytes("1", picture.size, dots, "raw", "1;I")
    start = profile.init + profile.before_job
    return start + b"".join(_slices(dots, profile)) + profile.cut + profile.after_cut, picture


def look_alikes(data: bytes) -> list[int]:
    """Find bytes that a printer would obey as a real-time command wherever they stand.

    Args:
        data: a whole print job.

    Returns:
        The offset of each DLE that EOT, ENQ or DC4 follows; empty for every job that `encode` made of a
        profile without such bytes of its own.
    """
    return [match.start() for match in _LOOK_ALIKE.finditer(data)]


def _slices(dots: bytes, profile: Profile) -> Iterator[bytes]:
    """Write each slice with its command; the command's own numbers must not look like another either."""
    row = profile.width // 8
    rows = len(dots) // row
    top = 0
    while top < rows:
        bottom = _seam(dots, row, top, min(profile.slice_rows, _MOST_BYTES // row))
        while look_alikes(head := _HEADS[profile.image](row, bottom - top)):
            bottom -= 1
        yield head + dots[top * row : bottom * row]
        if profile.image is ImageCommand.GRAPHICS:
            yield b"\x1d(L\x02\x00\x30\x32"  # function 50: print what is stored
        top = bottom


def _seam(dots: bytes, row: int, top: int, most: int) -> int:
    """Find where to end a slice: at a white row in its lower half, so that no seam goes through a letter."""
    rows = len(dots) // row
    if rows - top <= most:
        return rows
    for bottom in range(top + most, top + most // 2, -1):
        if not any(dots[(bottom - 1) * row : bottom * row]):
            return bottom
    return top + most


def _raster(row: int, rows: int) -> bytes:
    """GS v 0 m xL xH yL yH: bytes across, rows down."""
    return b"\x1dv0\x00" + row.to_bytes(2, "little") + rows.to_bytes(2, "little")


def _graphics(row: int, rows: int) -> bytes:
    """GS ( L function 112: store dots of normal size in colour 1; dots across, rows down."""
    across, down = (row * 8).to_bytes(2, "little"), rows.to_bytes(2, "little")
    return b"\x1d(L" + (10 + row * rows).to_bytes(2, "little") + b"\x30\x70\x30\x01\x01\x31" + across + down


_HEADS = {ImageCommand.RASTER: _raster, ImageCommand.GRAPHICS: _graphics}
