"""Exporting a period: CSV, an Excel workbook, a report to print, JSON, Parquet."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from server.config import ExportFormat
from server.reception.ledger import Ledger
from server.rules.periods import Length, Period
from server.rules.totals import Facet
from server.statistics.figures import BY
from server.statistics.files import write_csv, write_json
from server.statistics.report import Report, line_through, report, report_before
from server.statistics.rows import (
    EVENTS,
    SUMMARY,
    TICKETS,
    Row,
    event_rows,
    summary_rows,
    ticket_rows,
)
from server.statistics.shown import Shown, shown
from server.statistics.telling import Teller
from server.store import views
from server.web import templates
from server.whole import whole
from server.words import Words

HERE = Path(__file__).parent
_TEMPLATES = templates({"statistics": HERE})


class Kind(StrEnum):
    """One file of an export."""

    SUMMARY = "summary.csv"
    TICKETS = "tickets.csv"
    EVENTS = "events.csv"
    WORKBOOK = "figures.xlsx"
    REPORT = "report.html"
    JSON = "figures.json"
    TICKETS_PARQUET = "tickets.parquet"
    EVENTS_PARQUET = "events.parquet"


KINDS = {
    ExportFormat.CSV: (Kind.SUMMARY, Kind.TICKETS, Kind.EVENTS),
    ExportFormat.XLSX: (Kind.WORKBOOK,),
    ExportFormat.HTML: (Kind.REPORT,),
    ExportFormat.JSON: (Kind.JSON,),
    ExportFormat.PARQUET: (Kind.TICKETS_PARQUET, Kind.EVENTS_PARQUET),
}
# These tell of single tickets, and are kept no longer than tickets are (standard, 4.4).
OF_TICKETS = tuple(kind for kind in Kind if kind not in (Kind.SUMMARY, Kind.REPORT))


class NoParquet(Exception):  # noqa: N818 - an answer for the person at the command line
    """Parquet needs pyarrow, which is not installed: the ``parquet`` extra."""


Tell = Callable[[int, int], None]  # how many days are read, and of how many


def begin_of(rehearsal: bool) -> str:
    """Return how the files' names begin, so that rehearsed days are never taken for real ones."""
    return "rehearsal" if rehearsal else "eile"


def named(period: Period) -> str:
    """Return a period as it stands in the files' names: 2026-11-23, 2026-W48, 2026-11, 2026."""
    if period.length is Length.WEEK:
        year, week, _ = period.first.isocalendar()
        return f"{year}-W{week:02}"
    if period.length in (Length.MONTH, Length.YEAR):
        return period.first.isoformat()[: 7 if period.length is Length.MONTH else 4]
    first = period.first.isoformat()
    return first if period.first == period.last else f"{first}_{period.last.isoformat()}"


