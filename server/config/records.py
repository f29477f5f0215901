"""What an office can set about figures and what is kept: exports, terms, backups. Part of ``settings``."""

from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum
from pathlib import Path


class ExportFormat(StrEnum):
    """How a period's figures are written. CSV also has the tickets and all that happened."""

    CSV = "csv"
    XLSX = "xlsx"
    HTML = "html"
    JSON = "json"
    PARQUET = "parquet"


class ReportBy(StrEnum):
    """Whose figures are shown: of counters only, or to supervisors also of persons (clause 3.6)."""

    COUNTER = "counter"
    PERSON = "person"


class Security(StrEnum):
    """How a mail server is spoken to."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """Where the day's report is sent when the day is over; nowhere without ``to``.

    Attributes:
        to: addresses.
        sender: whose mail it is.
        host: the mail server, and its ``port``.
        security: how it is spoken to.
        user: who signs in there; empty for nobody.
        password_file: a file that holds the password alone.
    """

    to: tuple[str, ...] = ()
    sender: str = ""
    host: str = ""
    port: int = 587
    security: Security = Security.STARTTLS
    user: str = ""
    password_file: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """How figures are written for a spreadsheet, and what is written by itself when a day is over.

    Attributes:
        delimiter: between two columns of CSV; ``decimal`` and ``encoding`` of its numbers and letters.
        daily: whether the day's files are written by themselves.
        at: not before this time, nor before closing, nor while somebody is served.
        folder: where to; one without a beginning ``/`` lies in the data directory.
        formats: which files.
        mail: whom the report is sent to.
    """

    delimiter: str = ";"
    decimal: str = ","
    encoding: str = "utf-8-sig"
    daily: bool = True
    at: time = time(17, 15)
    folder: Path = Path("exports")
    formats: tuple[ExportFormat, ...] = (ExportFormat.CSV, ExportFormat.XLSX, ExportFormat.HTML)
    mail: Mail = field(default_factory=Mail)


@dataclass(frozen=True, slots=True, kw_only=True)
class Privacy:
    """How long what is kept (clause 4.4).

    Attributes:
        contact_retention_days: contacts of booked clients, after the day is over; 0 for not at all.
        ticket_events_days: tickets and all that happened to them; then only the day's totals.
        staff_log_days: the staff log.
        totals_years: the totals of days.
    """

    contact_retention_days: int = 0
    ticket_events_days: int = 30
    staff_log_days: int = 90
    totals_years: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """The daily copy of the database (clause 4.5).

    Attributes:
        daily: whether one is made by itself when a day is over.
        folder: where to; one without a beginning ``/`` lies in the data directory.
        keep_days: how old a copy may grow before it is erased.
    """

    daily: bool = True
    folder: Path = Path("backups")
    keep_days: int = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """Whose figures are shown (clause 3.6), and whether anybody may see how the queue stands (1.4.4)."""

    report_by: ReportBy = ReportBy.COUNTER
    public_status: bool = True
