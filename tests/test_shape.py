"""The shape of the house: who may know whom, every word in every language, everything in the wheel."""

import ast
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from offices import ROOT

from kiosk.booking import Why
from kiosk.choices import Leads
from kiosk.view import Mode
from printer.profile import Confirm
from printer.raster import missing_glyphs
from server.config import CounterKind, Transport
from server.monitor.picture import POSTED
from server.reception.calls import OutOfTurn, Refusal
from server.rules.alarms import AlarmKind
from server.rules.closing import Outlook
from server.rules.counter import PAUSES, CounterState, HelpReason
from server.rules.device import DeviceKind
from server.rules.issuing import Issuing, StopReason
from server.rules.notices import Cause
from server.rules.periods import Length
from server.rules.printers import PrinterState
from server.rules.refused import Reason
from server.rules.roles import Role
from server.rules.slots import Booking
from server.rules.spool import JobState
from server.rules.totals import Facet
from server.rules.turn import Kind
from server.rules.visit import Handed, Paper, Status
from server.statistics.figures import FIGURES, GROUPS
from server.words import OWN_NAMES, STAFF_LANGUAGES, load

ROOMS = {"server": OWN_NAMES, "kiosk": OWN_NAMES, "display": OWN_NAMES, "server/phone": OWN_NAMES} | {
    "server/status": OWN_NAMES
}
ALARMING = [state for state in PrinterState if state.failing or state is PrinterState.PAPER_LOW]
STAFF_ROOMS = {
    f"server/{room}": STAFF_LANGUAGES
    for room in ("desk", "agenda", "monitor", "statistics", "paper", "printers", "signin", "pairing")
}
WITH_A_SENTENCE = set(AlarmKind) - {AlarmKind.HELP, AlarmKind.CALLBACK}  # alarms told in the bar
AT_MONITOR = ("serving", "called", "closed", "out", "on", "off")  # of counters, clerks and accounts
BESIDE = (Leads.BOOKED, Leads.PRIORITY, Leads.HOW, Leads.SEARCH)
PACKAGES = ["server", "kiosk", "display", "printer"]
SAID_WHERE = (
    "page|place|why|ticket|kiosk|display|phone|desk|agenda|stat|status|paper|printer|signin|wait|hours"
    "|closing|notice|pair|monitor|stop"
)
KEY = re.compile(rf"""["']((?:{SAID_WHERE})\.[a-z_0-9]*[a-z0-9])["']""")


def test_every_room_knows_only_those_below_it() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stdout


def catalogue(room: str, language: str) -> dict[str, list[str]]:
    with (ROOT / room / "locale" / f"{language}.po").open("rb") as file:
        said = read_po(file, locale=language)
    return {
        str(entry.id[0] if isinstance(entry.id, tuple) else entry.id): (
            list(entry.string) if isinstance(entry.string, tuple) else [entry.string]
        )
        for entry in said
        if entry.id
    }


@pytest.mark.parametrize("room", [*ROOMS, *STAFF_ROOMS])
def test_every_text_is_said_in_every_language_with_the_same_values(room: str) -> None:
    languages = (ROOMS | STAFF_ROOMS)[room]
    found = {language: catalogue(room, language) for language in languages}
    values = {
        language: {key: [sorted(re.findall(r"{\w+}", text)) for text in texts] for key, texts in said.items()}
        for language, said in found.items()
    }

    assert sorted(path.stem for path in (ROOT / room / "locale").iterdir()) == sorted(languages)
    for language in languages:
        assert found[language].keys() == found["lt"].keys()
        assert [key for key, texts in found[language].items() if not all(texts)] == []
        for key, inside in values[language].items():
            assert set(map(tuple, inside)) == set(map(tuple, values["lt"][key])), (language, key)


