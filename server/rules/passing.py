"""Letting the next one pass: a visitor who is not ready yet gives up one place, not all of them."""

from collections.abc import Iterable

AT_MOST = 2  # how often one visitor may let somebody pass

Place = tuple[int, int]  # a turn's key and its visit: what two turns are compared by


def right_behind(hers: Place, others: Iterable[Place]) -> int | None:
    """Say from when a visitor counts once she has let one person pass.

    Nobody else's place changes, and only who stood right behind her comes before her now (apart from
    those who count from the very same millisecond as that one).

    Args:
        hers: her place.
        others: the places of those who could be called instead of her, in any order; those ahead of
            her may be among them.

    Returns:
        The smallest key, milliseconds UTC, that puts her behind the next one; ``None`` when nobody
        stands behind her.
    """
    following = min((place for place in others if place > hers), default=None)
    if following is None:
        return None
    key, visit = following
    return key if hers[1] > visit else key + 1
