"""A slip drawn as black and white dots.

Tickets are pictures because the code pages that hold Lithuanian letters have other numbers on every make of
printer, and a wrong one prints wrong letters without any error. Every ESC/POS printer prints dots alike.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import segno
from PIL import Image, ImageDraw, ImageFont

from printer.slip import Slip, Style, readable

NARROWEST = 192
WIDEST = 1280

_FONTS = Path(__file__).parent / "fonts"
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_NOT_A_CHARACTER = "\U0010ffff"  # no font has it, so it is drawn as the font's "missing" box

_SIDE = 12  # white to the left and right, dots
_TOP = 20  # the cutter already leaves about 15 mm of white above the first row
_BOTTOM = 36
_RULE_HEIGHT = 2
_BAR_PADDING = 14
_QUIET = 4  # modules of white around a QR code
_PITCH = 1.28  # from one row of a paragraph to the next, as a multiple of the letter size
_RISE = 0.74  # above the base line: capital letters
_DROP = 0.22  # below it: tails and ogoneks

# Grey from anti-aliasing becomes black below this. Dithering is never used: scattered dots blur letters and
# can form bytes that a printer obeys as real-time commands.
_THRESHOLD = 150
_BLACK_BELOW = [0 if grey < _THRESHOLD else 255 for grey in range(256)]


@dataclass(frozen=True)
class _Look:
    """How a style is drawn. Sizes and white space in dots, 8 dots to the millimetre at 203 dpi."""

    size: int
    smallest: int  # the text shrinks to this before it takes more rows than `rows`
    rows: int
    above: int  # white above the paragraph
    repeated: int  # white above it when the paragraph before has the same style
    bold: bool = False


_ANY = 1000
_LOOKS = {
    Style.BAR: _Look(size=30, smallest=26, rows=1, above=26, repeated=8, bold=True),
    Style.ORGANISATION: _Look(size=29, smallest=29, rows=_ANY, above=26, repeated=12, bold=True),
    Style.LABEL: _Look(size=32, smallest=32, rows=_ANY, above=44, repeated=12),
    # Noto Sans capitals are 0.714 of the size: 203 gives figures 145 dots (18 mm) high.
    Style.NUMBER: _Look(size=203, smallest=40, rows=1, above=34, repeated=34, bold=True),
    Style.SERVICE: _Look(size=38, smallest=30, rows=2, above=44, repeated=18, bold=True),
    Style.TEXT: _Look(size=30, smallest=28, rows=3, above=28, repeated=22),
    Style.TRANSLATION: _Look(size=26, smallest=26, rows=_ANY, above=14, repeated=12),
    Style.SMALL: _Look(size=26, smallest=26, rows=_ANY, above=26, repeated=12),
    # 200 dots are 25 mm; a phone tells modules of 3 dots apart, and more are better (ISO/IEC 18004).
    Style.QR: _Look(size=200, smallest=3, rows=0, above=8, repeated=8),
    Style.CODE: _Look(size=38, smallest=30, rows=1, above=12, repeated=12, bold=True),
    Style.RULE: _Look(size=0, smallest=0, rows=0, above=30, repeated=8),
}


@dataclass(frozen=True)
class _Block:
    """A paragraph set in rows, with its place on the paper (dots from the top)."""

    style: Style
    rows: tuple[str, ...]
    size: int
    top: int
    baseline: int
    bottom: int
    modules: tuple[bytes, ...] = ()  # of a QR code, row by row, 1 being ink; `size` is the dots of one


def draw(slip: Slip, width: int = 576) -> Image.Image:
    """Draw a slip as a printer will print it.

    Args:
        slip: the lines, from top to bottom.
        width: of the printed strip in dots, a multiple of 8: 576 and 512 on 80 mm paper, 384 on 58 mm.

    Returns:
        A picture of mode "1" (black ink on white), `width` dots wide and as tall as the lines need.
        Characters that the fonts lack are drawn as a visible replacement.

    Raises:
        ValueError: `width` is not a multiple of 8 between 192 and 1280.
    """
    if width % 8 or not NARROWEST <= width <= WIDEST:
        raise ValueError(f"a printer's width is a multiple of 8, {NARROWEST} to {WIDEST} dots, not {width}")
    blocks = list(_blocks(slip, width))
    height = (blocks[-1].bottom if blocks else _TOP) + _BOTTOM
    canvas = Image.new("L", (width, height), 255)
    pen = ImageDraw.Draw(canvas)
    for block in blocks:
        _paint(pen, block, width)
    return canvas.point(_BLACK_BELOW, "1")


def missing_glyphs(texts: Iterable[str]) -> set[str]:
    """Tell which characters the bundled fonts cannot draw.

    Args:
        texts: every wording that may come to stand on a ticket, e.g. the names of all services.

    Returns:
        The characters that would be printed as a replacement; empty when all is well.
    """
    return {char for text in texts for char in readable(text) if not _drawable(char)}


def _blocks(slip: Slip, width: int) -> Iterator[_Block]:
    """Place the paragraphs below each other; those without anything to see take no room."""
    bottom = 0
    before: Style | None = None
    for line in slip.lines:
        top = bottom + _gap(line.style, before)
        text = _printable(line.text)
        if line.style is Style.QR:
            block = _place_code(line.text, top, width)
        elif text or line.style is Style.RULE:
            block = _place(text, line.style, top, width)
        else:
            block = None
        if block is None:
            continue
        yield block
        bottom, before = block.bottom, line.style


def _gap(style: Style, before: Style | None) -> int:
    look = _LOOKS[style]
    if before is None:
        return _TOP
    if before is Style.QR:
        return 0  # it has white enough around it
    return look.repeated if style is before else look.above


def _place(text: str, style: Style, top: int, width: int) -> _Block:
    if style is Style.RULE:
        return _Block(style, (), 0, top, top, top + _RULE_HEIGHT)
    look = _LOOKS[style]
    size, rows = _fit(text, look, width - 2 * _SIDE)
    padding = _BAR_PADDING if style is Style.BAR else 0
    rise, drop = _ink(rows, size) if style is Style.NUMBER else (round(size * _RISE), round(size * _DROP))
    baseline = top + padding + rise
    bottom = baseline + (len(rows) - 1) * round(size * _PITCH) + drop + padding
    return _Block(style, rows, size, top, baseline, bottom)


def _place_code(text: str, top: int, width: int) -> _Block | None:
    """Size a QR code in whole dots; `None` for a text that makes one too fine for this paper."""
    if not text:
        return None
    look = _LOOKS[Style.QR]
    try:
        # Half a character, as a broken setting may hold, has no bytes of its own.
        code = segno.make_qr(text.encode("utf-8", "replace").decode(), error="m", boost_error=False)
    except ValueError:  # more than any code holds
        return None
    modules = tuple(bytes(row) for row in code.matrix)
    dots = min(-(-look.size // len(modules)), width // (len(modules) + 2 * _QUIET))
    if dots < look.smallest:
        return None
    return _Block(Style.QR, (), dots, top, top, top + dots * (len(modules) + 2 * _QUIET), modules)


def _ink(rows: tuple[str, ...], size: int) -> tuple[int, int]:
    """Measure how far the number reaches above and below its base line: white around it is for the eye."""
    font = _font(_LOOKS[Style.NUMBER].bold, size)
    rise = -font.getbbox(rows[0], anchor="ls")[1]
    drop = font.getbbox(rows[-1], anchor="ls")[3]
    return round(rise), max(0, round(drop))


def _paint(pen: ImageDraw.ImageDraw, block: _Block, width: int) -> None:
    ink = 0
    if block.style is Style.RULE:
        pen.rectangle((_SIDE, block.top, width - _SIDE - 1, block.bottom - 1), fill=ink)
    if block.style is Style.BAR:
        pen.rectangle((0, block.top, width, block.bottom - 1), fill=ink)
        ink = 255
    left = (width - block.size * len(block.modules)) // 2
    for down, modules in enumerate(block.modules):
        y = block.top + block.size * (_QUIET + down)
        for along, black in enumerate(modules):
            if black:
                x = left + block.size * along
                pen.rectangle((x, y, x + block.size - 1, y + block.size - 1), fill=ink)
    for index, row in enumerate(block.rows):
        y = block.baseline + index * round(block.size * _PITCH)
        font = _font(_LOOKS[block.style].bold, block.size)
        pen.text((width // 2, y), row, fill=ink, font=font, anchor="ms")


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
    pieces = [piece for word in text.split(" ") for piece in _pieces(word, font, limit)]
    measured = [(piece, font.getlength(piece)) for piece in pieces]
    space = font.getlength(" ")
    fewest = len(_fill(measured, space, limit))
    too_narrow, wide_enough = max(length for _, length in measured) - 1, limit
    while wide_enough - too_narrow > 2:
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


def _pieces(word: str, font: ImageFont.FreeTypeFont, limit: float) -> Iterator[str]:
    """Break a word that is wider than the paper, so that every letter of it is printed."""
    start, used = 0, 0.0
    for index, char in enumerate(word):
        length = font.getlength(char)
        if index > start and used + length > limit:
            yield word[start:index]
            start, used = index, 0.0
        used += length
    yield word[start:]


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
