"""What a branch can set, as frozen typed values. A field's default is the setting's default."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

from printer.profile import Profile
from printer.transport.serial_port import Flow
from server.config.display_settings import Display, OneDisplay, Speech
from server.config.holidays import holidays_of
from server.config.pad_settings import KioskSpeech
from server.config.records import Backup, Export, Privacy, Statistics
from server.rules import hours
from server.rules.hours import Interval
from server.rules.roles import Role
from server.rules.season import Season
from server.rules.turn import rivals

# Every language that Eilė has words for, with its name in English for people who read mistakes.
LANGUAGES: Mapping[str, str] = MappingProxyType(
    {"lt": "Lithuanian", "en": "English", "uk": "Ukrainian", "ru": "Russian"}
)

STATE_LANGUAGE = "lt"
STAFF_LANGUAGES = ("lt", "en")  # of the staff's pages, whatever visitors may choose

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

# Language -> text, and language -> texts: complete for every language of ``office.languages``, in that order.
Text = Mapping[str, str]
Texts = Mapping[str, tuple[str, ...]]

# Clause 19.2, with the words the law uses today ("asmenys su negalia" since 1 January 2024).
PRIORITY_GROUPS: Texts = MappingProxyType(
    {
        "lt": (
            "asmenys su mažamečiais (iki 4 m.) vaikais",
            "nėščios moterys",
            "asmenys su negalia",
            "vyresnio amžiaus asmenys",
        ),
        "en": (
            "people with small children (under 4)",
            "pregnant women",
            "people with disabilities",
            "older people",
        ),
        "uk": (
            "особи з малими дітьми (до 4 років)",
            "вагітні жінки",
            "особи з інвалідністю",
            "люди старшого віку",
        ),
        "ru": (
            "лица с маленькими детьми (до 4 лет)",
            "беременные женщины",
            "лица с инвалидностью",
            "люди старшего возраста",
        ),
    }
)


class Mode(StrEnum):
    """How a visitor with priority gets ahead (clause 19.2)."""

    AUTO = "auto"
    SUGGEST = "suggest"
    STAFF = "staff"
    NONE = "none"


class CounterKind(StrEnum):
    """What a counter looks like to the visitor: a desk in the hall, or an office behind a door."""

    COUNTER = "counter"
    ROOM = "room"


class Transport(StrEnum):
    """How a ticket reaches its paper. ``REMOTE``: by an agent on another computer."""

    SCREEN = "screen"
    NETWORK = "network"
    USB = "usb"
    LIBUSB = "libusb"
    SERIAL = "serial"
    FILE = "file"
    CUPS = "cups"
    REMOTE = "remote"


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """The branch itself. ``languages`` begins with the state language (clause 14); ``logo`` is a picture for
    the head of tickets."""

    id: str
    name: Text
    place: Text
    address: str
    timezone: ZoneInfo
    languages: tuple[str, ...]
    logo: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherHours:
    """A day with hours of its own, ``()`` for closed, and what visitors are told about it."""

    date: date
    hours: tuple[Interval, ...]
    note: Text = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """When the branch is open; all minutes. See ``rules.hours.Calendar``.

    Attributes:
        hours: weekday (Monday is 0) -> intervals in order. All seven are there; ``()`` is closed.
        country: whose public holidays are kept, by its ISO code; empty for none.
        pre_holiday_minus_min: how much earlier the calendar day before a public holiday closes.
        exceptions: days with hours of their own.
        open_before_min: how long before opening tickets are given (clause 6.1).
        closing_warning_min: from when before closing the waiting are told who will be served (20.2).
        promised_after_closing_min: how long after closing those who were promised may still be called.
    """

    hours: Mapping[int, tuple[Interval, ...]]
    country: str = ""
    pre_holiday_minus_min: int = 0
    exceptions: tuple[OtherHours, ...] = ()
    open_before_min: int = 5
    closing_warning_min: int = 30
    promised_after_closing_min: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Priority:
    """Who may be called ahead of others, and by how much (clause 19.2). ``head_start_min`` is in minutes."""

    mode: Mode = Mode.AUTO
    head_start_min: int = 30
    groups: Texts = field(default_factory=lambda: PRIORITY_GROUPS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """Booked clients (clause 19.3); minutes. See ``rules.turn.Policy`` for when they are called.

    Attributes:
        head_start_min: they count as having come this long before the booked time.
        early_ok_min: from when before the booked time they can be called.
        late_tolerance_min: who comes later than this is called by arrival, and the time is given to others.
        check_in_before_min: from when before the booked time they can say that they have come.
        book_ahead_days: how many days ahead a time can be booked.
        contact: whether a booking may keep a telephone or an address (clause 4.7), until the day is over.
    """

    head_start_min: int = 15
    early_ok_min: int = 5
    late_tolerance_min: int = 10
    check_in_before_min: int = 60
    book_ahead_days: int = 30
    contact: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Calls:
    """Calling again, no-shows and their way back.

    Attributes:
        repeat_gap_s: seconds between two calls of one client, at least 8.
        repeat_max: how often a client can be called again, 0 to 3.
        repeats_before_no_show: how many of these there must have been before "no-show" is allowed.
        restore_within_min: minutes in which a no-show can have the old place back.
    """

    repeat_gap_s: int = 8
    repeat_max: int = 3
    repeats_before_no_show: int = 1
    restore_within_min: int = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    """What the day's figures are measured against (clause 3.1), and when staff are alarmed; minutes.

    Attributes:
        wait_target_min: a good wait.
        wait_alarm_min: a wait longer than this is an alarm (12.3).
        idle_alarm_min: a free counter for which somebody waits longer than this is one (6.2, 21.2).
    """

    wait_target_min: int = 15
    wait_alarm_min: int = 30
    idle_alarm_min: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """How numbers look and who is next. ``guard_min`` is in minutes, 0 for no guard; ``out_of_turn`` says
    whether a chosen client may be called (clause 2.4)."""

    number_format: str = "{prefix}{n:03d}"
    priority: Priority = field(default_factory=Priority)
    appointment: Appointment = field(default_factory=Appointment)
    guard_min: int = 0
    calls: Calls = field(default_factory=Calls)
    out_of_turn: bool = True
    targets: Targets = field(default_factory=Targets)


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """What people come for.

    Attributes:
        prefix: what its numbers begin with.
        bring: what to have ready; may be empty in all languages.
        minutes: how long one client usually takes; what a booked time lasts.
        walk_in: whether the kiosk gives numbers for it.
        appointments: whether a time can be booked; always so without ``walk_in``.
        last_ticket_min: how many minutes before closing it gives no more numbers.
        head_start_min: minutes of head start, for a service that takes a moment only.
        default_help: whether "I don't know which service I need" leads here.
        season: the part of the year in which it is given; ``None`` for the whole year.
        hours: when the kiosk gives its numbers, weekday -> intervals; ``None`` for whenever it is open.
    """

    id: str
    prefix: str
    name: Text
    bring: Texts
    minutes: int = 10
    walk_in: bool = True
    appointments: bool = False
    last_ticket_min: int = 0
    head_start_min: int = 0
    default_help: bool = False
    season: Season | None = None
    hours: Mapping[int, tuple[Interval, ...]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """Where people are served. ``services`` are service ids in the order written; ``booking_hours`` are
    those of bookable times by weekday, ``None`` for whenever the branch is open."""

    id: str
    kind: CounterKind = CounterKind.COUNTER
    floor: int | None = None
    services: tuple[str, ...]
    languages: tuple[str, ...]
    booking_hours: Mapping[int, tuple[Interval, ...]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """Who works here. ``role`` says what she may do in Eilė; ``counters`` are the ids of the counters where
    they usually work; ``lunch`` is their usual break."""

    login: str
    name: str
    role: Role = Role.CLERK
    counters: tuple[str, ...] = ()
    lunch: Interval | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """How long a sign-in of staff holds and when its screen locks by itself (clauses 5.7, 9.3).

    Attributes:
        lock_idle_min: minutes without an act while nobody is served.
        lock_serving_min: the same while a client is at the counter.
        end_idle_min: minutes without an act after which one must sign in again.
        end_hours: hours after which one must sign in again in any case.
    """

    lock_idle_min: int = 3
    lock_serving_min: int = 10
    end_idle_min: int = 120
    end_hours: int = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Printer:
    """Where tickets are printed.

    Attributes:
        place: where visitors find it, for a kiosk whose own printer fails; may be empty in all languages.
        profile: what this model can do, with what the settings change of it.
        host: of a network printer, like ``port``.
        path: of a device or file: usb, serial and file only.
        baud: the speed of a serial line, like ``flow``.
        usb_id: maker and model of a libusb printer: ``04b8:0e15``.
        queue: of CUPS.
    """

    id: str
    transport: Transport
    place: Text = field(default_factory=lambda: MappingProxyType({}))
    profile: Profile = field(default_factory=Profile)
    host: str | None = None
    port: int | None = None
    path: Path | None = None
    baud: int | None = None
    flow: Flow | None = None
    usb_id: str | None = None
    queue: str | None = None

    @property
    def remote(self) -> bool:
        """Whether it hangs on another computer, where an agent prints."""
        return self.transport is Transport.REMOTE


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Services that one button of the kiosk leads to, by id in the order of the buttons."""

    name: Text
    services: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kiosk:
    """The touch screen.

    Attributes:
        printer: its printer's id; ``None`` for no paper.
        fallback: the printer that stands in for it while that one fails.
        show_ticket_s: for how many seconds a number is shown.
        idle_s: after how many untouched seconds it asks whether somebody is there.
        idle_more_s: for how many seconds it then waits for an answer.
        diagonal_in: the screen's diagonal, inches.
        top_edge_mm: how high the screen's upper edge hangs above the floor.
        groups: services that share a button; the others have their own.
        services: what it gives numbers for, by id; empty for everything.
        languages: that a visitor can choose, the state language first; empty for all of the office.
        paired_only: whether only a paired device may show it, except in a rehearsal.
        speech: how it speaks to who cannot see it.
    """

    printer: str | None = None
    fallback: str | None = None
    show_ticket_s: int = 20
    idle_s: int = 60
    idle_more_s: int = 25
    diagonal_in: int = 27
    top_edge_mm: int = 1500
    groups: tuple[Group, ...] = ()
    services: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    paired_only: bool = False
    speech: KioskSpeech = field(default_factory=KioskSpeech)


