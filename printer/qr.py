"""A QR code as modules and as dots."""

import segno
from PIL import Image, ImageOps

QUIET = 4  # modules of white around a code (ISO/IEC 18004)
_MASK = 2  # one of the eight patterns that are laid over a code
_BLACK_WHERE_SET = bytes([255, 0, *range(2, 256)])


def qr_matrix(text: str) -> list[bytes]:
    """Return a QR code's modules, row by row, 1 being ink; none for no text or more than a code holds."""
    if not text:
        return []
    try:
        # Half a character, as a broken setting may hold, has no bytes of its own. Finding the handsomest of
        # the eight masks takes five times as long as all the rest, and a reader is told which one it is.
        whole = text.encode("utf-8", "replace").decode()
        code = segno.make_qr(whole, error="m", boost_error=False, mask=_MASK)
    except ValueError:
        return []
    return [bytes(row) for row in code.matrix]


def qr_picture(matrix: list[bytes], module: int) -> Image.Image:
    """Draw a QR code with the white it needs around it.

    Args:
        matrix: its modules.
        module: dots to a module.

    Returns:
        A picture of mode "1".
    """
    across = len(matrix) + 2 * QUIET
    dots = b"".join(matrix).translate(_BLACK_WHERE_SET)
    small = ImageOps.expand(Image.frombytes("L", (len(matrix), len(matrix)), dots), QUIET, 255)
    return small.resize((across * module, across * module), Image.Resampling.NEAREST).convert("1")
