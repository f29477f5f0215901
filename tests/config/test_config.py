"""What a branch can set, and what it is told when something is wrong."""

import copy
import operator
import re
from collections.abc import Iterator
from dataclasses import FrozenInstanceError, fields, is_dataclass, replace
from datetime import date, time
from functools import reduce
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args, get_type_hints
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from printer.profile import PRESETS, Confirm, ImageCommand, Profile, StatusMode
from printer.transport import Flow
from server.config import (
    Backup,
    Calendar,
    ConfigError,
    Counter,
    CounterKind,
    Desk,
    Display,
    Export,
    ExportFormat,
    Kiosk,
    Mail,
    Mistake,
    Mode,
    Office,
    Printer,
    Priority,
    Privacy,
    Queue,
    ReportBy,
    Security,
    Server,
    Service,
    Settings,
    Speech,
    Staff,
    Statistics,
    Transport,
    load,
    parse,
)
from server.rules.hours import Interval
from server.rules.roles import Role
from server.rules.season import Season

SAMPLE = Path(__file__).parents[2] / "config.yaml"

SECTIONS = ", ".join(field.name for field in fields(Settings))

# A small branch: nothing but what must be said, one setting in a line where that helps to count.
SMALL = """\
office:
  id: kamajai
  name: {lt: "Seniūnija", en: "Eldership"}
  place: {lt: "Salė", en: "Hall"}
  address: "Kamajai"
  timezone: Europe/Vilnius
  languages: [lt, en]
calendar:
  hours:
    mon: ["08:00-12:00", "12:45-17:00"]
    fri: ["08:00-15:45"]
services:
  - id: A
    name: {lt: "Prašymai", en: "Requests"}
  - id: D
    name: {lt: "Deklaravimas", en: "Residence"}
    bring: {lt: ["pasas"], en: ["passport"]}
  - id: REG
    prefix: R
    name: {lt: "Registras", en: "Registry"}
    walk_in: false
counters:
  - id: "1"
    services: [A, D]
    languages: [lt]
  - {id: "608", services: [REG], languages: [lt, en]}
staff:
  - {login: rasa, name: "Rasa", counters: ["608"]}
printers:
  - {id: paper, transport: screen}
kiosk:
  printer: paper
"""


def said(text: str) -> str:
    """What is said about a text that is no configuration."""
    with pytest.raises(ConfigError) as caught:
        parse(text, "c.yaml")
    return str(caught.value)


def changed(*changes: str) -> str:
    """The small branch with lines changed, each given as ``"line 7: new text"``."""
    lines = SMALL.splitlines()
    for change in changes:
        number, _, text = change.removeprefix("line ").partition(": ")
        lines[int(number) - 1] = text
    return "\n".join(lines) + "\n"


def day(*hours: int | float) -> tuple[Interval, ...]:
    times = [time(int(hour), int(hour % 1 * 60)) for hour in hours]
    return tuple(Interval(*pair) for pair in zip(times[::2], times[1::2], strict=True))


# The sample and the small branch


