"""The rows. ``visit`` is the truth about now, ``visit_event`` the truth about what happened; both are
written together by ``visits.take`` and ``visits.move`` and by nobody else. So are ``open_counter`` and
``counter_event`` by ``counters``.

All moments are whole milliseconds since 1970-01-01 UTC.
"""

from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    Enum,
    Index,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    text,
)
from sqlmodel import Field, SQLModel

from server.rules.callback import CallbackStatus
from server.rules.closing import Outlook
from server.rules.counter import CounterAct, CounterState, HelpReason
from server.rules.device import DeviceKind
from server.rules.issuing import Issuing, StopReason
from server.rules.notices import Cause
from server.rules.printers import PrinterState
from server.rules.roles import Role
from server.rules.slots import Booking as BookingStatus
from server.rules.spool import JobKind, JobState
from server.rules.totals import LINE, MOST, SPREADS, SUMS, UNKNOWN_BEFORE
from server.rules.turn import Kind
from server.rules.visit import Act, Handed, Paper, Priority, Started, Status


def _word(kind: type[StrEnum]) -> Any:
    # Stored as the word itself, so that the rows read well in any SQL tool.
    return Enum(kind, native_enum=False, length=24, values_callable=lambda words: [w.value for w in words])


IN_A_LANE = "status = 'waiting' AND to_counter IS NULL AND to_staff IS NULL"
AT_A_COUNTER = "status IN ('called', 'serving')"
UNFINISHED = "state IN ('queued', 'sending', 'not_sent')"


def _where(name: str, condition: str, *columns: str, unique: bool = False) -> Index:
    some = text(condition)
    return Index(name, *columns, unique=unique, sqlite_where=some, postgresql_where=some)


class Visit(SQLModel, table=True):
    """One person's whole time here, and the number that stands for it.

    Nothing in it tells who the person is (standard, clause 4.8); of priority only that it is
    wished or granted, never why.
    """

    __table_args__ = (
        # No number twice, whatever the server processes do.
        UniqueConstraint("branch", "day", "prefix", "count", name="visit_number_once_a_day"),
        UniqueConstraint("branch", "day", "code", name="visit_code_once_a_day"),
        # The head of each lane in one probe: by key, and for the guard by arrival.
        _where("visit_lane", IN_A_LANE, "branch", "day", "service", "wish", "key", "id"),
        _where("visit_lane_by_arrival", IN_A_LANE, "branch", "day", "service", "wish", "counted_from", "id"),
        # Those who wait for one counter or one person.
        _where(
            "visit_for_counter",
            "status = 'waiting' AND to_counter IS NOT NULL",
            "branch",
            "day",
            "to_counter",
        ),
        _where("visit_for_staff", "status = 'waiting' AND to_staff IS NOT NULL", "branch", "day", "to_staff"),
        # How many wait, and how many of them earlier: counted in the index alone.
        _where("visit_waiting", "status = 'waiting'", "branch", "day", "service", "key", "id"),
        # A counter has at most one client.
        _where("visit_one_client_a_counter", AT_A_COUNTER, "branch", "counter", unique=True),
        Index("visit_by_number", "branch", "day", "number"),
        # The wall reads the newest calls of the day.
        Index("visit_called", "branch", "day", "called_at"),
        {"sqlite_autoincrement": True},  # the id is the order of arrival: never used again
    )

    id: int = Field(default=None, primary_key=True)
    branch: str
    day: date
    prefix: str
    count: int
    number: str
    token: str = Field(unique=True)
    code: str  # what those who cannot scan type into a phone
    nonce: str | None = Field(default=None, unique=True)
    service: str
    language: str
    wish: str  # the language wished at the counter; "" for no wish
    priority: Priority = Field(sa_type=_word(Priority))
    slot: int | None = Field(default=None, sa_type=BigInteger)
    kind: Kind = Field(sa_type=_word(Kind))
    counted_from: int = Field(sa_type=BigInteger)
    ready_at: int = Field(sa_type=BigInteger)
    key: int = Field(sa_type=BigInteger)
    to_counter: str | None = None
    to_staff: str | None = None
    handed: Handed | None = Field(default=None, sa_type=_word(Handed))
    status: Status = Field(sa_type=_word(Status))
    paper: Paper = Field(sa_type=_word(Paper))
    counter: str | None = None
    parked_until: int | None = Field(default=None, sa_type=BigInteger)
    taken_at: int = Field(sa_type=BigInteger)
    # When she was handed over, put back or released, and began to wait where she waits now.
    requeued_at: int | None = Field(default=None, sa_type=BigInteger)
    called_at: int | None = Field(default=None, sa_type=BigInteger)
    calls: int = 0
    started_at: int | None = Field(default=None, sa_type=BigInteger)  # serving began; empty until then
    started: Started | None = Field(default=None, sa_type=_word(Started))
    ended_at: int | None = Field(default=None, sa_type=BigInteger)
    # How long the wait would be, as foretold when the ticket was taken: milliseconds; empty when nothing was.
    told_low: int | None = Field(default=None, sa_type=BigInteger)
    told_mid: int | None = Field(default=None, sa_type=BigInteger)
    told_high: int | None = Field(default=None, sa_type=BigInteger)
    told_today: Outlook | None = Field(default=None, sa_type=_word(Outlook))
    promised_at: int | None = Field(default=None, sa_type=BigInteger)  # told that she will be served today
    let_pass: int = 0  # how often she has let somebody pass


