"""Whether a display's letters can be read from the last seat. Pure.

Letters are as high as a hundredth of the distance for the newest call, a two-hundredth for the list:
ISO 9241-3 takes 1:155 to 1:175 for good reading, NUREG-0700 at least 1:215.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, sqrt
from types import MappingProxyType

CAPITAL = 0.727  # the height of Inter's capitals and figures, of the size of its letters
SHORT_SIDE = 9 / sqrt(16 * 16 + 9 * 9)  # of the diagonal
INCH_MM = 25.4
NEWEST, LIST = 100, 200

# What display.css draws: the smallest size of letters, in hundredths of the screen's short side.
WALL: Mapping[str, tuple[float, int]] = MappingProxyType(
    {"the newest number": (24.0, NEWEST), "the list": (5.2, LIST)}
)
COUNTER: Mapping[str, tuple[float, int]] = MappingProxyType({"the number": (40.0, NEWEST)})


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


def too_small(sizes: Mapping[str, tuple[float, int]], diagonal_in: int, seat_m: int) -> list[TooSmall]:
    """Name the letters that are too small to be read from the last seat.

    Args:
        sizes: what is drawn, ``WALL`` or ``COUNTER``.
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
