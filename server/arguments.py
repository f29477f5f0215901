"""What the command line is given, read; where it cannot be read, what was expected is said."""

import argparse
from collections.abc import Callable
from datetime import date, datetime
from typing import TypeVar

T = TypeVar("T")
N = TypeVar("N", int, float)


def _told(expected: str) -> Callable[[Callable[[str], T]], Callable[[str], T]]:
    """Let the command line say what was expected where a value cannot be read."""

    def reading(read: Callable[[str], T]) -> Callable[[str], T]:
        def read_or_tell(text: str) -> T:
            try:
                return read(text)
            except ValueError:
                raise argparse.ArgumentTypeError(f'found "{text}", expected {expected}') from None

        return read_or_tell

    return reading


@_told("a port from 0 to 65535")
def port(text: str) -> int:
    """Read a port."""
    return _between(int(text), 0, 65535)


@_told("a day such as 2026-10-20")
def day(text: str) -> date:
    """Read a day."""
    return date.fromisoformat(text)


@_told("a month such as 2026-10")
def month(text: str) -> date:
    """Read a month; return its first day."""
    return date.fromisoformat(f"{text}-01")


@_told("a year such as 2026")
def year(text: str) -> date:
    """Read a year; return its first day."""
    return date.fromisoformat(f"{text}-01-01")


@_told("a time such as 2026-10-20T07:55, in a year from 2000 to 2100")
def day_time(text: str) -> datetime:
    """Read a time of the branch's clock."""
    at = datetime.fromisoformat(text)
    _between(at.year, 2000, 2100)
    return at


@_told("a speed from 0 to 3600")
def speed(text: str) -> float:
    """Read how quickly a rehearsal's clock runs."""
    return _between(float(text), 0, 3600)


def _between(value: N, low: int, high: int) -> N:
    if not low <= value <= high:
        raise ValueError
    return value
