"""What a printer would put on paper: reads print jobs back, for the virtual printer's page."""

import io
from collections.abc import Iterator

from PIL import Image

_LINE_FEED = 30  # dots: the line spacing of 1/6 inch that printers start with, at 180 dpi


def render(data: bytes) -> Image.Image:
    """Show the paper that a print job gives.

    Args:
        data: bytes as sent to a printer. Understood is what tickets are made of (Epson ESC/POS reference):
            ESC @, pictures by GS v 0 in normal size and GS ( L, GS V, ESC i and ESC m, LF, ESC d and NUL.

    Returns:
        A picture of mode "1", black on white, as wide as the widest slice.

    Raises:
        ValueError: an unknown command, named with its offset; a command or slice that breaks off; no dots.
    """
    slices = list(_slices(data))
    width = max((piece.width for piece in slices), default=0)
    if not width:
        raise ValueError("nothing to see in this print job")
    paper = Image.new("1", (width, sum(piece.height for piece in slices)), 1)
    y = 0
    for piece in slices:
        paper.paste(piece, (0, y))
        y += piece.height
    return paper


def png(image: Image.Image) -> bytes:
    """Pack a picture for a web page.

    Args:
        image: any picture, e.g. from `render`.

    Returns:
        A PNG file, packed as small as Pillow can.
    """
    file = io.BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()


def _slices(data: bytes) -> Iterator[Image.Image]:
    at = 0
    while at < len(data):
        if data[at] == 0x00:  # means nothing
            at += 1
        elif data[at] == 0x0A:
            yield Image.new("1", (0, _LINE_FEED))
            at += 1
        elif data.startswith(b"\x1bd", at) and at + 2 < len(data):
            yield Image.new("1", (0, _LINE_FEED * data[at + 2]))
            at += 3
        elif data.startswith((b"\x1b@", b"\x1bi", b"\x1bm"), at):
            at += 2
        elif data.startswith(b"\x1dv0", at):
            piece, at = _raster(data, at)
            yield piece
        elif data.startswith(b"\x1d(L", at):
            stored, at = _graphics(data, at)
            yield from stored
        elif data.startswith(b"\x1dV", at):
            at = _after_cut(data, at)
        else:
            raise ValueError(f"unknown command {data[at : at + 3].hex(' ')} at byte {at}")


def _graphics(data: bytes, at: int) -> tuple[list[Image.Image], int]:
    """Read GS ( L pL pH and the dots that it stores; function 50, which prints them, follows."""
    start = at + 5
    length = int.from_bytes(data[at + 3 : start], "little")
    stored = data[start : start + length]
    if stored[1:2] in (b"\x02", b"\x32"):
        return [], start + length
    if len(stored) != length or stored[:6] != b"\x30\x70\x30\x01\x01\x31":
        raise ValueError(f"unknown graphics at byte {at}")
    width, rows = int.from_bytes(stored[6:8], "little"), int.from_bytes(stored[8:10], "little")
    return [_dots(stored[10:], width, rows, at)], start + length


def _raster(data: bytes, at: int) -> tuple[Image.Image, int]:
    """Read GS v 0 m xL xH yL yH and its dots, a 1 bit being ink."""
    start = at + 8
    header = data[at + 3 : start]
    if len(header) < 5 or header[0] not in (0, 0x30):
        raise ValueError(f"unknown size in the picture at byte {at}")
    row, rows = int.from_bytes(header[1:3], "little"), int.from_bytes(header[3:5], "little")
    return _dots(data[start : start + row * rows], row * 8, rows, at), start + row * rows


def _dots(dots: bytes, width: int, rows: int, at: int) -> Image.Image:
    if len(dots) < width // 8 * rows or not dots:
        raise ValueError(f"the picture at byte {at} breaks off")
    return Image.frombytes("1", (width, rows), dots, "raw", "1;I")


def _after_cut(data: bytes, at: int) -> int:
    """Skip GS V m, or GS V m n for the kinds that feed first."""
    kind = data[at + 2 : at + 3]
    if kind in (b"\x00", b"\x01", b"0", b"1"):
        return at + 3
    if kind in (b"\x41", b"\x42") and at + 3 < len(data):
        return at + 4
    raise ValueError(f"unknown cut {data[at : at + 4].hex(' ')} at byte {at}")
