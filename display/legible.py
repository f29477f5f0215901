"""Whether a display's letters can be read from the last seat. Pure.

Letters are as high as a hundredth of the distance for the newest call, a two-hundredth for the list:
ISO 9241-3 takes 1:155 to 1:175 for good reading, NUREG-0700 at least 1:215.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, sqrt

CAPITAL = 0.727  # the height of Inter's capitals and figures, of the size of its letters
SHORT_SIDE = 9 / sqrt(16 * 16 + 9 * 9)  # of the diagonal
INCH_MM = 25.4
NEWEST, LIST = 100, 200

WIDE, NARROW = 158.0, 92.0  # what a line across the screen holds, in hundredths of its short side

Sizes = Mapping[str, tuple[float, int]]


def breadth(number: str) -> int:
    """Say how broad a ticket's number is, in figures: Inter's M and W are half as broad again."""
    return round(len(number) + 0.4 * sum(sign in "MW" for sign in number))


def wall_sizes(longest: int) -> Sizes:
    """Say what display.css draws on a wall: the smallest letters, in hundredths of the screen's short side.

    Args:
        longest: the broadest number, in figures.

    Returns:
        By whose letters they are their size, and how many times as far away they are read.
    """
    return {
        "the newest number": (min(24.0, 1.54 * NARROW / longest), NEWEST),
        "the list": (min(5.2, 45.0 / longest), LIST),
    }


def counter_sizes(longest: int, portrait: bool) -> Sizes:
    """Say the same of one counter's own display, which may stand upright."""
    return {"the number": (min(40.0, 1.54 * (NARROW if portrait else WIDE) / longest), NEWEST)}


@dataclass(frozen=True, slots=True)
class TooSmall:
    """Letters that cannot be read well.

    Attributes:
        what: whose letters.
        high_mm: how high they are.
        needed_mm: how high they would have to be.
        diagonal_in: the screen on which they would be.
        seat_m: from how far they can be read on this one.
    """

    what: str
    high_mm: float
    needed_mm: float
    diagonal_in: int
    seat_m: float


def too_small(sizes: Sizes, diagonal_in: int, seat_m: int) -> list[TooSmall]:
    """Name the letters that are too small to be read from the last seat.

    Args:
        sizes: what is drawn.
        diagonal_in: the screen's diagonal, inches.
        seat_m: how far away the last seat is, metres.
    """
    found = []
    for what, (size, times) in sizes.items():
        share = size / 100 * CAPITAL * SHORT_SIDE * INCH_MM  # millimetres for each inch of the diagonal
        needed = seat_m * 1000 / times
        high = share * diagonal_in
        if high < needed:
            found.append(TooSmall(what, high, needed, ceil(needed / share), high * times / 1000))
    return found
