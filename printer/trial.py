"""The test print: shows whether width, letters, codes and cut are right."""

from collections.abc import Iterator, Sequence

from PIL import Image

from printer.profile import Profile
from printer.qr import qr_matrix, qr_picture
from printer.raster import draw, set_row
from printer.sheet import Sheet, finish
from printer.slip import RULE, Line, Slip, Style

ALPHABETS = (
    "AĄBCČDEĘĖFGHIĮYJKLMNOPRSŠTUŲŪVZŽ aąbcčdeęėfghiįyjklmnoprsštuųūvzž",
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ abcdefghijklmnopqrstuvwxyz 0123456789",
    "АБВГҐДЕЄЖЗИІЇЙКЛМ НОПРСТУФХЦЧШЩЬЮЯ абвгґдеєжзиіїйклмн опрстуфхцчшщьюя",
    "АБВГДЕЁЖЗИЙКЛМН ОПРСТУФХЦЧШЩЪЫЬЭЮЯ абвгдеёжзийклмно прстуфхцчшщъыьэюя",
)

_MODULES = (4, 5, 6)  # dots; 4 is half a millimetre, the least for thermal paper (Denso Wave)
_MM = 25.4
_EDGE = 12  # dots of white


def trial_sheet(profile: Profile, heading: str, address: str, notes: Sequence[str] = ()) -> Sheet:
    """Draw the test print: heading, ruler over the whole width, alphabets, a number, QR codes, cut.

    The ruler's outer strokes are the first and last column of dots: when one is missing, `width` is wrong.
    Its numbers are centimetres: when they are not, `dpi` is.

    Args:
        profile: the printer.
        heading: the words at the top.
        address: what the QR codes hold: as long as on a ticket.
        notes: small print below the heading, such as what the printer answered.

    Returns:
        The test print.
    """
    top = [Line(heading, Style.ORGANISATION), *(Line(note, Style.SMALL) for note in notes)]
    letters = [Line("A017", Style.NUMBER), *(Line(alphabet, Style.SMALL) for alphabet in ALPHABETS), RULE]
    parts = [
        draw(Slip(tuple(top)), profile.width, profile.dpi),
        _ruler(profile),
        draw(Slip(tuple(letters)), profile.width, profile.dpi),
        *_codes(address, profile.width),
    ]
    paper = Image.new("1", (profile.width, sum(part.height for part in parts)), 1)
    y = 0
    for part in parts:
        paper.paste(part, (0, y))
        y += part.height
    return finish(paper, profile)


def _ruler(profile: Profile) -> Image.Image:
    """Draw a stroke for each millimetre, a longer one with its number for each centimetre, and both edges."""
    size = max(24, profile.dpi // 8)
    long, short = size, size // 2
    picture = Image.new("1", (profile.width, long + 2 * size), 1)
    for millimetre in range(int(profile.width * _MM / profile.dpi) + 1):
        x = round(millimetre * profile.dpi / _MM)
        picture.paste(0, (x, 0, x + 2, short if millimetre % 10 else long))
        if millimetre % 10 == 0:
            shape, middle, up = set_row(str(millimetre // 10), False, size)
            left = min(max(0, x - middle), profile.width - shape.width)
            picture.paste(0, (left, long + round(1.3 * size) - up), shape)
    for x in (0, profile.width - 2):
        picture.paste(0, (x, 0, x + 2, long))
    return picture


def _codes(address: str, width: int) -> Iterator[Image.Image]:
    """Draw the code in three sizes, with the dots to a module beside each."""
    matrix = qr_matrix(address)
    for module in _MODULES if matrix else ():
        code = qr_picture(matrix, module)
        row = Image.new("1", (width, code.height), 1)
        row.paste(code, ((width - code.width) // 2, 0))
        shape, _, up = set_row(str(module), True, 30)
        row.paste(0, (_EDGE, code.height // 2 - up // 2), shape)
        if code.width <= width:
            yield row
