"""The folder that each day's files are written to by themselves, and how long they stay there (4.4)."""

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from server.rules.periods import Length, period
from server.statistics.export import OF_TICKETS, Exporter, Kind, begin_of, named
from server.whole import whole

_OURS = re.compile(r"(?:eile|rehearsal)-(\d{4}-\d\d-\d\d)-([a-z]+)(?:-\d+)?\.([a-z]+)")


def write_day(
    exporter: Exporter, day: date, kinds: Iterable[Kind], folder: Path, *, rehearsal: bool
) -> list[Path]:
    """Write a day's files. One that is there stays as it is: a file with other contents is put beside it.

    Args:
        exporter: of that day.
        day: which day.
        kinds: which files.
        folder: where.
        rehearsal: whether the day was rehearsed.

    Returns:
        The new files: none of those that were there already, just the same.

    Raises:
        NoParquet, OSError: as ``Exporter.write`` does.
    """
    begin = f"{begin_of(rehearsal)}-{named(period(Length.DAY, day))}"
    written = []
    for kind in kinds:
        content = exporter.content(kind)  # of one day
        if path := _free(folder, f"{begin}-{kind}", content):
            with whole(path, overwrite=False) as part:
                part.write_bytes(content)
            written.append(path)
    return written


def _free(folder: Path, name: str, content: bytes) -> Path | None:
    stem, _, end = name.partition(".")
    for place in range(1, 1000):
        path = folder / (name if place == 1 else f"{stem}-{place}.{end}")
        if not path.exists():
            return path
        if path.read_bytes() == content:
            return None
    raise FileExistsError(folder / name)


def outlived(folder: Path, tickets_from: date, totals_from: date) -> list[Path]:
    """Return the files of that folder that are older than what they tell of may be kept.

    Args:
        folder: the folder.
        tickets_from: the first day whose tickets are kept.
        totals_from: the first day whose totals are.
    """
    found = []
    for path in sorted(folder.glob("*")) if folder.is_dir() else ():
        if match := _OURS.fullmatch(path.name):
            of_tickets = f"{match[2]}.{match[3]}" in OF_TICKETS
            if date.fromisoformat(match[1]) < (tickets_from if of_tickets else totals_from):
                found.append(path)
    return found