def test_the_sample_is_the_reception_of_rokiskis() -> None:
    branch = load(SAMPLE)

    assert branch.office == Office(
        id="rokiskis",
        name={
            "lt": "Rokiškio rajono savivaldybės administracija",
            "en": "Rokiškis District Municipality Administration",
            "uk": "Адміністрація Рокішкіського районного самоврядування",
            "ru": "Администрация Рокишкского районного самоуправления",
        },
        place={
            "lt": "Vieno langelio priimamasis",
            "en": "One-stop reception",
            "uk": "Приймальня «єдине вікно»",
            "ru": "Приёмная «одно окно»",
        },
        address="Respublikos g. 94, LT-42136 Rokiškis",
        timezone=ZoneInfo("Europe/Vilnius"),
        languages=("lt", "en", "uk", "ru"),
    )
    assert branch.calendar.hours == dict.fromkeys(range(4), day(8, 17)) | {4: day(8, 15.75), 5: (), 6: ()}
    assert [service.id for service in branch.services] == list("ABDSKHMZTLVJ")
    assert [service.id for service in branch.services if not service.walk_in] == ["J"]
    assert branch.counters == (
        Counter(id="1", services=("A", "B", "L", "V"), languages=("lt", "en")),
        Counter(id="2", services=("D", "A", "B"), languages=("lt", "ru", "uk")),
        Counter(id="3", services=("S", "K", "H"), languages=("lt", "ru")),
        Counter(id="4", services=("S", "K"), languages=("lt", "en")),
        Counter(id="608", kind=CounterKind.ROOM, floor=6, services=("Z",), languages=("lt",)),
        Counter(
            id="105",
            kind=CounterKind.ROOM,
            floor=1,
            services=("M", "J", "T"),
            languages=("lt",),
            booking_hours=dict.fromkeys(range(4), day(9, 12, 13, 16)) | {4: day(9, 12), 5: (), 6: ()},
        ),
    )
    assert [(service.id, service.minutes) for service in branch.services if service.appointments] == [
        ("M", 20),
        ("Z", 15),
        ("T", 20),
        ("J", 30),
    ]
    assert branch.staff == (
        Staff(login="rasa", name="Rasa", role=Role.RECEPTION, counters=("1",), lunch=day(12, 12.75)[0]),
        Staff(login="darius", name="Darius", counters=("2",), lunch=day(12.75, 13.5)[0]),
        Staff(login="vilma", name="Vilma", counters=("3",), lunch=day(12, 12.75)[0]),
        Staff(login="jonas", name="Jonas", counters=("4",), lunch=day(12.75, 13.5)[0]),
        Staff(login="egidijus", name="Egidijus", counters=("608",)),
        Staff(login="ausra", name="Aušra", role=Role.ADMINISTRATOR),
    )
    assert branch.printers == (Printer(id="virtual", transport=Transport.SCREEN),)
    assert branch.kiosk == Kiosk(printer="virtual", groups=branch.kiosk.groups)
    assert ["".join(group.services) for group in branch.kiosk.groups] == ["ABL", "SKH", "MV", "ZT"]


def test_a_service_of_the_sample_says_what_to_bring_in_every_language() -> None:
    assert load(SAMPLE).service("D") == Service(
        id="D",
        prefix="D",
        name={
            "lt": "Gyvenamosios vietos deklaravimas",
            "en": "Declaring place of residence",
            "uk": "Декларування місця проживання",
            "ru": "Декларирование места жительства",
        },
        bring={
            "lt": ("asmens dokumentas", "savininko sutikimas (jei būstas ne Jūsų)"),
            "en": ("identity document", "the owner's consent (if the home is not yours)"),
            "uk": ("документ, що посвідчує особу", "згода власника (якщо житло не Ваше)"),
            "ru": ("документ, удостоверяющий личность", "согласие собственника (если жильё не Ваше)"),
        },
    )


def test_deleting_every_section_with_defaults_changes_nothing_in_the_sample() -> None:
    text = SAMPLE.read_text(encoding="utf-8")
    for section in (
        "queue",
        "display",
        "displays",
        "speech",
        "desk",
        "export",
        "privacy",
        "backup",
        "statistics",
        "server",
    ):
        text = re.sub(rf"^{section}:\n(?:[ #].*\n|\n)*", "", text, flags=re.MULTILINE)

    assert parse(text, "c.yaml") == load(SAMPLE)
    assert "priority" not in text


def test_the_defaults_are_those_that_the_sample_tells() -> None:
    branch = load(SAMPLE)

    assert branch.queue == Queue(number_format="{prefix}{n:03d}", priority=Priority(head_start_min=30))
    assert branch.queue.targets.wait_target_min == 15
    assert branch.display == Display(last_called=5, languages=("lt",), chime=True, volume=100, diagonal_in=55)
    assert branch.speech == Speech(speed=140, repeat=True)
    assert branch.desk == Desk()
    assert branch.export == Export(delimiter=";", decimal=",", encoding="utf-8-sig", at=time(17, 15))
    assert branch.privacy == Privacy(
        contact_retention_days=0, ticket_events_days=30, staff_log_days=90, totals_years=5
    )
    assert branch.backup == Backup(keep_days=7)
    assert branch.statistics == Statistics(report_by=ReportBy.COUNTER, public_status=True)
    assert branch.server == Server(host="127.0.0.1", port=8080)


