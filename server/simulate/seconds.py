"""Seconds as people write them, milliseconds as we count them; nothing is ever rounded."""

import re

_SECONDS = re.compile(r"([+-]?)(?=\.?[0-9])([0-9]{0,12})(?:\.([0-9]{0,3})0*)?")
_ANY_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)")


def milliseconds(text: str) -> int:
    """Read seconds.

    Args:
        text: seconds with at most three decimals that matter, as ``12``, ``-3.5`` or ``0.001000``.

    Returns:
        Milliseconds, exactly.

    Raises:
        ValueError: it is no such number; the message says what was expected.
    """
    found = _SECONDS.fullmatch(text)
    if found is None:
        raise ValueError(_why(text))
    sign, whole, decimals = found.groups()
    value = int(whole or 0) * 1000
    if decimals:
        value += int(decimals.ljust(3, "0"))
    return -value if sign == "-" else value


def _why(text: str) -> str:
    if not _ANY_NUMBER.fullmatch(text):
        return "expected seconds"
    if len(text.lstrip("+-").partition(".")[0]) > 12:
        return "expected seconds of at most 12 digits"
    return "expected seconds with at most 3 decimals"


def seconds(value: int) -> str:
    """Write milliseconds as seconds, without superfluous zeros.

    Args:
        value: milliseconds.

    Returns:
        Seconds, as ``12``, ``12.5`` or ``-0.001``.
    """
    whole, rest = divmod(abs(value), 1000)
    sign = "-" if value < 0 else ""
    return f"{sign}{whole}.{rest:03d}".rstrip("0") if rest else f"{sign}{whole}"