class VisitEvent(SQLModel, table=True):
    """One thing that happened to a visit. Rows are only ever added; the id is the revision pages quote."""

    __tablename__ = "visit_event"
    __table_args__ = (
        Index("visit_event_of", "visit"),
        Index("visit_event_at", "counter", "id"),
        {"sqlite_autoincrement": True},  # a revision is never used again, not even after old rows are erased
    )

    id: int = Field(default=None, primary_key=True)
    visit: int = Field(foreign_key="visit.id")
    act: Act = Field(sa_type=_word(Act))
    at: int = Field(sa_type=BigInteger)
    before: Status | None = Field(default=None, sa_type=_word(Status))
    after: Status = Field(sa_type=_word(Status))
    service: str
    # How it counted in the line after it. By default only for a server of an older version that still runs.
    kind: Kind = Field(sa_type=_word(Kind), sa_column_kwargs={"server_default": Kind.ORDINARY})
    paper: Paper = Field(sa_type=_word(Paper))
    counter: str | None = None
    staff: str | None = None
    press: int = Field(sa_type=BigInteger)  # the same for all that one press of a button did
    was: str | None = None  # the columns that changed, as they were (JSON): what an undo gives back
    # Of a call: why this visit, and who would have been next. Of other acts a code: how serving ended, why it
    # was refused, that it began by itself.
    reason: str | None = None
    key: int | None = Field(default=None, sa_type=BigInteger)
    runner_up: str | None = None
    runner_up_key: int | None = Field(default=None, sa_type=BigInteger)
    rule: int | None = None


class OpenCounter(SQLModel, table=True):
    """A counter where somebody works now. No row: it is closed.

    Written together with its ``counter_event`` by ``store.counters`` and by nobody else.
    """

    __tablename__ = "open_counter"

    branch: str = Field(primary_key=True)
    counter: str = Field(primary_key=True)
    staff: str | None = None
    since: int = Field(sa_type=BigInteger)
    state: CounterState = Field(sa_type=_word(CounterState))
    state_since: int = Field(sa_type=BigInteger)
    until: int | None = Field(default=None, sa_type=BigInteger)  # of a pause; empty for an open end
    free_since: int = Field(sa_type=BigInteger)  # the last client left, or it was opened
    # A client is left for a moment (standard, 19.5): why, since when and until when; empty while nobody is.
    out_for: str | None = None
    out_since: int | None = Field(default=None, sa_type=BigInteger)
    out_until: int | None = Field(default=None, sa_type=BigInteger)


class CounterEvent(SQLModel, table=True):
    """One thing that happened at a counter besides serving. Rows are only ever added.

    Times open, on a pause and out come from it; together with ``visit_event`` also idle and overtime.
    """

    __tablename__ = "counter_event"
    __table_args__ = (
        Index("counter_event_on", "branch", "day", "counter", "id"),
        {"sqlite_autoincrement": True},
    )

    id: int = Field(default=None, primary_key=True)
    branch: str
    day: date
    counter: str
    act: CounterAct = Field(sa_type=_word(CounterAct))
    at: int = Field(sa_type=BigInteger)
    staff: str | None = None
    state: CounterState | None = Field(default=None, sa_type=_word(CounterState))  # after it; empty: closed
    until: int | None = Field(default=None, sa_type=BigInteger)  # of a pause, or of a client left
    reason: str | None = None  # a code: why a client is left, why help is needed, a closing forgotten
    visit: int | None = Field(default=None, foreign_key="visit.id")  # who is left


