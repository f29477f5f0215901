"""The commands about figures and what is kept: ``eile export``, ``purge``, ``backup`` and ``audit``."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from server import backups
from server.arguments import day, month, year
from server.clock import Clock
from server.config import ExportFormat, Settings
from server.forecast.lessons import LEARN_FROM
from server.nightly import teach
from server.reception import purging
from server.reception.ledger import Ledger
from server.reception.staff_log import first_broken, staff_log
from server.rules.chain import StaffAct
from server.rules.moment import local
from server.rules.periods import Length, Period, period
from server.simulate.progress import Progress
from server.spool.spool import pictures_of_before
from server.statistics import folder
from server.statistics.export import KINDS, Exporter, NoParquet, begin_of, named
from server.store.database import Database
from server.store.staff_log import entries as log_entries
from server.words import STAFF_LANGUAGES, Words

REHEARSED = "rehearsal"  # beside real days, what is rehearsed has a directory of its own


class Stop(Exception):  # noqa: N818 - an answer for the person at the command line
    """The command cannot be carried out; the argument says why."""


def add_export(command: argparse.ArgumentParser) -> None:
    """Add the arguments of ``eile export``."""
    which = command.add_mutually_exclusive_group(required=True)
    which.add_argument("--day", type=day, help="YYYY-MM-DD")
    which.add_argument("--week", type=day, help="any day of it")
    which.add_argument("--month", type=month, help="YYYY-MM")
    which.add_argument("--year", type=year, help="YYYY")
    which.add_argument("--from", dest="first", type=day, help="the first day of a range")
    command.add_argument("--to", dest="last", type=day, help="its last day (default: the same)")
    command.add_argument("--out", type=Path, required=True, help="the folder to write into")
    command.add_argument(
        "--format",
        dest="formats",
        action="append",
        type=ExportFormat,
        choices=list(ExportFormat),
        help="what to write; may be given several times (default: from the config)",
    )
    command.add_argument("--lang", choices=STAFF_LANGUAGES, default="lt", help="its words (default lt)")
    command.add_argument("--overwrite", action="store_true", help="replace the files of an earlier export")


def _wanted_period(wanted: argparse.Namespace) -> Period:
    if wanted.last and not wanted.first:
        raise Stop("--to is the last day of a range: it goes with --from.")
    if wanted.first:
        last = wanted.last or wanted.first
        if last < wanted.first:
            raise Stop(f"--to {last} is before --from {wanted.first}.")
        return Period(Length.RANGE, wanted.first, last)
    given = ((one, getattr(wanted, one)) for one in Length if one is not Length.RANGE)
    return next(period(length, day) for length, day in given if day)


def run_export(wanted: argparse.Namespace, settings: Settings, words: dict[str, Words]) -> list[Path]:
    """Write the files of a period.

    Args:
        wanted: the command line.
        settings: the office.
        words: what we say, by language.

    Returns:
        The files.

    Raises:
        Stop: they cannot be written.
    """
    chosen = _wanted_period(wanted)
    formats = wanted.formats or settings.export.formats
    kinds = [kind for one in dict.fromkeys(formats) for kind in KINDS[one]]
    with opened(wanted.data) as database:
        begin = begin_of(rehearsal=database.kind() == "rehearsal")
        with database.read() as connection:
            ledger = Ledger(connection, settings, Clock().now())
            progress = Progress(sys.stderr)
            exporter = Exporter(
                ledger, chosen, words[wanted.lang], lambda done, of: progress.tell("exporting", done, of)
            )
            try:
                written = exporter.write(kinds, wanted.out, begin, overwrite=wanted.overwrite)
            except FileExistsError as there:
                why = f"{there} is there already; nothing was written. Add --overwrite to replace it."
                raise Stop(why) from None
            except NoParquet:
                raise Stop('Parquet needs pyarrow: install "eile[parquet]".') from None
            finally:
                progress.close()
        note(database, settings, StaffAct.EXPORT, f"{named(chosen)} {' '.join(formats)}")
    return written


def no_days(data: Path) -> str:
    """Say that a data directory holds no days, and where there may be some."""
    if (data / REHEARSED / "eile.db").exists():
        return f"There are no real days in {data}, but a rehearsal: to take it, add --data {data / REHEARSED}"
    return f"There are no days in {data}. Choose another directory with --data."


@contextmanager
def opened(data: Path) -> Iterator[Database]:
    """Give the database of a data directory that has one.

    Raises:
        Stop: it has none.
    """
    if not (data / "eile.db").exists():
        raise Stop(no_days(data))
    with Database(data) as database:
        yield database


def note(database: Database, settings: Settings, act: StaffAct, about: str) -> None:
    """Write into the staff log what was done at the command line."""
    with database.writing.begin() as connection:
        staff_log(Ledger(connection, settings, Clock().now()), None, act, about)


def run_purge(wanted: argparse.Namespace, settings: Settings) -> list[str]:
    """Erase what has been kept for its term, or say what would be.

    Args:
        wanted: the command line.
        settings: the office.

    Returns:
        What was or would be erased, line by line.

    Raises:
        Stop: it cannot be.
    """
    with opened(wanted.data) as database:
        with database.read() as connection:
            ledger = Ledger(connection, settings, Clock().now())
            terms = purging.terms(ledger, LEARN_FROM)
            counts = purging.count(ledger, terms)
            today = ledger.day
        if not wanted.dry_run:
            with database.writing.begin() as connection:
                book = Ledger(connection, settings, Clock().now())
                counts = purging.purge(book, terms, teach)
                purging.forget_sign_ins(book, book.now)
        lines = [f"{what}: {n}" for what, n in counts.items() if n]
        old = folder.outlived(wanted.data / settings.export.folder, terms.tickets, terms.totals)
        old += backups.outlived(wanted.data / settings.backup.folder, today, settings.backup.keep_days)
        old += pictures_of_before(wanted.data, terms.tickets)
        for path in old:
            lines.append(str(path))
            if not wanted.dry_run:
                path.unlink(missing_ok=True)
        if not wanted.dry_run and not database.sweep():
            raise Stop("Erased, but somebody uses the database: to have no trace left, do it again later.")
    return lines


def run_backup(wanted: argparse.Namespace, settings: Settings) -> Path:
    """Copy the database.

    Args:
        wanted: the command line.
        settings: the office.

    Returns:
        The copy.
    """
    with opened(wanted.data) as database:
        begin = begin_of(rehearsal=database.kind() == "rehearsal")
        now = local(Clock().now(), settings.office.timezone).replace(tzinfo=None)
        into = wanted.out or wanted.data / settings.backup.folder
        path = backups.copy(database, into, begin, now)
        for old in backups.outlived(into, now.date(), settings.backup.keep_days):
            old.unlink(missing_ok=True)
        note(database, settings, StaffAct.BACKUP, path.name)
    return path


def run_audit_verify(wanted: argparse.Namespace, settings: Settings) -> str:
    """Check the staff log's chain.

    Returns:
        What to say when it holds.

    Raises:
        Stop: it does not; the message names the first entry that does not fit.
    """
    with opened(wanted.data) as database, database.read() as connection:
        ledger = Ledger(connection, settings, Clock().now())
        broken = first_broken(ledger)
        entries = sum(1 for _ in log_entries(connection, ledger.branch))
    if broken is not None:
        raise Stop(f"The staff log was changed: entry {broken} does not fit what is before it.")
    return f"The staff log is whole: {entries} entries, each chained to the one before it."


def run_audit_show(wanted: argparse.Namespace, settings: Settings) -> Iterator[str]:
    """Give the staff log line by line: when, who, what, about what."""
    with opened(wanted.data) as database, database.read() as connection:
        for entry in log_entries(connection, settings.office.id):
            at = local(entry.at, settings.office.timezone)
            yield f"{entry.id:>6}  {at:%Y-%m-%d %H:%M:%S}  {entry.who}  {entry.act}  {entry.about}".rstrip()