class Exporter:
    """Writes the files of one period.

    Args:
        ledger: the open book, for as long as files are written.
        period: which period.
        words: the language.
        tell: told of each day that is read for a file.
    """

    def __init__(self, ledger: Ledger, period: Period, words: Words, tell: Tell | None = None) -> None:
        self._ledger, self._period = ledger, period
        self._tell = Teller(words, ledger.settings)
        self._told = tell
        self._done = self._of = 0
        self._days = views.days_with_visits(ledger.connection, ledger.branch, period.first, period.last)
        self._read: tuple[Report, Report] | None = None

    def write(self, kinds: Iterable[Kind], folder: Path, begin: str, *, overwrite: bool) -> list[Path]:
        """Write files, named by the period and what they are, into a folder; it is made when it is missing.

        Args:
            kinds: which files.
            folder: where.
            begin: how their names begin (see ``begin_of``).
            overwrite: whether they may take the place of files of an earlier export.

        Returns:
            The files.

        Raises:
            FileExistsError: a file is there and may not be replaced; nothing was written.
            NoParquet: Parquet is wanted and cannot be written.
            OSError: the folder or a file cannot be written.
        """
        wanted = {kind: folder / f"{begin}-{named(self._period)}-{kind}" for kind in kinds}
        for path in wanted.values():
            if path.exists() and not overwrite:
                raise FileExistsError(path)
        self._expect(wanted)
        for kind, path in wanted.items():
            with whole(path, overwrite=overwrite) as part:
                self._write(kind, part)
        return list(wanted.values())

    def make(self, kind: Kind, path: Path) -> None:
        """Write one file to a path.

        Raises:
            NoParquet, OSError: as ``write`` does.
        """
        self._expect([kind])
        self._write(kind, path)

    def _expect(self, kinds: Iterable[Kind]) -> None:
        reading = [kind for kind in kinds if kind in OF_TICKETS]
        self._done = 0
        self._of = len(self._days) * sum(2 if kind is Kind.JSON else 1 for kind in reading)

    def _write(self, kind: Kind, path: Path) -> None:
        form = self._ledger.settings.export
        if kind is Kind.SUMMARY:
            write_csv(path, SUMMARY, self._summary(), form)
        elif kind is Kind.TICKETS:
            write_csv(path, TICKETS, self._tickets(), form)
        elif kind is Kind.EVENTS:
            write_csv(path, EVENTS, self._events(), form)
        elif kind is Kind.WORKBOOK:
            self._workbook(path)
        elif kind is Kind.REPORT:
            path.write_text(self._html(), encoding="utf-8")
        elif kind is Kind.JSON:
            write_json(
                path,
                self._facts(),
                {
                    "summary": (SUMMARY, self._summary()),
                    "tickets": (TICKETS, self._tickets()),
                    "events": (EVENTS, self._events()),
                },
            )
        else:
            tickets = kind is Kind.TICKETS_PARQUET
            write_parquet(
                path,
                TICKETS if tickets else EVENTS,
                (list(self._of_day(day, tickets=tickets)) for day in self._each_day()),
            )

    def content(self, kind: Kind) -> bytes:
        """Return what one file would hold; of those that are small only."""
        with TemporaryDirectory(prefix="eile-") as scratch:
            path = Path(scratch) / kind
            self.make(kind, path)
            return path.read_bytes()

    def _each_day(self) -> Iterator[date]:
        for day in self._days:
            yield day
            self._done += 1
            if self._told:
                self._told(self._done, self._of)

    def _reports(self) -> tuple[Report, Report]:
        if self._read is None:
            self._read = report(self._ledger, self._period), report_before(self._ledger, self._period)
        return self._read

    def _shown(self) -> Shown:
        one_day = self._period.days == 1
        line = line_through(self._ledger, self._period.first) if one_day else []
        return shown(self._tell.words, self._ledger.settings, *self._reports(), line)

    def _summary(self) -> Iterator[Row]:
        return summary_rows(self._tell, *self._reports())

    def _of_day(self, day: date, *, tickets: bool) -> Iterator[Row]:
        return ticket_rows(self._ledger, day) if tickets else event_rows(self._ledger, day)

    def _tickets(self) -> Iterator[Row]:
        return (row for day in self._each_day() for row in ticket_rows(self._ledger, day))

    def _events(self) -> Iterator[Row]:
        return (row for day in self._each_day() for row in event_rows(self._ledger, day))

    def _facts(self) -> dict[str, object]:
        period = self._period
        return {
            "office": self._ledger.branch,
            "timezone": str(self._ledger.settings.office.timezone),
            "first_day": period.first.isoformat(),
            "last_day": period.last.isoformat(),
            "days": period.days,
        }

    def _workbook(self, path: Path) -> None:
        from server.statistics.workbook import Workbook  # noqa: PLC0415 - a server without exports needs none

        book = Workbook(path, self._tell, self._ledger.now)
        now, before = self._reports()
        book.summary(self._shown(), now, before)
        if self._period.days > 1:
            book.days(now)
        for facet in BY:
            if facet is not Facet.PERSON:
                book.facet(facet, now)
        book.tickets(self._tickets())
        book.close()

    def _html(self) -> str:
        words = self._tell.words
        return _TEMPLATES.get_template("statistics/report.html").render(
            _=words,
            words=words,
            office=self._ledger.settings.office,
            shown=self._shown(),
            styles=[(HERE / "static" / name).read_text("utf-8") for name in ("charts.css", "figures.css")],
        )


def write_parquet(path: Path, heads: Sequence[str], days: Iterable[list[Row]]) -> None:
    """Write rows as Parquet, a group for each day.

    Args:
        path: where.
        heads: the names of the columns.
        days: the rows of each day.

    Raises:
        NoParquet: pyarrow is not installed.
    """
    try:
        import pyarrow as pa  # noqa: PLC0415 - an extra
        from pyarrow import parquet  # noqa: PLC0415
    except ImportError:
        raise NoParquet from None
    whole_numbers = {"calls", "priority", "transfers", "promised"}
    clocks = {"at", "slot", "taken", "first_called", "called", "ended", "until"}

    def kind(head: str) -> Any:
        if head in whole_numbers:
            return pa.int64()
        if head in clocks:
            return pa.timestamp("s")
        return pa.float64() if head.endswith("_min") else pa.string()

    schema = pa.schema([(head, kind(head)) for head in heads])
    with parquet.ParquetWriter(path, schema) as file:
        for rows in days:
            columns = {head: [row[place] for row in rows] for place, head in enumerate(heads)}
            file.write_table(pa.table(columns, schema=schema))