@dataclass(frozen=True, slots=True, kw_only=True)
class OneKiosk(Kiosk):
    """One of several touch screens; ``id`` is the office's name for it."""

    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One entry of a list that staff choose from: the code that is kept, and what it is called.

    ``name`` has the languages of staff that the office uses, Lithuanian first.
    """

    id: str
    name: Text

    def said(self, language: str) -> str:
        """Return its name in a language; in Lithuanian when it has none in that one."""
        return self.name.get(language) or self.name[STATE_LANGUAGE]


def _choices(*codes: tuple[str, str, str]) -> tuple[Choice, ...]:
    return tuple(Choice(id=code, name=MappingProxyType({"lt": lt, "en": en})) for code, lt, en in codes)


OUTCOMES = _choices(
    ("done", "Išspręsta", "Done"),
    ("papers_missing", "Trūksta dokumentų", "Papers are missing"),
    ("sent_on", "Nukreipta kitur", "Sent elsewhere"),
)
LEAVE_REASONS = _choices(
    ("copies", "Padaryti kopijas", "Make copies"),
    ("papers", "Paimti dokumentus", "Fetch papers"),
    ("colleague", "Pasitarti su kolega", "Ask a colleague"),
)
CALLBACK_TOPICS = _choices(
    ("request", "Dėl prašymo", "About a request"),
    ("papers", "Dėl dokumentų", "About papers"),
    ("time", "Dėl priėmimo laiko", "About a time"),
    ("other", "Kita", "Something else"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The staff's page.

    Attributes:
        serving_starts_after_s: seconds after the newest call when serving begins by itself; 0 for never.
        outcomes: how serving may have ended, at most six; none is not asked.
        leave_reasons: why a client may be left for a moment (clause 19.5).
        leave_minutes: for how many minutes, from which the clerk chooses.
        callback_topics: what a call-back may be about; none is not asked.
        callback_retry_min: minutes before a call-back that nobody answered is tried again (23.4).
        callback_max_tries: after so many tries the supervisor decides.
        repeat_alert_s: seconds between two alerts of a client who has come to a free counter (6.2).
    """

    serving_starts_after_s: int = 30
    outcomes: tuple[Choice, ...] = OUTCOMES
    leave_reasons: tuple[Choice, ...] = LEAVE_REASONS
    leave_minutes: tuple[int, ...] = (2, 5, 10)
    callback_topics: tuple[Choice, ...] = CALLBACK_TOPICS
    callback_retry_min: int = 30
    callback_max_tries: int = 3
    repeat_alert_s: int = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where the pages are served, the names this server has besides its addresses, and the address that
    visitors' phones reach it by (empty: its own)."""

    host: str = "127.0.0.1"
    port: int = 8080
    names: tuple[str, ...] = ()
    public_url: str = ""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything ``config.yaml`` says, checked: each id that is named somewhere is known here."""

    office: Office
    calendar: Calendar
    queue: Queue = field(default_factory=Queue)
    services: tuple[Service, ...]
    counters: tuple[Counter, ...]
    staff: tuple[Staff, ...]
    sign_in: SignIn = field(default_factory=SignIn)
    printers: tuple[Printer, ...] = ()
    kiosk: Kiosk = field(default_factory=Kiosk)
    kiosks: tuple[OneKiosk, ...] = ()
    display: Display = field(default_factory=Display)
    displays: tuple[OneDisplay, ...] = ()
    speech: Speech = field(default_factory=Speech)
    desk: Desk = field(default_factory=Desk)
    export: Export = field(default_factory=Export)
    privacy: Privacy = field(default_factory=Privacy)
    backup: Backup = field(default_factory=Backup)
    statistics: Statistics = field(default_factory=Statistics)
    server: Server = field(default_factory=Server)

    def service(self, service_id: str) -> Service:
        """Look a service up by its id; ``KeyError`` when there is none."""
        return self._services[service_id]

    def counter(self, counter_id: str) -> Counter:
        """Look a counter up by its id; ``KeyError`` when there is none."""
        return self._counters[counter_id]

    def rivals(self, service_id: str) -> tuple[str, ...]:
        """Return whose tickets stand in the same line as a service's (``rules.turn.rivals``)."""
        return self._rivals.get(service_id, (service_id,))

    @cached_property
    def _rivals(self) -> dict[str, tuple[str, ...]]:
        counters = [counter.services for counter in self.counters]
        return {service.id: rivals(service.id, counters) for service in self.services}

    @cached_property
    def _services(self) -> dict[str, Service]:
        return {service.id: service for service in self.services}

    @cached_property
    def _counters(self) -> dict[str, Counter]:
        return {counter.id: counter for counter in self.counters}

    @cached_property
    def all_displays(self) -> tuple[OneDisplay, ...]:
        """The displays; where none is listed, the one that shows everything. The first is the usual one."""
        shared = {setting.name: getattr(self.display, setting.name) for setting in fields(Display)}
        return self.displays or (OneDisplay(id="display", **shared),)

    @cached_property
    def all_kiosks(self) -> tuple[OneKiosk, ...]:
        """The kiosks, each with all its services and languages named; the first is the usual one."""
        shared = {setting.name: getattr(self.kiosk, setting.name) for setting in fields(Kiosk)}
        return tuple(map(self._whole, self.kiosks or (OneKiosk(id="kiosk", **shared),)))

    def _whole(self, kiosk: OneKiosk) -> OneKiosk:
        given = [one.id for one in self.services if not kiosk.services or one.id in kiosk.services]
        groups = [
            replace(group, services=tuple(one for one in group.services if one in given))
            for group in kiosk.groups
        ]
        languages = kiosk.languages or self.office.languages
        return replace(kiosk, services=tuple(given), languages=languages, groups=tuple(groups))

    def kiosk_of(self, kiosk_id: str) -> OneKiosk:
        """Return the kiosk of an id; the usual one for "" and for one that is not there any more."""
        return next((one for one in self.all_kiosks if one.id == kiosk_id), self.all_kiosks[0])

    @property
    def kiosk_printers(self) -> tuple[str, ...]:
        """The printers that stand beside the kiosks, by id, the usual kiosk's first."""
        return tuple(dict.fromkeys(one.printer for one in self.all_kiosks if one.printer))

    @cached_property
    def opening(self) -> hours.Calendar:
        """The branch's working time, with the public holidays of its country."""
        calendar = self.calendar
        return hours.Calendar(
            zone=self.office.timezone,
            week=calendar.hours,
            holidays=holidays_of(calendar.country),
            eve_minus_min=calendar.pre_holiday_minus_min,
            exceptions={other.date: other.hours for other in calendar.exceptions},
            before_min=calendar.open_before_min,
            warning_min=calendar.closing_warning_min,
            after_min=calendar.promised_after_closing_min,
        )

    @cached_property
    def variants(self) -> "dict[object, Settings]":
        """What staff have made of these settings for a day: the newest variant, by what they have changed."""
        return {}

    @property
    def default_help(self) -> Service | None:
        """The service for "I don't know which one" (clause 15.6), or ``None`` when no service says so."""
        return next((service for service in self.services if service.default_help), None)