def test_the_commented_printers_of_the_sample_work() -> None:
    text = SAMPLE.read_text(encoding="utf-8").replace("# - {id", "- {id")

    assert parse(text, "c.yaml").printers == (
        Printer(id="virtual", transport=Transport.SCREEN),
        Printer(
            id="entrance",
            transport=Transport.NETWORK,
            profile=PRESETS["TM-m30"],
            host="192.168.1.50",
            port=9100,
        ),
        Printer(
            id="usb",
            transport=Transport.USB,
            profile=replace(PRESETS["generic-58"], roll_m=30),
            path=Path("/dev/usb/lp0"),
        ),
        Printer(
            id="line",
            transport=Transport.SERIAL,
            profile=Profile(confirm=Confirm.GS_R, status_required=True),
            path=Path("/dev/ttyS0"),
            baud=115200,
            flow=Flow.RTS_CTS,
        ),
        Printer(
            id="stand",
            transport=Transport.LIBUSB,
            profile=replace(PRESETS["VKP80"], before_job=b"\x1de\x02", after_cut=b"\x1de\x05"),
            usb_id="0dd4:0205",
        ),
        Printer(
            id="old",
            transport=Transport.FILE,
            profile=Profile(cut=b"\x1bi", status=StatusMode.NONE),
            path=Path("/dev/usb/lp1"),
        ),
        Printer(
            id="queue",
            transport=Transport.CUPS,
            profile=Profile(width=640, image=ImageCommand.GRAPHICS, slice_rows=96),
            queue="tickets",
        ),
        Printer(
            id="hall",
            transport=Transport.REMOTE,
            place={"lt": "prie 1 langelio", "en": "at counter 1", "uk": "біля віконця 1", "ru": "у окна 1"},
        ),
    )


def documented(shape: type[Any]) -> list[str]:
    """Every setting at or below a dataclass; the office's own sections are told apart by their place."""
    names = []
    for name, hint in get_type_hints(shape).items():
        names.append(name)
        for inner in (hint, *get_args(hint)):
            if is_dataclass(inner) and inner not in (Interval, Season):
                names += documented(inner)  # type: ignore[arg-type]
    return names


def test_a_logo_is_read_from_the_folder_of_the_settings_or_its_mistake_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Image.new("1", (80, 40)).save(tmp_path / "arms.png")
    (tmp_path / "words.png").write_text("no picture")
    monkeypatch.chdir(tmp_path)

    def with_logo(name: str) -> str:
        return SMALL.replace("  languages: [lt, en]\n", f"  languages: [lt, en]\n  logo: {name}\n")

    (tmp_path / "config.yaml").write_text(with_logo("arms.png"), encoding="utf-8")
    assert load(tmp_path / "config.yaml").office.logo == tmp_path / "arms.png"
    assert [said(with_logo(name)) for name in ("none.png", "words.png")] == [
        'c.yaml:8  office.logo: "none.png" cannot be read: No such file or directory',
        'c.yaml:8  office.logo: "words.png" is no picture, or too large a one',
    ]


def test_every_setting_stands_in_the_sample() -> None:
    blocks = dict(
        re.findall(r"^(\w+):\n((?:[ #\n].*\n|\n)*)", SAMPLE.read_text(encoding="utf-8"), re.MULTILINE)
    )
    hints = get_type_hints(Settings)

    assert list(blocks) == list(hints)
    missing = [
        f"{section}.{name}"
        for section, hint in hints.items()
        for shape in (hint, *get_args(hint))
        if is_dataclass(shape)
        for name in documented(shape)  # type: ignore[arg-type]
        if not re.search(rf"(?:^[ #]*(?:- )?|[{{,] ?){name}:", blocks[section], re.MULTILINE)
    ]
    assert missing == []


