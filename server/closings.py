"""The last half hour in words: how many will still be served (standard, 20.2)."""

from server.reception.closing import Notice
from server.words import Words


def served_text(words: Words, notice: Notice) -> str:
    """Say how many of those who wait for a group of counters will still be served, and the last number.

    Args:
        words: the language.
        notice: the group's.
    """
    if notice.everybody:
        return words("closing.all_served")
    if not notice.served:
        return words("closing.none_served")
    return f"{words.count('closing.still_served', notice.served)} {words('closing.last', number=notice.last)}"
