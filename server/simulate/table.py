"""A CSV file somebody made by hand or with a spreadsheet: read row by row, every mistake told politely."""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from server.config.mistakes import Mistake, alternatives, shown

ENOUGH = 20

_Step = tuple[Callable[[str], Any], int]  # how a column is read, and where it stands


class BadInputError(Exception):
    """The input cannot be used; ``str()`` has a line for each mistake, 20 at most."""


class _EnoughMistakesError(Exception):
    """More would only tire the reader."""


@dataclass(slots=True)
class Mistakes:
    """What is wrong with the input, in the order it was found; the first 20 end the reading."""

    found: list[Mistake] = field(default_factory=list)

    def add(self, file: str, line: int, column: str, text: str) -> None:
        """Note one.

        Args:
            file: the file's name.
            line: from 1; 0 when the file as a whole is meant.
            column: its name; empty when the line as a whole is meant.
            text: what was found and what is expected.
        """
        self.found.append(Mistake(file, line, column, text))
        if len(self.found) >= ENOUGH:
            raise _EnoughMistakesError

    def __bool__(self) -> bool:
        """Say whether there are any."""
        return bool(self.found)


@contextmanager
def all_mistakes() -> Iterator[Mistakes]:
    """Collect mistakes while input is read, and tell them together at the end.

    Yields:
        Where to note them.

    Raises:
        BadInputError: there were some.
    """
    mistakes, more = Mistakes(), ""
    try:
        yield mistakes
    except _EnoughMistakesError:
        more = f"\nThese are the first {ENOUGH}; there may be more."
    if mistakes:
        raise BadInputError("\n".join(map(str, mistakes.found)) + more)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes:
        name: as it stands in the header.
        read: makes a value of a cell without spaces around; raises ``ValueError`` with what is wrong.
        absent: what is read when the whole column is absent; ``None`` when it must be there.
        decimals: whether it holds seconds. Where ``;`` separates cells, a decimal comma is read too:
            spreadsheets write both in our part of the world.
    """

    name: str
    read: Callable[[str], Any]
    absent: str | None = None
    decimals: bool = False


def read_rows(
    file: BinaryIO, name: str, columns: Sequence[Column], mistakes: Mistakes
) -> Iterator[tuple[int, list[Any]]]:
    """Read a table: UTF-8, cells separated by ``,`` or ``;``, a header first, empty lines skipped.

    Args:
        file: open for reading bytes.
        name: what it is called in messages.
        columns: those it may have, in any order.
        mistakes: where to note what is wrong; a row with a mistake is not given.

    Yields:
        A row's line, and its values in the order of ``columns``.
    """
    table = _Table(name, columns, mistakes)
    try:
        yield from table.rows(_lines(file))
    except UnicodeDecodeError:
        mistakes.add(name, table.line + 1, "", "is not UTF-8; save the file with that encoding")
    except csv.Error as trouble:
        mistakes.add(name, table.line + 1, "", f"cannot be read: {trouble}")


def _lines(file: BinaryIO) -> Iterator[str]:
    # Line by line, so that a wrong byte has a line.
    for line in file:
        yield line.decode("utf-8")


class _Table:
    def __init__(self, name: str, columns: Sequence[Column], mistakes: Mistakes) -> None:
        self.name = name
        self.columns = columns
        self.mistakes = mistakes
        self.line = 0

    def rows(self, lines: Iterator[str]) -> Iterator[tuple[int, list[Any]]]:
        header = next(lines, "").removeprefix("\ufeff")
        if not header.strip():
            self.mistakes.add(self.name, 0, "", "is empty, expected a header line")
            return
        delimiter = ";" if header.count(";") > header.count(",") else ","
        names = [cell.strip() for cell in next(csv.reader([header], delimiter=delimiter))]
        self.line = 1
        if self._knows(names):
            yield from self._values(lines, names, delimiter)

    def _knows(self, names: list[str]) -> bool:
        known = [column.name for column in self.columns]
        before = len(self.mistakes.found)
        for place, name in enumerate(names):
            if name not in known:
                left = [other for other in known if other not in names]
                text = f'unknown column "{shown(name)}"{alternatives(name, left or known)}'
                self.mistakes.add(self.name, 1, "", text)
            elif name in names[:place]:
                self.mistakes.add(self.name, 1, "", f'column "{name}" stands here twice')
        for column in self.columns:
            if column.absent is None and column.name not in names:
                self.mistakes.add(self.name, 1, "", f'column "{column.name}" is missing')
        return len(self.mistakes.found) == before

    def _values(
        self, lines: Iterable[str], names: list[str], delimiter: str
    ) -> Iterator[tuple[int, list[Any]]]:
        missing = [column for column in self.columns if column.name not in names]
        absent = [column.absent or "" for column in missing]
        order = [*names, *(column.name for column in missing)]
        comma = delimiter == ";"
        reads = [_with_comma(one.read) if comma and one.decimals else one.read for one in self.columns]
        plan = [(read, order.index(column.name)) for read, column in zip(reads, self.columns, strict=True)]
        rows = csv.reader(lines, delimiter=delimiter)
        for cells in rows:
            self.line = rows.line_num + 1
            values = None
            if len(cells) == len(names):
                cells.extend(absent)
                with suppress(ValueError):  # the usual case must be quick; what is wrong is found out after
                    values = [read(cells[place].strip()) for read, place in plan]
            if values is not None:
                yield self.line, values
            else:
                self._explain(cells, plan, len(names), len(order))

    def _explain(self, cells: list[str], plan: list[_Step], width: int, whole: int) -> None:
        if not any(cell.strip() for cell in cells[:width]):
            return
        if len(cells) != whole:
            self.mistakes.add(self.name, self.line, "", f"found {len(cells)} cells, expected {width}")
            return
        for column, (read, place) in zip(self.columns, plan, strict=True):
            cell = cells[place].strip()
            try:
                read(cell)
            except ValueError as why:
                found = f'"{shown(cell)}"' if cell else "nothing"
                self.mistakes.add(self.name, self.line, column.name, f"found {found}, {why}")


def _with_comma(read: Callable[[str], Any]) -> Callable[[str], Any]:
    return lambda cell: read(cell.replace(",", "."))