def test_a_small_branch_says_only_what_it_must() -> None:
    branch = parse(SMALL, "c.yaml")

    assert branch == Settings(
        office=Office(
            id="kamajai",
            name={"lt": "Seniūnija", "en": "Eldership"},
            place={"lt": "Salė", "en": "Hall"},
            address="Kamajai",
            timezone=ZoneInfo("Europe/Vilnius"),
            languages=("lt", "en"),
        ),
        calendar=Calendar(hours=dict.fromkeys(range(7), ()) | {0: day(8, 12, 12.75, 17), 4: day(8, 15.75)}),
        queue=branch.queue,
        services=(
            Service(
                id="A", prefix="A", name={"lt": "Prašymai", "en": "Requests"}, bring={"lt": (), "en": ()}
            ),
            Service(
                id="D",
                prefix="D",
                name={"lt": "Deklaravimas", "en": "Residence"},
                bring={"lt": ("pasas",), "en": ("passport",)},
            ),
            Service(
                id="REG",
                prefix="R",
                name={"lt": "Registras", "en": "Registry"},
                bring={"lt": (), "en": ()},
                walk_in=False,
                appointments=True,
            ),
        ),
        counters=(
            Counter(id="1", services=("A", "D"), languages=("lt",)),
            Counter(id="608", services=("REG",), languages=("lt", "en")),
        ),
        staff=(Staff(login="rasa", name="Rasa", counters=("608",)),),
        printers=(Printer(id="paper", transport=Transport.SCREEN),),
        kiosk=Kiosk(printer="paper"),
    )
    assert {code: len(groups) for code, groups in branch.queue.priority.groups.items()} == {"lt": 4, "en": 4}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("kiosk: {}", Kiosk()),
        ("kiosk:  # printer: paper", Kiosk()),
        ("kiosk: {show_ticket_s: 7, printer: paper}", Kiosk(printer="paper", show_ticket_s=7)),
        ("kiosk: {show_ticket_s: '7'}", Kiosk(show_ticket_s=7)),
        ("display: {chime: off, last_called: 1}", Display(last_called=1, chime=False)),
        ("server: {port: 80, host: '::1'}", Server(host="::1", port=80)),
        ("server: {host: 10.0.0.1}", Server(host="10.0.0.1")),
        ("server: {host: queue.example.lt}", Server(host="queue.example.lt")),
        ('export: {delimiter: ",", decimal: "."}', Export(delimiter=",", decimal=".")),
        (r'export: {delimiter: "\t", encoding: utf-8}', Export(delimiter="\t", encoding="utf-8")),
        (
            "export: {at: '16:00', folder: /srv/eile, formats: [json]}",
            Export(at=time(16), folder=Path("/srv/eile"), formats=(ExportFormat.JSON,)),
        ),
        (
            "export: {mail: {to: [a.b@example.lt], sender: c@example.lt, host: mail, security: tls}}",
            Export(
                mail=Mail(to=("a.b@example.lt",), sender="c@example.lt", host="mail", security=Security.TLS)
            ),
        ),
        ("queue: {number_format: '{prefix}-{n}'}", "{prefix}-{n}"),
        ("queue: {priority: {mode: none}}", Mode.NONE),
        ("queue: {priority: {mode: 'none'}}", Mode.NONE),
    ],
)
def test_a_setting_that_is_written_holds(text: str, expected: object) -> None:
    branch = parse(SMALL.replace("kiosk:\n  printer: paper\n", text), "c.yaml")

    assert expected in (
        *(branch.kiosk, branch.display, branch.server, branch.export),
        *(branch.queue.number_format, branch.queue.priority.mode),
    )


def test_a_counter_whose_number_has_no_quotes_is_text() -> None:
    branch = parse(
        changed("line 23:   - id: 1", "line 28:   - {login: rasa, name: R, counters: [1]}"), "c.yaml"
    )

    assert branch.counters[0].id == "1"
    assert branch.staff[0].counters == ("1",)


def test_texts_of_a_language_that_is_off_wait_in_the_file() -> None:
    branch = parse(changed('line 4:   place: {en: "Hall", ru: "Зал", lt: "Salė"}'), "c.yaml")

    assert list(branch.office.place.items()) == [("lt", "Salė"), ("en", "Hall")]


