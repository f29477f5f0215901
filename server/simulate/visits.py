"""The visits to be played: read in any order, given back day by day in order of arrival.

They wait in a temporary database on disk meanwhile, so a file of any length fits.
"""

import re
import sqlite3
from collections.abc import Callable, Iterator
from itertools import groupby
from typing import BinaryIO

from server.simulate.day import Arrival
from server.simulate.progress import PROGRESS_EVERY
from server.simulate.seconds import milliseconds
from server.simulate.table import Column, Mistakes, read_rows

_WHOLE = re.compile(r"[+-]?[0-9]{1,15}")
_STATE_LANGUAGE = "lt"  # everybody speaks it, so wishing it is no wish

_TABLE = """CREATE TABLE visit (
  n INTEGER PRIMARY KEY, day INTEGER, arrives INTEGER, visit TEXT, service TEXT,
  priority INTEGER, slot INTEGER, language TEXT, serve INTEGER)"""
_INSERT = """INSERT INTO visit (day, visit, arrives, service, priority, slot, language, serve)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?)"""
_IN_ORDER = """SELECT day, visit, arrives, service, priority, slot, language, serve
  FROM visit ORDER BY day, arrives, n"""


def _day(cell: str) -> int:
    if not _WHOLE.fullmatch(cell):
        raise ValueError("expected a whole number")
    return int(cell)


def _word(cell: str) -> str:
    if not cell:
        raise ValueError("expected a name or code")
    return cell


def _priority(cell: str) -> int:
    if cell not in {"0", "1"}:
        raise ValueError("expected 0 or 1")
    return int(cell)


def _slot(cell: str) -> int | None:
    return milliseconds(cell) if cell else None


def _wish(cell: str) -> str:
    return "" if cell == _STATE_LANGUAGE else cell


def _duration(cell: str) -> int:
    value = milliseconds(cell)
    if value < 0:
        raise ValueError("expected no less than 0")
    return value


COLUMNS = (
    Column("day", _day, absent="1"),
    Column("visit", _word),
    Column("arrives_s", milliseconds, decimals=True),
    Column("service", _word),
    Column("priority", _priority),
    Column("appointment_s", _slot, absent="", decimals=True),
    Column("language", _wish, absent=""),
    Column("serve_s", _duration, decimals=True),
)


def spool_visits(
    file: BinaryIO, name: str, spool: sqlite3.Connection, mistakes: Mistakes, progress: Callable[[int], None]
) -> int:
    """Read visits into a temporary database. After the first mistake they are only looked through.

    Args:
        file: CSV with ``day``, ``visit``, ``arrives_s``, ``service``, ``priority``, ``appointment_s``,
            ``language`` and ``serve_s``, open for reading bytes.
        name: what it is called in messages.
        spool: an empty database.
        mistakes: where to note what is wrong.
        progress: told now and then how many visits are read.

    Returns:
        How many visits there are.

    Raises:
        sqlite3.Error: the database cannot take them, as when the disk is full.
    """
    spool.execute(_TABLE)
    count = 0

    def rows() -> Iterator[list[object]]:
        nonlocal count
        for _, values in read_rows(file, name, COLUMNS, mistakes):
            if not mistakes:
                count += 1
                if count % PROGRESS_EVERY == 0:
                    progress(count)
                yield values

    with spool:
        spool.executemany(_INSERT, rows())
    return count


def spooled_days(spool: sqlite3.Connection) -> Iterator[tuple[int, Iterator[Arrival]]]:
    """Give the visits back.

    Args:
        spool: where ``spool_visits`` put them.

    Yields:
        Each day, in ascending order, and who arrives on it, in order of arrival, then of the file.
        A day's arrivals must be used before the next day is asked for.
    """
    for day, rows in groupby(spool.execute(_IN_ORDER), key=lambda row: row[0]):
        yield day, (Arrival._make(row[1:]) for row in rows)


def count_days(spool: sqlite3.Connection) -> int:
    """Say on how many days somebody arrives."""
    found: int = spool.execute("SELECT count(DISTINCT day) FROM visit").fetchone()[0]
    return found