class HelpCall(SQLModel, table=True):
    """A counter that asked for help: silent, seen by the supervisor and the desks beside it (21.3, 29.3)."""

    __tablename__ = "help_call"
    __table_args__ = (
        _where("help_call_once_a_counter", "ended_at IS NULL", "branch", "counter", unique=True),
    )

    id: int = Field(default=None, primary_key=True)
    branch: str
    day: date
    counter: str
    reason: HelpReason = Field(sa_type=_word(HelpReason))
    asked_at: int = Field(sa_type=BigInteger)
    asked_by: str | None = None
    coming_at: int | None = Field(default=None, sa_type=BigInteger)
    coming_by: str | None = None
    ended_at: int | None = Field(default=None, sa_type=BigInteger)


class VisitNote(SQLModel, table=True):
    """What a clerk wrote to the colleague she handed a client to (standard, 17.5).

    Kept apart from visits and events, so that it is in nobody's log, export or undo; erased with its day.
    """

    __tablename__ = "visit_note"
    __table_args__ = (Index("visit_note_of", "visit"), Index("visit_note_on", "branch", "day"))

    id: int = Field(default=None, primary_key=True)
    branch: str
    day: date
    visit: int = Field(foreign_key="visit.id")
    press: int = Field(sa_type=BigInteger)  # of the hand-over, whose undo erases it
    at: int = Field(sa_type=BigInteger)
    counter: str
    staff: str | None = None
    text: str


class Callback(SQLModel, table=True):
    """Somebody to be called back (standard, 21.1, 23.4). The number is erased when that is done, at the
    latest with its day (4.4)."""

    __table_args__ = (
        Index("callback_on", "branch", "day"),
        {"sqlite_autoincrement": True},  # an old page never ends another's call-back
    )

    id: int = Field(default=None, primary_key=True)
    branch: str
    day: date
    number: str | None = None
    topic: str | None = None
    counter: str | None = None  # for whoever works there, or
    staff: str | None = None  # for one person, wherever she works
    taken_at: int = Field(sa_type=BigInteger)
    tries: int = 0
    not_before: int = Field(sa_type=BigInteger)  # the next try
    status: CallbackStatus = Field(sa_type=_word(CallbackStatus))
    ended_at: int | None = Field(default=None, sa_type=BigInteger)


class PlannedBreak(SQLModel, table=True):
    """When a counter will not call anybody today: said at the desk, or a usual lunch that was moved."""

    __tablename__ = "planned_break"

    branch: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    counter: str = Field(primary_key=True)
    start: int = Field(primary_key=True, sa_type=BigInteger)
    end: int = Field(sa_type=BigInteger)


class DayPlan(SQLModel, table=True):
    """When counters were meant to be open on a day that is over, and their usual lunch: what was worked out
    from the settings and from who was away, which is forgotten with the day. A day on which nobody was meant
    to work has a row too; of a day that has ended without one nobody knows."""

    __tablename__ = "day_plan"

    branch: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    counters: str  # JSON: of each counter the fields of ``rules.counter_day.Plan``


class Booking(SQLModel, table=True):
    """A booked time, and the code that stands for it. Whose it is nobody here knows, unless the office keeps
    a contact until the day is over (standard, 4.4, 4.7)."""

    __table_args__ = (
        # A code is erased with its day, so it is unique among those that can still be used.
        UniqueConstraint("branch", "code", name="booking_code"),
        _where("booking_once_a_time", "status = 'booked'", "branch", "counter", "starts", unique=True),
        Index("booking_on", "branch", "day", "starts"),
    )

    id: int = Field(default=None, primary_key=True)
    branch: str
    day: date
    service: str
    counter: str
    starts: int = Field(sa_type=BigInteger)
    ends: int = Field(sa_type=BigInteger)
    code: str | None = None
    token: str = Field(unique=True)
    nonce: str | None = Field(default=None, unique=True)
    language: str
    status: BookingStatus = Field(sa_type=_word(BookingStatus))
    visit: int | None = Field(default=None, foreign_key="visit.id")
    paper: Paper = Field(sa_type=_word(Paper))
    contact: str | None = None
    moved: int = 0
    made_at: int = Field(sa_type=BigInteger)
    changed_at: int = Field(sa_type=BigInteger)
    seen_at: int | None = Field(default=None, sa_type=BigInteger)  # the reception has read it as it is now
    told_at: int | None = Field(default=None, sa_type=BigInteger)  # the client knows of the absence