def test_a_file_from_notepad_with_its_mark_and_line_ends_is_read(tmp_path: Path) -> None:
    file = tmp_path / "config.yaml"
    file.write_bytes(SMALL.replace("\n", "\r\n").encode("utf-8-sig"))

    assert load(file) == parse(SMALL, "c.yaml")


# Looking things up


def test_services_and_counters_are_found_by_their_ids() -> None:
    branch = parse(SMALL, "c.yaml")

    assert branch.service("D") is branch.services[1]
    assert branch.counter("608") is branch.counters[1]
    for look in (branch.service, branch.counter):
        with pytest.raises(KeyError, match="nowhere"):
            look("nowhere")


def test_the_default_help_is_the_service_that_says_so() -> None:
    assert parse(SMALL, "c.yaml").default_help is None

    branch = parse(changed("line 21:     default_help: true"), "c.yaml")
    assert branch.default_help is branch.services[2]


def test_settings_are_frozen_through_and_through() -> None:
    branch = load(SAMPLE)
    frozen = [branch, branch.queue, branch.queue.priority, *(getattr(branch, f.name) for f in fields(branch))]

    for part in [part for part in frozen if is_dataclass(part)] + [branch.services[0], branch.counters[0]]:
        with pytest.raises(FrozenInstanceError):
            setattr(part, fields(part)[0].name, None)
    for mapping in (branch.office.name, branch.calendar.hours, branch.services[2].bring):
        with pytest.raises(TypeError):
            mapping["lt"] = ""  # type: ignore[index]


# Mistakes

MANY_MISTAKES = """\
office:
  id: Kamajai
  name: {lt: "Seniūnija"}
  place: {lt: "Salė", en: ""}
  adress: "Kamajai"
  timezone: Europe/Vilnus
  languages: [lt, en, de]
calendar:
  hours:
    mon: [12:45]
    tue: ["08:00-12:00", "11:30-17:00"]
    monday: ["08:00-17:00"]
qeue:
  number_format: "{prefix}{number}"
  priority: {mode: off, head_start_min: 1441}
services:
  - {id: A, name: {lt: "A", en: "A"}, default_help: true}
  - {id: B, prefix: A, name: {lt: "B", en: "B"}, default_help: true}
  - {id: A, prefix: C, name: {lt: "C", en: "C"}}
  - {id: REG, name: {lt: "D", en: "D"}}
counters:
  - {id: 010, services: [A, REGG], languages: [lt, uk]}
staff:
  - {login: rasa, name: "Rasa", counters: ["8"]}
printers:
  - {id: paper, transport: network, width: 577}
kiosk:
  printer: papier
  show_ticket_s: soon
"""


def test_every_mistake_is_reported_at_once_with_its_line() -> None:
    assert (
        said(MANY_MISTAKES)
        == Path(__file__).with_name("many_mistakes.txt").read_text(encoding="utf-8").strip()
    )


# A line of the small branch as it should not be, and below it all that is said about it.
@pytest.mark.parametrize(
    "case",
    re.split(r"\n(?=line )", Path(__file__).with_name("mistakes.txt").read_text(encoding="utf-8").strip()),
)
def test_a_mistake_is_told_with_its_line(case: str) -> None:
    change, *expected = case.splitlines()

    assert said(changed(change.replace("⏎", "\n"))).splitlines() == [line.strip() for line in expected]


def test_mistakes_are_values_in_the_order_of_the_file() -> None:
    with pytest.raises(ConfigError) as caught:
        parse(changed("line 28:   - {login: rasa}", "line 2:   id: 'a b'"), "c.yaml")

    assert caught.value.mistakes == (
        Mistake("c.yaml", 2, "office.id", 'found "a b", expected small letters a-z, digits and hyphens'),
        Mistake("c.yaml", 28, "staff[0].name", "missing, expected text"),
    )


# One wrong id is one mistake, where it stands


