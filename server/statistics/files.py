"""Rows as files: CSV the way the office's spreadsheet reads it, and JSON."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from server.config import Export
from server.statistics.rows import Cell, Row


def csv_lines(heads: Iterable[str], rows: Iterable[Row], form: Export) -> Iterator[bytes]:
    """Write rows the way the office's spreadsheet reads them, row by row.

    Args:
        heads: the names of the columns.
        rows: as many cells each.
        form: delimiter, decimal mark and encoding.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=form.delimiter, lineterminator="\r\n")

    def drain(encoding: str) -> bytes:
        line = text.getvalue().encode(encoding)
        text.seek(0)
        text.truncate()
        return line

    writer.writerow(heads)
    yield drain(form.encoding)
    for row in rows:
        writer.writerow([_csv_cell(cell, form) for cell in row])
        yield drain("utf-8")  # the mark of utf-8-sig stands at the beginning only


def _csv_cell(cell: Cell, form: Export) -> str | int | None:
    if isinstance(cell, float):
        return str(cell).replace(".", form.decimal)
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M:%S}"
    return cell


def write_csv(path: Path, heads: Iterable[str], rows: Iterable[Row], form: Export) -> None:
    """Write rows as CSV; arguments as for ``csv_lines``."""
    with path.open("wb") as file:
        file.writelines(csv_lines(heads, rows, form))


def as_csv(heads: Iterable[str], rows: Iterable[Row], form: Export) -> bytes:
    """Return rows as CSV; arguments as for ``csv_lines``."""
    return b"".join(csv_lines(heads, rows, form))


def write_json(
    path: Path, facts: dict[str, object], lists: dict[str, tuple[tuple[str, ...], Iterable[Row]]]
) -> None:
    """Write one JSON document, its lists row by row.

    Args:
        path: where.
        facts: what it begins with.
        lists: by name, the names of the columns and the rows: each becomes a list of objects.
    """
    with path.open("w", encoding="utf-8") as file:
        file.write("{")
        for place, (name, value) in enumerate(facts.items()):
            file.write(("," if place else "") + f"\n{_json(name)}: {_json(value)}")
        for name, (heads, rows) in lists.items():
            file.write(f",\n{_json(name)}: [")
            for place, row in enumerate(rows):
                found = dict(zip(heads, map(_json_cell, row), strict=True))
                file.write(("," if place else "") + f"\n{_json(found)}")
            file.write("\n]")
        file.write("\n}\n")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _json_cell(cell: Cell) -> str | int | float | None:
    return cell.isoformat() if isinstance(cell, datetime) else cell
