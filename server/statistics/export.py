"""The day as CSV: its tickets and its summary. Opens in a Lithuanian spreadsheet without a hitch."""

import csv
import io
import os
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from server.config import Export
from server.reception.ledger import Ledger
from server.rules.moment import MINUTE, local
from server.rules.story import stories
from server.rules.visit import Priority
from server.statistics.day import day_events, day_report
from server.statistics.report import Figures
from server.store import views
from server.words import Words

Cell = str | int | float | None

TICKET_COLUMNS = (
    "day", "number", "service", "service_name", "language", "priority", "taken", "first_called", "called",
    "calls", "counter", "ended", "outcome", "reason", "wait_min", "service_min", "paper",
)  # fmt: skip


# What the figures of a summary are: those not here are counts.
TIMES = frozenset(
    {
        "wait_avg", "wait_med", "wait_p90", "wait_max", "service_avg", "overtime", "foretold_off",
        "foretold_bias",
    }
)  # fmt: skip
SHARES = frozenset({"within", "promises_kept", "foretold_inside", "foretold_printed", "foretold_longer"})


def ticket_rows(ledger: Ledger, day: date) -> Iterator[tuple[Cell, ...]]:
    """Give a row for each ticket of a day, in order of arrival, after a row of column names.

    Nothing in it tells who came or who served (standard, 4.1). ``reason`` is a code: how serving ended if the
    clerk chose to say so, why it was refused, or that another time was offered.
    """
    zone = ledger.settings.office.timezone
    told = stories(day_events(ledger, day))
    names = {service.id: service.name["lt"] for service in ledger.settings.services}

    def clock(at: int | None) -> str:
        return "" if at is None else f"{local(at, zone):%Y-%m-%d %H:%M:%S}"

    yield TICKET_COLUMNS
    for visit in views.visits_of(ledger.connection, ledger.branch, day):
        story = told[visit.id]
        yield (
            day.isoformat(), visit.number, story.service, names.get(story.service, story.service),
            visit.language, int(visit.priority is Priority.GRANTED), clock(story.taken_at),
            clock(story.first_called_at), clock(story.called_at), story.calls, story.counter,
            clock(story.ended_at), story.status, story.reason, minutes(story.wait),
            minutes(story.service_time), story.paper,
        )  # fmt: skip


def summary_rows(ledger: Ledger, day: date, words: Words) -> Iterator[tuple[Cell, ...]]:
    """Give the day's figures, whole and by service, after a row of column names."""
    report = day_report(ledger, day)
    yield ("day", "service", "figure", "name", "value")
    for service, figures in [("", report.whole), *report.by_service.items()]:
        for key, value in summary(figures).items():
            name = words(f"stat.{key}", n=ledger.settings.queue.targets.wait_target_min)
            yield (day.isoformat(), service, key, name, value)


def summary(figures: Figures) -> dict[str, Cell]:
    """Return figures by their catalogue names: times in minutes, shares in per cent."""
    return {
        "issued": figures.issued,
        "served": figures.served,
        "noshow": figures.no_show,
        "left": figures.left,
        "other_time": figures.other_time,
        "refused": figures.refused,
        "unserved": figures.unserved,
        "at_counter": figures.at_counter,
        "transfers": figures.handed,
        "chosen": figures.chosen,
        "without_paper": figures.without_paper,
        "reprints": figures.reprints,
        "booked": figures.booked,
        "booked_came": figures.booked_came,
        "booked_missed": figures.booked_missed,
        "booked_cancelled": figures.booked_cancelled,
        "wait_avg": minutes(figures.wait_mean),
        "wait_med": minutes(figures.wait_median),
        "wait_p90": minutes(figures.wait_p90),
        "wait_max": minutes(figures.wait_max),
        "within": per_cent(figures.within_target),
        "service_avg": minutes(figures.service_mean),
        "overtime": minutes(figures.overtime),
        "promised": figures.promised,
        "promises_kept": per_cent(figures.kept),
        "foretold": figures.foretold,
        "foretold_off": minutes(figures.off),
        "foretold_bias": minutes(figures.bias),
        "foretold_inside": per_cent(figures.inside),
        "foretold_printed": per_cent(figures.printed),
        "foretold_longer": per_cent(figures.longer),
    }


def per_cent(share: float | None) -> float | None:
    """Return a share in per cent, to a tenth."""
    return None if share is None else round(share * 100, 1)


def minutes(milliseconds: float | None) -> float | None:
    """Return a time in minutes, to a hundredth."""
    return None if milliseconds is None else round(milliseconds / MINUTE, 2)


def as_csv(rows: Iterable[tuple[Cell, ...]], form: Export) -> bytes:
    """Write rows the way the office's spreadsheet reads them.

    Args:
        rows: the first one holds the column names.
        form: delimiter, decimal mark and encoding.

    Returns:
        The file's bytes.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=form.delimiter, lineterminator="\r\n")
    for row in rows:
        writer.writerow(
            [str(cell).replace(".", form.decimal) if isinstance(cell, float) else cell for cell in row]
        )
    return text.getvalue().encode(form.encoding)


def mark(rehearsal: bool) -> str:
    """Return how the files' names begin, so that rehearsed days are never taken for real ones."""
    return "rehearsal" if rehearsal else "eile"


def write_day(
    ledger: Ledger, day: date, folder: Path, words: Words, begin: str, overwrite: bool
) -> list[Path]:
    """Write a day's tickets and summary into a folder.

    Args:
        ledger: the open book.
        day: which day.
        folder: where; made when it is missing.
        words: the language of the figures' names.
        begin: how the files' names begin (see ``mark``).
        overwrite: whether files of an earlier export may be replaced.

    Returns:
        The files written.

    Raises:
        FileExistsError: a file is there and may not be replaced; nothing was written.
        OSError: the folder or a file cannot be written.
    """
    files = {
        folder / f"{begin}-{day.isoformat()}-tickets.csv": ticket_rows(ledger, day),
        folder / f"{begin}-{day.isoformat()}-summary.csv": summary_rows(ledger, day, words),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for path in files:
        if path.exists() and not overwrite:
            raise FileExistsError(path)
    for path, rows in files.items():
        _write_whole(path, as_csv(rows, ledger.settings.export))
    return list(files)


def _write_whole(path: Path, content: bytes) -> None:
    # A reader sees the old file or the new one, never a half of it.
    part = path.with_name(f".{path.name}.part")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
