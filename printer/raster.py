"""A slip drawn as black and white dots.

Tickets are pictures because the code pages that hold Lithuanian letters have other numbers on every make of
printer, and a wrong one prints wrong letters without any error. Every ESC/POS printer prints dots alike.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont, ImageOps, UnidentifiedImageError

from printer.profile import NARROWEST, WIDEST, Profile
from printer.qr import QUIET, qr_matrix, qr_picture
from printer.slip import Line, Slip, Style, readable

_FONTS = Path(__file__).parent / "fonts"
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_NOT_A_CHARACTER = "\U0010ffff"  # no font has it, so it is drawn as the font's "missing" box

_DRAWN_FOR = 203  # dots per inch that the sizes below are given for: 8 dots to the millimetre
_SMALLEST = 24  # dots of letter size: below it, strokes of a bundled font come out a single dot wide
_SIDE = 12  # white to the left and right, dots
_TOP = 20  # the cutter already leaves about 15 mm of white above the first row
_BOTTOM = 36
_RULE_HEIGHT = 2
_BAR_PADDING = 14
_LEAST_MODULE = 3  # dots: a phone tells modules of 3 dots apart, and more are better (ISO/IEC 18004)
_LOGO_MM = 15
_PITCH = 1.28  # from one row of a paragraph to the next, as a multiple of the letter size
_RISE = 0.74  # above the base line: capital letters
_DROP = 0.22  # below it: tails and ogoneks

# Grey from anti-aliasing becomes black below this. Dithering is never used: scattered dots blur letters and
# can form bytes that a printer obeys as real-time commands.
_THRESHOLD = 150
_BLACK_BELOW = [0 if grey < _THRESHOLD else 255 for grey in range(256)]
_INK_BELOW = [255 if grey < _THRESHOLD else 0 for grey in range(256)]
_BLACK, _WHITE = 0, 1


@dataclass(frozen=True)
class _Look:
    """How a style is drawn. Sizes and white space in dots."""

    size: int
    smallest: int  # the text shrinks to this before it takes more rows than `rows`
    rows: int
    above: int  # white above the paragraph
    repeated: int  # white above it when the paragraph before has the same style
    bold: bool = False


_ANY = 1000
_LOOKS = {
    Style.LOGO: _Look(size=0, smallest=0, rows=0, above=26, repeated=26),
    Style.BAR: _Look(size=30, smallest=26, rows=1, above=26, repeated=8, bold=True),
    Style.ORGANISATION: _Look(size=29, smallest=29, rows=_ANY, above=26, repeated=12, bold=True),
    Style.LABEL: _Look(size=32, smallest=32, rows=_ANY, above=44, repeated=12),
    # Noto Sans capitals are 0.714 of the size: 203 gives figures 145 dots (18 mm) high.
    Style.NUMBER: _Look(size=203, smallest=40, rows=1, above=34, repeated=34, bold=True),
    Style.SERVICE: _Look(size=38, smallest=30, rows=2, above=44, repeated=18, bold=True),
    Style.TEXT: _Look(size=30, smallest=28, rows=3, above=28, repeated=22),
    Style.TRANSLATION: _Look(size=26, smallest=26, rows=_ANY, above=14, repeated=12),
    Style.SMALL: _Look(size=26, smallest=26, rows=_ANY, above=26, repeated=12),
    Style.QR: _Look(size=200, smallest=0, rows=0, above=8, repeated=8),  # 25 mm
    Style.CODE: _Look(size=38, smallest=30, rows=1, above=12, repeated=12, bold=True),
    Style.RULE: _Look(size=0, smallest=0, rows=0, above=30, repeated=8),
}


@dataclass(frozen=True)
class _Block:
    """A paragraph set in rows, with its place on the paper (dots from the top)."""

    style: Style
    top: int
    bottom: int
    rows: tuple[str, ...] = ()
    size: int = 0
    baseline: int = 0
    picture: Image.Image | None = None  # instead of rows; black is ink


class _Paper:
    """A roll of one width and resolution, and what is drawn at which size on it."""

    def __init__(self, width: int, dpi: int, logo: Image.Image | None) -> None:
        self.width = width
        self.logo = logo
        self._dpi = dpi
        self.side, self.top, self.bottom, self.rule, self.padding = map(
            self.scaled, (_SIDE, _TOP, _BOTTOM, _RULE_HEIGHT, _BAR_PADDING)
        )

    def scaled(self, dots: int) -> int:
        """Turn dots of 203 to the inch into this paper's."""
        return round(dots * self._dpi / _DRAWN_FOR)

    def look(self, style: Style) -> _Look:
        """Return how a style is drawn here; words are never smaller than can be read."""
        look = _LOOKS[style]
        least = _SMALLEST if look.rows else 0
        return replace(
            look,
            size=max(least, self.scaled(look.size)),
            smallest=max(least, self.scaled(look.smallest)),
            above=self.scaled(look.above),
            repeated=self.scaled(look.repeated),
        )