class Absence(SQLModel, table=True):
    """When a member of staff is away, and who stands in (standard, 26)."""

    __table_args__ = (
        Index("absence_until", "branch", "ends"),
        {"sqlite_autoincrement": True},  # an old page never ends the absence of somebody else
    )

    id: int = Field(default=None, primary_key=True)
    branch: str
    staff: str
    substitute: str | None = None
    starts: int = Field(sa_type=BigInteger)
    ends: int = Field(sa_type=BigInteger)


class Account(SQLModel, table=True):
    """What somebody signs in with. Without a name here she stands in the config, the office's plan, and only
    as long as she does she may sign in."""

    branch: str = Field(primary_key=True)
    login: str = Field(primary_key=True)
    name: str | None = None
    role: Role | None = Field(default=None, sa_type=_word(Role))
    password: str | None = None  # argon2; without one nobody can sign in
    pin: str | None = None  # argon2; unlocks a locked screen
    disabled_at: int | None = Field(default=None, sa_type=BigInteger)


class StaffSession(SQLModel, table=True):
    """One sign-in, of a browser or a program. Its moments are of the real clock, also in a rehearsal."""

    __tablename__ = "staff_session"
    __table_args__ = (
        Index("staff_session_of", "branch", "login"),
        {"sqlite_autoincrement": True},  # an old page never acts for a newer sign-in
    )

    id: int = Field(default=None, primary_key=True)
    branch: str
    token: str = Field(unique=True)  # SHA-256 of what the browser or the program keeps
    login: str
    program: bool
    started_at: int = Field(sa_type=BigInteger)
    seen_at: int = Field(sa_type=BigInteger)
    locked_at: int | None = Field(default=None, sa_type=BigInteger)
    wrong_pins: int = 0
    counter: str | None = None
    stamp: str | None = (
        None  # of its newest window there; without one, somebody else has taken the counter over
    )


class PrintJob(SQLModel, table=True):
    """One paper asked for: a ticket, a booked time's slip, a copy of either, or a test (then of neither)."""

    __tablename__ = "print_job"
    __table_args__ = (
        # One original, whatever the server processes do. A booking that was moved has a new one.
        _where("print_job_original", "kind = 'original' AND visit IS NOT NULL", "visit", unique=True),
        _where(
            "print_job_original_slip",
            "kind = 'original' AND booking IS NOT NULL",
            "booking",
            "edition",
            unique=True,
        ),
        _where("print_job_unfinished", UNFINISHED, "branch", "printer", "id"),
        Index("print_job_of", "branch", "printer", "id"),
        {"sqlite_autoincrement": True},  # an answer that comes late is never taken for another job's
    )

    id: int = Field(default=None, primary_key=True)
    branch: str
    printer: str
    kind: JobKind = Field(sa_type=_word(JobKind))
    visit: int | None = Field(default=None, foreign_key="visit.id")
    booking: int | None = Field(default=None, foreign_key="booking.id")
    edition: int = 0  # how often the booking had been moved
    state: JobState = Field(sa_type=_word(JobState))
    attempts: int = 0
    asked_at: int = Field(sa_type=BigInteger)
    began_at: int | None = Field(default=None, sa_type=BigInteger)  # the newest attempt
    ended_at: int | None = Field(default=None, sa_type=BigInteger)
    reason: str | None = None  # of what did not succeed: the printer's word
    journal: str | None = None  # the agent's journal that the newest attempt is written in


