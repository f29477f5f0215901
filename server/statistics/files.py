"""Files that appear whole or not at all, and never in place of another unless that is wanted."""

import csv
import io
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from server.config import Export
from server.statistics.rows import Cell, Row


@contextmanager
def whole(path: Path, *, overwrite: bool) -> Iterator[Path]:
    """Give a file to write in beside a path; when it is written, it is on disk and takes that name.

    Args:
        path: the name.
        overwrite: whether it may take the place of a file of that name.

    Raises:
        FileExistsError: there is one, and it may not; nothing has changed.
        OSError: the folder cannot be written.
    """
    if not overwrite and path.exists():
        raise FileExistsError(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        yield part
        with part.open("rb") as written:
            os.fsync(written.fileno())
        if overwrite:
            part.replace(path)
        else:
            os.link(part, path)  # unlike a move it never takes the place of another
        _flush(path.parent)
    finally:
        with suppress(FileNotFoundError):
            part.unlink()


def _flush(folder: Path) -> None:
    here = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(here)
    finally:
        os.close(here)


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