def draw(slip: Slip, width: int = 576, dpi: int = 203, logo: Image.Image | None = None) -> Image.Image:
    """Draw a slip as a printer will print it.

    Args:
        slip: the lines, from top to bottom.
        width: of the printed strip in dots, a multiple of 8: 576 and 512 on 80 mm paper, 384 on 58 mm.
        dpi: dots per inch. Letters are as large in millimetres at any, small print as small as can be read.
        logo: what stands where the slip has `LOGO`, from `load_logo`.

    Returns:
        A picture of mode "1" (black ink on white), `width` dots wide and as tall as the lines need.
        Characters that the fonts lack are drawn as a visible replacement.

    Raises:
        ValueError: `width` is not a multiple of 8 between 192 and 832.
    """
    if width % 8 or not NARROWEST <= width <= WIDEST:
        raise ValueError(f"a printer's width is a multiple of 8, {NARROWEST} to {WIDEST} dots, not {width}")
    paper = _Paper(width, dpi, logo)
    blocks = list(_blocks(slip, paper))
    height = (blocks[-1].bottom if blocks else paper.top) + paper.bottom
    canvas = Image.new("1", (width, height), _WHITE)
    for block in blocks:
        _paint(canvas, block, paper)
    return canvas


def load_logo(path: Path, profile: Profile) -> Image.Image:
    """Read the office's picture for the top of a ticket.

    Args:
        path: a picture in any format that Pillow reads; where it is transparent the paper shows.
        profile: the printer.

    Returns:
        Black and white dots, at most 15 mm high and as wide as the paper. Grey becomes one or the other.

    Raises:
        OSError: the file cannot be read.
        ValueError: it is not a picture, or one too large to be opened.
    """
    try:
        with Image.open(path) as picture:
            shown = ImageOps.exif_transpose(picture).convert("RGBA")
    except UnidentifiedImageError:
        raise ValueError(f"{path} is not a picture") from None
    except Image.DecompressionBombError:
        raise ValueError(f"{path} is too large a picture") from None
    white = Image.new("RGBA", shown.size, "white")
    white.alpha_composite(shown)
    grey = white.convert("L")
    side = round(2 * _SIDE * profile.dpi / _DRAWN_FOR)
    grey.thumbnail((profile.width - side, int(_LOGO_MM * profile.dpi / 25.4)))
    return grey.point(_BLACK_BELOW, "1")


def missing_glyphs(texts: Iterable[str]) -> set[str]:
    """Tell which characters the bundled fonts cannot draw.

    Args:
        texts: every wording that may come to stand on a ticket, e.g. the names of all services.

    Returns:
        The characters that would be printed as a replacement; empty when all is well.
    """
    return {char for text in texts for char in readable(text) if not _drawable(char)}


def _blocks(slip: Slip, paper: _Paper) -> Iterator[_Block]:
    """Place the paragraphs below each other; those without anything to see take no room."""
    bottom = 0
    before: Style | None = None
    for line in slip.lines:
        top = bottom + _gap(line.style, before, paper)
        block = _place(line, top, paper)
        if block is None:
            continue
        yield block
        bottom, before = block.bottom, line.style


def _gap(style: Style, before: Style | None, paper: _Paper) -> int:
    look = paper.look(style)
    if before is None:
        return paper.top
    if before is Style.QR:
        return 0  # it has white enough around it
    return look.repeated if style is before else look.above


def _place(line: Line, top: int, paper: _Paper) -> _Block | None:
    if line.style is Style.RULE:
        return _Block(line.style, top, top + paper.rule)
    if line.style in (Style.QR, Style.LOGO):
        picture = paper.logo if line.style is Style.LOGO else _code(line.text, paper)
        return _Block(line.style, top, top + picture.height, picture=picture) if picture else None
    text = _printable(line.text)
    if not text:
        return None
    look = paper.look(line.style)
    size, rows = _fit(text, look, paper.width - 2 * paper.side)
    padding = paper.padding if line.style is Style.BAR else 0
    rise, drop = round(size * _RISE), round(size * _DROP)
    if line.style is Style.NUMBER:
        rise, drop = _ink(rows, size)
    baseline = top + padding + rise
    bottom = baseline + (len(rows) - 1) * round(size * _PITCH) + drop + padding
    return _Block(line.style, top, bottom, rows, size, baseline)