def asked_for() -> set[str]:
    """Every key that code or templates name, and those they put together while running."""
    sources = [
        path for package in PACKAGES for end in ("py", "html") for path in (ROOT / package).rglob(f"*.{end}")
    ]
    named = {key for path in sources for key in KEY.findall(path.read_text(encoding="utf-8"))}
    doors = re.findall(
        r'\("/[\w/]+", "(\w+)"\)', (ROOT / "server/templates/index.html").read_text(encoding="utf-8")
    )
    return (
        named
        | {f"refused.{reason}" for reason in Reason}
        | {f"notice.{cause}" for cause in Cause if cause is not Cause.OTHER}
        | {f"refused.is_{status}" for status in Status}
        | {f"place.{kind}{form}" for kind in CounterKind for form in ("", "_acc")}
        | {f"kiosk.paper_{paper}" for paper in Paper}
        | {f"wait.{today}" for today in (Outlook.DOUBTFUL, Outlook.UNLIKELY)}
        | {f"why.{why}" for why in ("in_turn", Kind.PRIORITY, Kind.APPOINTMENT, *Handed, *OutOfTurn)}
        | {f"desk.{code}" for code in (*OutOfTurn, *Refusal)}
        | {f"desk.step_{step}" for step in ("free", "called", "serving")}
        | {f"desk.pause_{state}" for state in PAUSES}
        | {f"desk.is_{state}" for state in CounterState}
        | {f"desk.speak_{language}" for language in OWN_NAMES}
        | {f"desk.help_{reason}" for reason in HelpReason}
        | {f"desk.alarm_{kind}" for kind in (*HelpReason, *WITH_A_SENTENCE)}
        | {f"desk.theme_{theme}" for theme in ("auto", "light", "dark")}
        | {f"desk.{what}_{choice}" for what in ("sound", "phones") for choice in ("yes", "off")}
        | {f"kiosk.slip_{paper}" for paper in Paper}
        | {f"kiosk.mode_{mode}" for mode in Mode}
        | {f"kiosk.to_{leads}" for leads in BESIDE}
        | {f"kiosk.why_{why}" for why in Why}
        | {f"agenda.is_{status}" for status in Booking}
        | {f"signin.role_{role}" for role in Role}
        | {f"stat.{figure}{form}" for figure in FIGURES for form in ("", "_is")}
        | {f"stat.group_{group}" for group in GROUPS}
        | {f"stat.by_{facet}" for facet in Facet if facet is not Facet.WHOLE}
        | {f"stat.kind_{kind}" for kind in Kind}
        | {f"stat.{length}" for length in Length}
        | {f"stat.length_{length}" for length in Length}
        | {f"stat.chart_{length}{what}" for length in ("day", "week", "month") for what in ("s", "_waits")}
        | {f"printer.state_{state}" for state in PrinterState}
        | {f"printer.{form}_{state}" for form in ("alarm", "do") for state in ALARMING}
        | {f"printer.way_{transport}" for transport in Transport}
        | {f"printer.job_{state}" for state in JobState}
        | {f"printer.confirm_{way}" for way in (*Confirm, "untried")}
        | {f"monitor.level_{level}" for level in ("good", "late", "long")}
        | {f"monitor.numbers_{state}" for state in (*Issuing, "open", "out_of_hours", "booked_only", "shut")}
        | {
            f"monitor.is_{state}"
            for state in (*CounterState, "serving", "called", "closed", "out", "on", "off")
        }
        | {f"monitor.stop_{reason}" for reason in StopReason}
        | {f"stop.{reason}" for reason in StopReason}
        | {f"monitor.cause_{cause}" for cause in POSTED}
        | {f"pair.a_{kind}" for kind in DeviceKind}
        | {f"printer.{use}" for use in ("kiosk", "fallback")}
        | {f"index.{door}{form}" for door in doors for form in ("", "_what")}
    )


def test_every_text_asked_for_is_there_and_none_is_left_over() -> None:
    known = {key for room in ROOMS | STAFF_ROOMS for key in catalogue(room, "lt")}

    assert sorted(asked_for() - known) == []
    assert sorted(known - asked_for()) == []


def test_every_refusal_brings_what_its_sentence_says() -> None:
    """A sentence that misses a value would be no answer at all."""
    raised = [
        (path, node)
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Refused" and node.args
    ]
    said = catalogue("server", "lt")
    short = []
    for path, node in raised:
        reason = getattr(Reason, ast.unparse(node.args[0]).removeprefix("Reason."), None)
        brought = {str(word.arg) for word in node.keywords} | {
            "state" for word in node.keywords if word.arg == "status"
        }
        needed = set(re.findall(r"{(\w+)}", " ".join(said[f"refused.{reason}"]))) if reason else set()
        if needed - brought:
            short.append(f"{path.name}:{node.lineno} {reason} without {needed - brought}")

    assert len(raised) > 50
    assert short == []


def test_numbers_agree_with_lithuanian_nouns() -> None:
    words = load([ROOT / "server" / "desk"])["lt"]
    said = [
        words.count("desk.people_wait", n) for n in (0, 1, 2, 9, 10, 11, 19, 20, 21, 22, 100, 101, 111, 112)
    ]

    assert said == [
        "Laukia 0 klientų",
        "Laukia 1 klientas",
        "Laukia 2 klientai",
        "Laukia 9 klientai",
        "Laukia 10 klientų",
        "Laukia 11 klientų",
        "Laukia 19 klientų",
        "Laukia 20 klientų",
        "Laukia 21 klientas",
        "Laukia 22 klientai",
        "Laukia 100 klientų",
        "Laukia 101 klientas",
        "Laukia 111 klientų",
        "Laukia 112 klientų",
    ]


def test_the_tickets_font_has_every_letter_we_say() -> None:
    catalogues = [catalogue(room, language) for room, languages in ROOMS.items() for language in languages]
    texts = [text for said in catalogues for variants in said.values() for text in variants]
    config = (ROOT / "config.yaml").read_text(encoding="utf-8")

    assert missing_glyphs([*texts, config.replace("\n", " ")]) == set()


def test_no_text_uses_a_diminutive_or_a_known_mistake() -> None:
    """Clause 16, and the word rules of the office: no numerėlis, no sekantis, no vartotojas."""
    wrong = re.compile(r"numerėl|numeriuk|talonėl|lapel|sekant|vartotoj|printer|neįgal", re.IGNORECASE)
    catalogues = [catalogue(room, "lt") for room in ROOMS | STAFF_ROOMS]
    texts = [text for said in catalogues for variants in said.values() for text in variants]

    assert [text for text in texts if wrong.search(text)] == []


def test_the_wheel_holds_everything_and_serves_without_the_checkout(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("eile-*.whl")
    with zipfile.ZipFile(wheel) as packed:
        inside = set(packed.namelist())
        packed.extractall(tmp_path / "installed")
    here = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    check = "import sys, server.__main__ as eile; print(eile.__file__); sys.exit(eile.main(['check']))"
    done = subprocess.run(
        [sys.executable, "-P", "-c", check],
        cwd=tmp_path,
        check=False,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(tmp_path / "installed"), "PATH": ""},
    )

    assert here - inside == set()
    assert "server/config.example.yaml" in inside
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(str(tmp_path))