class PrinterRow(SQLModel, table=True):
    """What is known of a printer, for every server process and after a restart."""

    __tablename__ = "printer"

    branch: str = Field(primary_key=True)
    printer: str = Field(primary_key=True)
    state: PrinterState = Field(sa_type=_word(PrinterState))
    since: int = Field(sa_type=BigInteger)
    reason: str = ""  # the printer's word
    answer: str = ""  # what it answered last to DLE EOT 1 to 4: bytes in hex, "-" for none
    confirm: str = ""  # the way of confirming that the newest test print found to work
    printed_mm: int = 0  # since the roll was changed
    roll_changed_at: int | None = Field(default=None, sa_type=BigInteger)


class Device(SQLModel, table=True):
    """A machine that is let in by a token, of which only a hash is kept."""

    __table_args__ = {"sqlite_autoincrement": True}  # an old number never lets another device be revoked

    id: int = Field(default=None, primary_key=True)
    branch: str
    kind: DeviceKind = Field(sa_type=_word(DeviceKind))
    name: str
    token_hash: str = Field(unique=True)
    created_at: int = Field(sa_type=BigInteger)
    last_seen: int | None = Field(default=None, sa_type=BigInteger)
    revoked_at: int | None = Field(default=None, sa_type=BigInteger)


class Pairing(SQLModel, table=True):
    """A code that pairs one kiosk or display, once and within ten minutes of the real clock."""

    __table_args__ = (
        UniqueConstraint("branch", "code_hash", name="pairing_code"),
        {"sqlite_autoincrement": True},  # an old code never counts for a new one
    )

    id: int = Field(default=None, primary_key=True)
    branch: str
    kind: DeviceKind = Field(sa_type=_word(DeviceKind))
    name: str
    code_hash: str
    made_at: int = Field(sa_type=BigInteger)
    made_by: str | None = None
    used_at: int | None = Field(default=None, sa_type=BigInteger)


class NoticeRow(SQLModel, table=True):
    """What staff tell visitors of a disturbance (standard, 12.3, 31). It ends by itself (5.4)."""

    __tablename__ = "notice"
    __table_args__ = (
        Index("notice_until", "branch", "ends"),
        {"sqlite_autoincrement": True},  # an old page never ends another notice
    )

    id: int = Field(default=None, primary_key=True)
    branch: str
    cause: Cause = Field(sa_type=_word(Cause))
    texts: str | None = None  # of a notice in the staff's own words: JSON, by language
    until: int | None = Field(default=None, sa_type=BigInteger)
    starts: int = Field(sa_type=BigInteger)
    ends: int = Field(sa_type=BigInteger)
    posted_at: int = Field(sa_type=BigInteger)
    posted_by: str | None = None
    ended_by: str | None = None


class CounterToday(SQLModel, table=True):
    """Which services a counter gives on one day, when staff have moved them."""

    __tablename__ = "counter_today"

    branch: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    counter: str = Field(primary_key=True)
    services: str  # a list of ids (JSON)


class ServiceToday(SQLModel, table=True):
    """Whether a service's numbers are given on one day, when staff have decided (``rules.issuing``)."""

    __tablename__ = "service_today"

    branch: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    service: str = Field(primary_key=True)  # "" for all
    issuing: Issuing = Field(sa_type=_word(Issuing))
    reason: StopReason | None = Field(default=None, sa_type=_word(StopReason))
    since: int = Field(sa_type=BigInteger)
    until: int | None = Field(default=None, sa_type=BigInteger)


class SpecialHours(SQLModel, table=True):
    """The hours of one day, when staff have set others than the settings have."""

    __tablename__ = "special_hours"

    branch: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    hours: str  # 08:00–12:00 12:45–17:00; empty for a day on which it is closed


class StaffLog(SQLModel, table=True):
    """One entry of the staff log, chained to the one before it (``rules.chain``). Only ever added."""

    __tablename__ = "staff_log"
    __table_args__ = (
        Index("staff_log_at", "branch", "at"),
        _where("staff_log_forgotten", "act = 'forget'", "branch"),
        {"sqlite_autoincrement": True},  # shows when the newest entries are missing
    )

    id: int = Field(default=None, primary_key=True)
    branch: str
    at: int = Field(sa_type=BigInteger)
    who: str
    act: str
    about: str
    hash: str