def _code(text: str, paper: _Paper) -> Image.Image | None:
    """Draw a QR code that fits its size and the paper; `None` for a text that makes one too fine."""
    matrix = qr_matrix(text)
    module = min(
        -(-paper.look(Style.QR).size // max(1, len(matrix))), paper.width // (len(matrix) + 2 * QUIET)
    )
    return qr_picture(matrix, module) if matrix and module >= _LEAST_MODULE else None


def _ink(rows: tuple[str, ...], size: int) -> tuple[int, int]:
    """Measure how far the number reaches above and below its base line: white around it is for the eye."""
    font = _font(_LOOKS[Style.NUMBER].bold, size)
    rise = -font.getbbox(rows[0], anchor="ls")[1]
    drop = font.getbbox(rows[-1], anchor="ls")[3]
    return round(rise), max(0, round(drop))


def _paint(canvas: Image.Image, block: _Block, paper: _Paper) -> None:
    ink = _BLACK
    if block.style is Style.RULE:
        canvas.paste(ink, (paper.side, block.top, paper.width - paper.side, block.bottom))
    if block.style is Style.BAR:
        canvas.paste(ink, (0, block.top, paper.width, block.bottom))
        ink = _WHITE
    if block.picture:
        canvas.paste(block.picture, ((paper.width - block.picture.width) // 2, block.top))
    for index, row in enumerate(block.rows):
        shape, left, up = set_row(row, _LOOKS[block.style].bold, block.size)
        y = block.baseline + index * round(block.size * _PITCH)
        canvas.paste(ink, (paper.width // 2 - left, y - up), shape)


@lru_cache(maxsize=128)
def set_row(row: str, bold: bool, size: int) -> tuple[Image.Image, int, int]:
    """Set a row of words; most rows come again on the next ticket.

    Args:
        row: drawable characters.
        bold: the weight.
        size: of the letters, dots.

    Returns:
        The shape of the ink (mode "1", ink is 1), and how far its middle is from its left edge and its base
        line from its upper edge.
    """
    font = _font(bold, size)
    middle, up = int(font.getlength(row)) // 2 + size, 2 * size
    grey = Image.new("L", (2 * middle, 3 * size), 255)
    ImageDraw.Draw(grey).text((middle, up), row, fill=0, font=font, anchor="ms")
    left, top, right, bottom = grey.point(_INK_BELOW).getbbox() or (0, 0, 1, 1)
    return grey.crop((left, top, right, bottom)).point(_INK_BELOW, "1"), middle - left, up - top


@lru_cache(maxsize=128)
def _fit(text: str, look: _Look, limit: int) -> tuple[int, tuple[str, ...]]:
    """Find the largest size at which no word is broken and the rows are few enough."""
    size = look.size
    while size > look.smallest:
        font = _font(look.bold, size)
        if max(map(font.getlength, text.split(" "))) <= limit:
            rows = _wrap(text, font, limit)
            if len(rows) <= look.rows:
                return size, rows
        size = max(look.smallest, size * 15 // 16)
    return size, _wrap(text, _font(look.bold, size), limit)


def _wrap(text: str, font: ImageFont.FreeTypeFont, limit: float) -> tuple[str, ...]:
    """Break a text into the fewest rows that fit, and these as even as can be: no lone word at the end."""
    measured = [piece for word in text.split(" ") for piece in _pieces(word, font, limit)]
    space = font.getlength(" ")
    fewest = len(_fill(measured, space, limit))
    too_narrow, wide_enough = max(length for _, length in measured) - 1, limit
    while fewest > 1 and wide_enough - too_narrow > 2:
        middle = (too_narrow + wide_enough) / 2
        if len(_fill(measured, space, middle)) > fewest:
            too_narrow = middle
        else:
            wide_enough = middle
    return tuple(_fill(measured, space, wide_enough))


def _fill(words: list[tuple[str, float]], space: float, limit: float) -> list[str]:
    rows: list[str] = []
    used = 0.0
    for word, length in words:
        if rows and used + space + length <= limit:
            rows[-1] += f" {word}"
            used += space + length
        else:
            rows.append(word)
            used = length
    return rows


def _pieces(word: str, font: ImageFont.FreeTypeFont, limit: float) -> Iterator[tuple[str, float]]:
    """Measure a word; break one that is wider than the paper, so that every letter of it is printed."""
    if (whole := font.getlength(word)) <= limit:
        yield word, whole
        return
    start, used = 0, 0.0
    for index, char in enumerate(word):
        length = font.getlength(char)
        if index > start and used + length > limit:
            yield word[start:index], used
            start, used = index, 0.0
        used += length
    yield word[start:], used


def _printable(text: str) -> str:
    return "".join(char if _drawable(char) else _REPLACEMENT for char in readable(text))


@lru_cache(maxsize=4096)
def _drawable(char: str) -> bool:
    return all(_shape(char, bold) != _shape(_NOT_A_CHARACTER, bold) for bold in (False, True))


def _shape(char: str, bold: bool) -> tuple[tuple[int, int], bytes]:
    mask = _font(bold, 24).getmask(char)
    return mask.size, bytes(mask)


@lru_cache(maxsize=256)
def _font(bold: bool, size: int) -> ImageFont.FreeTypeFont:
    file = _FONTS / f"NotoSans-{'Bold' if bold else 'Regular'}.ttf"
    # The basic engine is always there and measures a row as the sum of its letters.
    return ImageFont.truetype(file, size, layout_engine=ImageFont.Layout.BASIC)