def test_those_who_name_an_id_that_is_wrong_are_right() -> None:
    assert (
        len(
            said(
                changed("line 18:   - id: REG/", "line 26:   - {id: 608, services: [REG/], languages: [lt]}")
            ).splitlines()
        )
        == 1
    )


def test_a_lost_id_excuses_one_name_and_no_more() -> None:
    text = changed("line 18:   - ident: REG", "line 24:     services: [A, D, REG, XYZ]")

    assert [line.partition(",")[0] for line in said(text).splitlines()] == [
        'c.yaml:18  services[2].ident: unknown word "ident"',
        "c.yaml:18  services[2].id: missing",
        'c.yaml:24  counters[0].services[3]: unknown service "XYZ"',
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "c.yaml  the file is empty, expected settings such as office, services and counters"),
        ("# nothing\n", "c.yaml  the file is empty, expected settings such as office, services and counters"),
        ("[office]", f"c.yaml:1  found a list, expected a group with {SECTIONS}"),
        ("office", f'c.yaml:1  found "office", expected a group with {SECTIONS}'),
        ("~", f"c.yaml:1  nothing is written here, expected a group with {SECTIONS}"),
        (SMALL + "\tserver: {}\n", "c.yaml:33  a tab stands here: indent with spaces"),
        (
            SMALL + " x: y\n",
            "c.yaml:33  this does not fit the lines above it: check the indentation, quotes and commas",
        ),
        (
            SMALL + "display:\n  last_called: 5\n  chime\n",
            'c.yaml:35  a word without its colon: write "word: value", or check the indentation',
        ),
        (SMALL + "server: {host: '", "c.yaml:33  a quotation mark is opened and never closed"),
        (
            SMALL + "server: {port: 1\n\n",
            "c.yaml:33  a group that begins with { is never closed, or a comma is missing",
        ),
        (SMALL + "x: [1\n\n", "c.yaml:33  a list that begins with [ is never closed, or a comma is missing"),
        (SMALL + "x: {", "c.yaml:33  a value is expected here"),
        (
            SMALL + "x: a: b",
            "c.yaml:33  a colon too many: check this line and the one above, or put the text in quotes",
        ),
        (SMALL + "x: @a", "c.yaml:33  text cannot begin with this character: put it in quotes"),
        (SMALL + r'x: "\w"', 'c.yaml:33  a backslash in "…" has its own meaning: use single quotes'),
        (SMALL + r'x: "\UFFFFFFFF"', "c.yaml:33  an escape or a number that does not exist"),
        (SMALL + "x: \x07", r"c.yaml:33  a character that cannot be shown: \x07"),
        (
            SMALL + "x: &a 1\ny: &a 2",
            "c.yaml:34  a name given with & stands here twice: such names are not needed",
        ),
        (SMALL + "---\n", 'c.yaml:33  a second document begins here ("---"): the settings are one document'),
        (SMALL + "x: " + "[" * 100_000, "c.yaml:33  more than 20 levels of brackets or indentation"),
        (SMALL + "x: " + "{a: " * 100_000, "c.yaml:33  more than 20 levels of brackets or indentation"),
        ("#" * (1024 * 1024 + 1), "c.yaml  larger than 1 MiB: settings are not that long"),
    ],
    ids=range(22),
)
def test_a_text_that_is_no_yaml_is_explained_in_plain_words(text: str, expected: str) -> None:
    assert said(text) == expected


def test_references_are_not_followed_however_many_or_round() -> None:
    bomb = "a: &a [x, x]\n" + "".join(f"{b}: &{b} [*{a}, *{a}]\n" for a, b in pairwise("abcdefghijkl"))
    round_ = "server: &s {port: *s, host: [*s]}\nkiosk: *s\n"

    assert len(said(bomb).splitlines()) == 12 + 5  # the unknown words and the missing sections
    assert said(SMALL.replace("kiosk:\n  printer: paper\n", round_)).splitlines() == [
        'c.yaml:31  server.host: found a list, expected a name or an address such as "192.168.1.50"',
        "c.yaml:31  server.port: references such as *s are not read: write the value here",
        "c.yaml:32  kiosk: references such as *s are not read: write the value here",
    ]