class DayEnd(SQLModel, table=True):
    """A day that is done with: its totals are made, contacts and notes erased. No row: it is not."""

    __tablename__ = "day_end"

    branch: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    closed_at: int = Field(sa_type=BigInteger)
    closed_by: str | None = None  # the login of who closed it; empty when Eilė did
    # The newest events that its totals know: a day on which something happened later is totalled anew.
    visit_event: int = Field(sa_type=BigInteger)
    counter_event: int = Field(sa_type=BigInteger)
    # Who begins something takes it first, so that it is done once; a lapse gives it back.
    exporting_at: int | None = Field(default=None, sa_type=BigInteger)
    exported_at: int | None = Field(default=None, sa_type=BigInteger)
    mailing_at: int | None = Field(default=None, sa_type=BigInteger)
    mailed_at: int | None = Field(default=None, sa_type=BigInteger)


class Lesson(SQLModel, table=True):
    """What a day whose tickets are erased has taught about waits (``forecast.lessons``): times and counts
    that belong to no ticket any more."""

    branch: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    taught: str  # JSON


class Fact(SQLModel, table=True):
    """One fact about this data directory, such as whether its days are real or rehearsed."""

    name: str = Field(primary_key=True)
    value: str


VISIT: Any = Visit.__table__  # type: ignore[attr-defined]
EVENT: Any = VisitEvent.__table__  # type: ignore[attr-defined]
OPEN: Any = OpenCounter.__table__  # type: ignore[attr-defined]
COUNTER_EVENT: Any = CounterEvent.__table__  # type: ignore[attr-defined]
HELP: Any = HelpCall.__table__  # type: ignore[attr-defined]
NOTE: Any = VisitNote.__table__  # type: ignore[attr-defined]
CALLBACK: Any = Callback.__table__  # type: ignore[attr-defined]
BREAK: Any = PlannedBreak.__table__  # type: ignore[attr-defined]
DAY_PLAN: Any = DayPlan.__table__  # type: ignore[attr-defined]
BOOKING: Any = Booking.__table__  # type: ignore[attr-defined]
ABSENCE: Any = Absence.__table__  # type: ignore[attr-defined]
DAY_END: Any = DayEnd.__table__  # type: ignore[attr-defined]
LESSON: Any = Lesson.__table__  # type: ignore[attr-defined]
STAFF_LOG: Any = StaffLog.__table__  # type: ignore[attr-defined]
ACCOUNT: Any = Account.__table__  # type: ignore[attr-defined]
SESSION: Any = StaffSession.__table__  # type: ignore[attr-defined]
JOB: Any = PrintJob.__table__  # type: ignore[attr-defined]
PRINTER: Any = PrinterRow.__table__  # type: ignore[attr-defined]
DEVICE: Any = Device.__table__  # type: ignore[attr-defined]
PAIRING: Any = Pairing.__table__  # type: ignore[attr-defined]
NOTICE: Any = NoticeRow.__table__  # type: ignore[attr-defined]
COUNTER_TODAY: Any = CounterToday.__table__  # type: ignore[attr-defined]
SERVICE_TODAY: Any = ServiceToday.__table__  # type: ignore[attr-defined]
SPECIAL_HOURS: Any = SpecialHours.__table__  # type: ignore[attr-defined]
FACT: Any = Fact.__table__  # type: ignore[attr-defined]

# A day's totals by facet and key (``rules.totals``): a column for each figure that is counted, and of each
# spread how many, how long together, the longest, and the histogram. The rows lie in the order in which long
# periods add them up. One day's are found by the index: with the branch first it would be taken for long
# periods too, and these read all over the place.
DAY_TOTAL = Table(
    "day_total",
    SQLModel.metadata,
    Column("branch", String, primary_key=True),
    Column("facet", String(24), primary_key=True),
    Column("key", String, primary_key=True),
    Column("day", Date, primary_key=True),
    *(
        Column(name, BigInteger, nullable=name in ("line_max_at", *UNKNOWN_BEFORE))
        for name in (*SUMS, *MOST, *LINE)
    ),
    *(
        column
        for name in SPREADS
        for column in (
            Column(f"{name}_count", BigInteger, nullable=False),
            Column(f"{name}_total", BigInteger, nullable=False),
            Column(f"{name}_longest", BigInteger, nullable=False),
            Column(f"{name}_bins", LargeBinary, nullable=False),
        )
    ),
    Index("day_total_on", "day", "branch"),
    sqlite_with_rowid=False,
)
