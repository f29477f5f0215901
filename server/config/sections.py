"""Every section of config.yaml, in the order of the file."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from server.config.desk import read_desk
from server.config.display_sections import read_display, read_displays, read_speech
from server.config.forms import (
    country,
    day,
    day_hours,
    host,
    hours,
    interval,
    number_format,
    season,
    time_zone,
    url,
)
from server.config.keeping import read_backup, read_export, read_privacy, read_statistics
from server.config.kinds import choice, flag, list_of, text, translated, translated_list, whole, word
from server.config.kiosk import read_kiosk, read_kiosks
from server.config.names import Names
from server.config.printers import WORDS, picture, printable, read_printer
from server.config.reading import Kind, Place, Section, Wrong
from server.config.records import Backup, Export, Privacy, Statistics
from server.config.settings import (
    LANGUAGES,
    PRIORITY_GROUPS,
    STATE_LANGUAGE,
    Appointment,
    Calendar,
    Calls,
    Counter,
    CounterKind,
    Desk,
    Mode,
    Office,
    OtherHours,
    Printer,
    Priority,
    Queue,
    Server,
    Service,
    Settings,
    SignIn,
    Staff,
    Targets,
)
from server.rules.roles import Role

_PREFIX_FORM = "[A-HJ-NPR-Z]{1,2}"
_PREFIX = word(_PREFIX_FORM, "one or two capital letters A-Z without I, O and Q")
_PORT = whole(1, 65535)
_DAY_MIN = 24 * 60


class Sections:
    """Reads one section after the other, and remembers the languages and ids that later ones name.

    Args:
        root: the whole file.
    """

    def __init__(self, root: Section) -> None:
        self.root = root
        self.languages = Names("language")
        self.services = Names("service")
        self.counters = Names("counter")
        self.staff = Names("login")
        self.printers = Names("printer")
        self.prefixes: dict[str, Place] = {}

    def read(self) -> Settings:
        """Read everything; the settings hold when no mistake was noted."""
        return Settings(
            office=self.read_office(),
            calendar=self.read_calendar(),
            queue=self.read_queue(),
            services=self.read_services(),
            counters=self.read_counters(),
            staff=self.read_staff(),
            sign_in=self.read_sign_in(),
            printers=self.read_printers(),
            kiosk=(kiosk := read_kiosk(self, self._text())),
            kiosks=read_kiosks(self, kiosk, self._text()),
            display=(display := read_display(self)),
            displays=read_displays(self, display),
            speech=read_speech(self),
            desk=read_desk(self.root.group("desk", Desk), self.languages.places),
            export=read_export(self.root.group("export", Export)),
            privacy=read_privacy(self.root.group("privacy", Privacy)),
            backup=read_backup(self.root.group("backup", Backup)),
            statistics=read_statistics(self.root.group("statistics", Statistics)),
            server=self.read_server(),
        )

    def read_office(self) -> Office:
        """The branch. Its languages come first, as every text is checked against them."""
        office = self.root.group("office", Office)
        languages = office.take("languages", self._languages())
        if not languages:
            self.languages.lose_all()
        return Office(
            id=office.take("id", word("[a-z0-9-]+", "small letters a-z, digits and hyphens")),
            name=office.take("name", self._printed()),
            place=office.take("place", self._printed()),
            address=office.take("address", printable()),
            timezone=office.take("timezone", time_zone()),
            languages=languages,
            logo=office.take("logo", picture()),
        )

    def _languages(self) -> Kind[tuple[str, ...]]:
        expected = f'a list of languages, "{STATE_LANGUAGE}" first'
        language = replace(choice(LANGUAGES, "language"), blank="")

        def read(place: Place) -> tuple[str, ...]:
            items = place.items(expected)
            if not items:
                raise Wrong(f"found an empty list, expected {expected}")
            for item in items:
                self.languages.define(item, item.read(language))
            if items[0].written in LANGUAGES and items[0].written != STATE_LANGUAGE:
                items[0].wrong(
                    f'found "{items[0].written}", expected the state language "{STATE_LANGUAGE}" first'
                )
            return tuple(self.languages.places)

        return Kind(expected, read, ())

    def _text(self) -> Kind[Mapping[str, str]]:
        return translated(text(), tuple(self.languages.places))

    def _printed(self) -> Kind[Mapping[str, str]]:
        return translated(printable(), tuple(self.languages.places))

    def read_calendar(self) -> Calendar:
        """When the branch is open."""
        calendar = self.root.group("calendar", Calendar)
        return Calendar(
            hours=calendar.take("hours", hours()),
            country=calendar.take("country", country()),
            pre_holiday_minus_min=calendar.take("pre_holiday_minus_min", whole(0, _DAY_MIN)),
            exceptions=self._exceptions(calendar),
            open_before_min=calendar.take("open_before_min", whole(0, 120)),
            closing_warning_min=calendar.take("closing_warning_min", whole(0, 240)),
            promised_after_closing_min=calendar.take("promised_after_closing_min", whole(0, 240)),
        )

    def _exceptions(self, calendar: Section) -> tuple[OtherHours, ...]:
        items = calendar.groups("exceptions", OtherHours) or []
        lines: dict[date, int] = {}
        found = []
        for item in items:
            other = OtherHours(
                date=item.take("date", day()),
                hours=item.take("hours", day_hours()),
                note=item.take("note", self._text()),
            )
            if "date" in item.values and other.date != date.min:
                line = item.values["date"].line
                if lines.setdefault(other.date, line) != line:
                    item.values["date"].wrong(f"{other.date} already stands in line {lines[other.date]}")
            found.append(other)
        return tuple(found)

    def read_queue(self) -> Queue:
        """How numbers look and who is next."""
        queue = self.root.group("queue", Queue)
        targets = queue.group("targets", Targets)
        booked = queue.group("appointment", Appointment)
        return Queue(
            number_format=queue.take("number_format", number_format()),
            priority=self._priority(queue.group("priority", Priority)),
            appointment=Appointment(
                head_start_min=booked.take("head_start_min", whole(0, _DAY_MIN)),
                early_ok_min=booked.take("early_ok_min", whole(0, _DAY_MIN)),
                late_tolerance_min=booked.take("late_tolerance_min", whole(0, _DAY_MIN)),
                check_in_before_min=booked.take("check_in_before_min", whole(0, _DAY_MIN)),
                book_ahead_days=booked.take("book_ahead_days", whole(0, 366)),
                contact=booked.take("contact", flag()),
            ),
            guard_min=queue.take("guard_min", whole(0, _DAY_MIN)),
            calls=_calls(queue.group("calls", Calls)),
            out_of_turn=queue.take("out_of_turn", flag()),
            targets=Targets(
                wait_target_min=targets.take("wait_target_min", whole(1, _DAY_MIN)),
                wait_alarm_min=targets.take("wait_alarm_min", whole(1, _DAY_MIN)),
                idle_alarm_min=targets.take("idle_alarm_min", whole(1, 120)),
            ),
        )

    def _priority(self, priority: Section) -> Priority:
        spoken = tuple(self.languages.places)
        return Priority(
            mode=priority.take("mode", choice(Mode)),
            head_start_min=priority.take("head_start_min", whole(0, _DAY_MIN)),
            groups=priority.take(
                "groups", translated_list("groups", spoken, text()), _in(spoken, PRIORITY_GROUPS)
            ),
        )

    def read_services(self) -> tuple[Service, ...]:
        """What people come for."""
        items = self.root.groups("services", Service)
        if items is None:
            self.services.lose_all()
            return ()
        services = tuple(self._service(item) for item in items)
        pairs = zip(items, services, strict=True)
        helping = [item.values["default_help"] for item, service in pairs if service.default_help]
        for place in helping[1:]:
            place.wrong(f"only one service can be the default help, and line {helping[0].line} has it")
        return services

    def _service(self, item: Section) -> Service:
        service_id = item.take("id", word("[A-Z0-9]{1,8}", "1 to 8 capital letters A-Z and digits"))
        new = self.services.define(item.values.get("id"), service_id)
        spoken = tuple(self.languages.places)
        return Service(
            id=service_id,
            prefix=self._prefix(item, service_id if new else ""),
            name=item.take("name", self._printed()),
            bring=item.take("bring", translated_list("things", spoken, printable()), _in(spoken, {})),
            minutes=item.take("minutes", whole(1, 480)),
            walk_in=(walk_in := item.take("walk_in", flag())),
            appointments=_appointments(item, walk_in),
            last_ticket_min=item.take("last_ticket_min", whole(0, _DAY_MIN)),
            head_start_min=item.take("head_start_min", whole(0, _DAY_MIN)),
            default_help=item.take("default_help", flag()),
            season=item.take("season", season()),
            hours=item.take("hours", hours()),
        )

    def _prefix(self, item: Section, service_id: str) -> str:
        # An id that is wrong is its own mistake: it does not also make a wrong prefix.
        place = item.values.get("prefix") or item.values.get("id")
        if "prefix" in item.values or not service_id:
            prefix = item.take("prefix", _PREFIX, default="")
        elif re.fullmatch(_PREFIX_FORM, service_id):
            prefix = service_id
        else:
            item.missing("prefix", f'{_PREFIX.expected}, as the id "{service_id}" cannot be one')
            return ""
        if place and prefix and self.prefixes.setdefault(prefix, place) is not place:
            first = self.prefixes[prefix].line
            place.wrong(f'the prefix "{prefix}" already belongs to the service in line {first}')
        return prefix

    def read_counters(self) -> tuple[Counter, ...]:
        """Where people are served; each service somewhere."""
        items = self.root.groups("counters", Counter)
        if items is None:
            self.counters.lose_all()
            return ()
        counters = tuple(self._counter(item) for item in items)
        # A counter whose services could not be read may be the one.
        if counters and all(counter.services for counter in counters):
            for service_id, place in self.services.places.items():
                if service_id not in self.services.named:
                    place.wrong(f'no counter serves "{service_id}"')
        return counters

    def _counter(self, item: Section) -> Counter:
        counter_id = item.take("id", word("[A-Za-z0-9-]{1,8}", "1 to 8 letters A-Z, digits and hyphens"))
        self.counters.define(item.values.get("id"), counter_id)
        return Counter(
            id=counter_id,
            kind=item.take("kind", choice(CounterKind)),
            floor=item.take("floor", whole(-9, 99)),
            services=item.take("services", list_of(self.services.reference(), "service ids")),
            languages=item.take("languages", list_of(self.languages.reference(), "languages")),
            booking_hours=item.take("booking_hours", hours()),
        )

    def read_staff(self) -> tuple[Staff, ...]:
        """Who works here."""
        return tuple(self._person(item) for item in self.root.groups("staff", Staff) or ())

    def _person(self, item: Section) -> Staff:
        form = "1 to 64 small letters a-z, digits, dots, underscores and hyphens"
        login = item.take("login", word("[a-z0-9._-]{1,64}", form))
        self.staff.define(item.values.get("login"), login)
        return Staff(
            login=login,
            name=item.take("name", text()),
            role=item.take("role", choice(Role)),
            counters=item.take("counters", list_of(self.counters.reference(), "counter ids", at_least=0)),
            lunch=item.take("lunch", interval()),
        )

    def read_sign_in(self) -> SignIn:
        """How long a sign-in holds and when its screen locks."""
        section = self.root.group("sign_in", SignIn)
        sign_in = SignIn(
            lock_idle_min=section.take("lock_idle_min", whole(1, 60)),
            lock_serving_min=section.take("lock_serving_min", whole(1, 60)),
            end_idle_min=section.take("end_idle_min", whole(5, 480)),
            end_hours=section.take("end_hours", whole(1, 24)),
        )
        longest = max(sign_in.lock_idle_min, sign_in.lock_serving_min)
        if sign_in.end_idle_min <= longest and "end_idle_min" in section.values:
            section.values["end_idle_min"].wrong(f"a screen locks after {longest} minutes: expected more")
        return sign_in

    def read_printers(self) -> tuple[Printer, ...]:
        """Where tickets are printed."""
        items = self.root.groups("printers", WORDS)
        if items is None:
            self.printers.lose_all()
        return tuple(read_printer(item, self.printers, self._text()) for item in items or ())

    def read_server(self) -> Server:
        """Where the pages are served."""
        server = self.root.group("server", Server)
        return Server(
            host=server.take("host", host()),
            port=server.take("port", _PORT),
            names=server.take("names", list_of(host(), "names", at_least=0)),
            public_url=server.take("public_url", url()),
        )


def _in(languages: tuple[str, ...], texts: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType({code: texts.get(code, ()) for code in languages})


def _appointments(item: Section, walk_in: bool) -> bool:
    booked = item.take("appointments", flag(), not walk_in)
    if not walk_in and not booked:
        item.values["appointments"].wrong("without walk_in nobody could ever come: expected true")
    return booked


def _calls(calls: Section) -> Calls:
    # Read as the most when it is wrong, so that what depends on it is not called wrong too.
    most = calls.take("repeat_max", replace(whole(0, 3), blank=3))
    return Calls(
        repeat_gap_s=calls.take("repeat_gap_s", whole(8, 600)),
        repeat_max=most,
        repeats_before_no_show=calls.take("repeats_before_no_show", whole(0, most), min(1, most)),
        restore_within_min=calls.take("restore_within_min", whole(0, _DAY_MIN)),
    )
