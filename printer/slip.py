"""A ticket as lines of words. Plain Python: what stands on the paper, not how it is drawn or sent."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

_BREAKABLE_SPACE = re.compile(r"[^\S\u00a0\u202f]+")
_DROPPED = {"Cc", "Cf", "Cs", "Mn", "Me"}


class Style(StrEnum):
    """What a line is for; the drawing gives each its size, weight and white space."""

    LOGO = "logo"  # the office's picture, where the printer has one; its text is not drawn
    BAR = "bar"  # white on a black bar: rehearsal, copy, priority
    ORGANISATION = "organisation"
    LABEL = "label"  # the words above the number
    NUMBER = "number"
    SERVICE = "service"
    TEXT = "text"
    TRANSLATION = "translation"  # the visitor's language, below the Lithuanian and never larger
    SMALL = "small"
    QR = "qr"  # a QR code that holds the text, letter for letter
    CODE = "code"  # what is typed letter by letter
    RULE = "rule"  # a thin horizontal rule; its text is not drawn


@dataclass(frozen=True)
class Line:
    """One paragraph of a ticket, wrapped when it is drawn.

    Args:
        text: any words; `readable` makes them safe when they are drawn.
        style: what the line is for.
    """

    text: str
    style: Style


RULE = Line("", Style.RULE)
LOGO = Line("", Style.LOGO)


@dataclass(frozen=True)
class Slip:
    """A whole ticket, ready to be drawn.

    Args:
        lines: from the top of the paper to the bottom, in the caller's words and order.
    """

    lines: tuple[Line, ...]


def readable(text: str) -> str:
    """Make any text safe to draw and to wrap.

    Args:
        text: words from the configuration or a database, in any state.

    Returns:
        The text composed (Unicode NFC), each run of white space folded to one space, no-break spaces kept,
        without control and format characters and without marks that have no composed letter.
    """
    folded = _BREAKABLE_SPACE.sub(" ", text)
    composed = unicodedata.normalize("NFC", folded)
    kept = "".join(char for char in composed if unicodedata.category(char) not in _DROPPED)
    # Dropping a character may leave two spaces side by side, or bring a letter and its mark together.
    return _BREAKABLE_SPACE.sub(" ", kept).strip()