def test_files_that_cannot_be_read_are_told_by_their_name(tmp_path: Path) -> None:
    def refused(path: Path) -> str:
        with pytest.raises(ConfigError) as caught:
            load(path)
        return str(caught.value)

    (tmp_path / "latin.yaml").write_bytes("a: b\n# ąžuolas".encode("cp1257"))
    (tmp_path / "large.yaml").write_bytes(b"#" * 1024 * 1024 + b"#")
    # Where the limit cuts a letter in two, it is still the size that is wrong.
    (tmp_path / "wide.yaml").write_bytes("# ė".encode() * 300_000)

    assert refused(tmp_path / "none.yaml") == f"{tmp_path}/none.yaml  there is no such file"
    assert refused(tmp_path) == f"{tmp_path}  this is a folder, expected a file"
    assert refused(tmp_path / "latin.yaml") == (
        f"{tmp_path}/latin.yaml:2  not UTF-8: save the file in the encoding UTF-8"
    )
    for name in ("large.yaml", "wide.yaml"):
        assert refused(tmp_path / name) == f"{tmp_path / name}  larger than 1 MiB: settings are not that long"
    assert refused(tmp_path / ("n" * 300)) == f"{tmp_path}/{'n' * 300}  cannot be read: File name too long"


# Whatever is written, it is read or explained

SIGNS = st.sampled_from(":?-|>%#=&*![]{}'\"~ \n\t\x00\ud800\u2028A1ė")
WORDS = (
    "null",
    "no",
    "010",
    "12:45",
    "1e3",
    ".inf",
    "2026-12-31",
    "9" * 30,
    "{n}",
    "lt",
    "office",
    "",
    "id: ",
)
TRAPS = ("- ", ": ", "---\n", "&a ", "*a", "<<: *a", "!x ", "!!int ", "!!merge a: ", r"\U99999999")


@st.composite
def damaged(draw: st.DrawFn, text: str) -> str:
    """A text after a few accidents: something cut out, and something else put there."""
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 12)))
        text = text[:start] + draw(SIGNS | st.sampled_from(WORDS + TRAPS) | st.text(max_size=3)) + text[end:]
    return text


@settings(max_examples=300, deadline=None)
@given(damaged(SMALL))
def test_a_damaged_file_is_read_or_explained(text: str) -> None:
    try:
        parse(text, "c.yaml")
    except ConfigError as error:
        lines = (
            text.count("\n")
            + text.count("\r")
            + text.count("\x85")
            + text.count("\u2028")
            + text.count("\u2029")
        )
        assert error.mistakes
        assert all(0 <= mistake.line <= lines + 1 for mistake in error.mistakes)
        assert len(str(error).splitlines()) == len(error.mistakes)
        str(error).encode("utf-8")


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every value inside a value."""
    for key in value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield (*path, key)
        yield from places(value[key], (*path, key))


TREE = yaml.safe_load(SMALL)
OTHERS: st.SearchStrategy[object] = st.sampled_from(
    [None, "", "x", 0, -1, 0.5, True, [], [[]], ["x"], {}, {"x": 1}, [None], 10**30, date(2026, 1, 1)]
)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(list(places(TREE))), OTHERS)
def test_a_value_of_another_kind_is_read_or_explained(path: tuple[Any, ...], other: object) -> None:
    tree = copy.deepcopy(TREE)
    above = reduce(operator.getitem, path[:-1], tree)
    above[path[-1]] = other

    try:
        parse(yaml.safe_dump(tree, allow_unicode=True), "c.yaml")
    except ConfigError as error:
        assert error.mistakes


@settings(max_examples=40, deadline=None)
@given(damaged(SAMPLE.read_text(encoding="utf-8")))
def test_a_damaged_sample_is_read_or_explained(text: str) -> None:
    try:
        parse(text, "c.yaml")
    except ConfigError as error:
        assert error.mistakes


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_explained(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    file = tmp_path_factory.getbasetemp() / "any.yaml"
    file.write_bytes(content)

    with pytest.raises(ConfigError):
        load(file)
