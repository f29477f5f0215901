"""The counters of a simulated day, as a planner writes them down."""

import re
from typing import BinaryIO

from server.rules.turn import Desk
from server.simulate.day import Counter
from server.simulate.seconds import milliseconds
from server.simulate.table import Column, Mistakes, read_rows

_BREAK = re.compile(r"\s*([+-]?[0-9.]+)\s*-\s*([+-]?[0-9.]+)\s*")

Breaks = tuple[tuple[int, int], ...]


def _name(cell: str) -> str:
    if not cell:
        raise ValueError("expected the counter's name")
    return cell


def _codes(cell: str) -> tuple[str, ...]:
    codes = tuple(dict.fromkeys(code.strip() for code in cell.split("+")))
    if not all(codes):
        raise ValueError('expected codes joined by "+", as A+B')
    return codes


def _languages(cell: str) -> tuple[str, ...]:
    return _codes(cell) if cell else ()


def _moment(cell: str) -> int | None:
    return milliseconds(cell) if cell else None


def _breaks(cell: str) -> Breaks:
    return tuple(_break(one) for one in cell.split("+")) if cell else ()


def _break(text: str) -> tuple[int, int]:
    found = _BREAK.fullmatch(text)
    if found is None:
        raise ValueError("expected breaks in seconds, as 240-300+600-660")
    start, end = map(milliseconds, found.groups())
    if end < start:
        raise ValueError("expected a break that ends after it starts")
    return start, end


COLUMNS = (
    Column("counter", _name),
    Column("services", _codes),
    Column("languages", _languages, absent=""),
    Column("opens_s", _moment, absent="", decimals=True),
    Column("closes_s", _moment, absent="", decimals=True),
    Column("breaks", _breaks, absent="", decimals=True),
)


def read_counters(file: BinaryIO, name: str, mistakes: Mistakes) -> list[Counter]:
    """Read counters: ``counter``, ``services``, ``languages``, ``opens_s``, ``closes_s``, ``breaks``.

    Args:
        file: CSV, open for reading bytes.
        name: what it is called in messages.
        mistakes: where to note what is wrong.

    Returns:
        The counters, in the order of the file.
    """
    before = len(mistakes.found)
    counters: dict[str, Counter] = {}
    for line, (counter, services, languages, opens, closes, breaks) in read_rows(
        file, name, COLUMNS, mistakes
    ):
        if counter in counters:
            mistakes.add(name, line, "counter", f'"{counter}" already stands in a line above')
        if opens is not None and closes is not None and closes < opens:
            mistakes.add(name, line, "closes_s", "is before opens_s")
        counters[counter] = Counter(
            name=counter, desk=Desk(services, languages), opens=opens, closes=closes, breaks=breaks
        )
    if not counters and len(mistakes.found) == before:
        mistakes.add(name, 0, "", "has no counter")
    return list(counters.values())
