"""What can be reached on an upright screen, and how large a millimetre is on it."""

from math import hypot

HIGHEST_MM = 1220  # above the floor, with nothing in the way (EN 301 549 V3.2.1, 8.3.2.1)
LEAST_SHARE = 600 / 1920  # of an upright screen's height: what the low layout needs at least
_LONG, _SHORT = 16, 9


def height_mm(diagonal_in: float, *, upright: bool = True) -> float:
    """Return how high a 16:9 screen is, millimetres.

    Args:
        diagonal_in: its diagonal, inches.
        upright: whether it stands on its short side.
    """
    side = _LONG if upright else _SHORT
    return diagonal_in * 25.4 * side / hypot(_LONG, _SHORT)


def reach_mm(diagonal_in: float, top_edge_mm: float, *, upright: bool = True) -> float:
    """Return how much of the screen, from its lower edge up, somebody in a wheelchair reaches, millimetres.

    Args:
        diagonal_in: the screen's diagonal, inches.
        top_edge_mm: how high its upper edge hangs above the floor.
        upright: whether it stands on its short side.
    """
    height = height_mm(diagonal_in, upright=upright)
    return min(height, max(0.0, HIGHEST_MM - (top_edge_mm - height)))


def highest_top_edge(diagonal_in: float) -> int:
    """Return how high the upper edge of an upright screen may hang so that its low layout is reached."""
    height = height_mm(diagonal_in)
    return int(HIGHEST_MM + height - LEAST_SHARE * height)
