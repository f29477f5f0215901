"""The displays as their browsers get them: zones, labels, sounds, slides."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

import pytest
from offices import SMALL
from prepared import prepare
from signing import Browser

from display.edition import edition
from server.app import create_app
from server.clock import RehearsalClock
from server.config import parse
from server.rules.moment import moment

EIGHT = moment(datetime.fromisoformat("2026-11-23T08:00+02:00"))
SEVERAL = (
    SMALL
    + """
displays:
  - {id: hall, counters: ["1", "2"], languages: [lt, en]}
  - {id: upstairs, services: [Z], speak: false, chime: false}
  - {id: window, kind: counter, counters: ["2"], volume: 40}
"""
)

Opened = Callable[[str], Browser]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Opened]:
    with ExitStack() as opened:

        def opens(config: str) -> Browser:
            app = create_app(
                parse(config, "c.yaml"), prepare(tmp_path / "data"), RehearsalClock(EIGHT, speed=0)
            )
            return opened.enter_context(Browser(app, base_url="http://127.0.0.1"))

        yield opens


def call(client: Browser, service: str, counter: str, language: str = "lt") -> str:
    """Somebody takes a ticket and is called; return her number."""
    client.post("/api/v1/tickets", json={"service": service, "language": language})
    client.as_program("rasa", counter)
    number: str = client.post(f"/api/v1/counters/{counter}/calls").json()["called"]["number"]
    return number


def standing(client: Browser, display: str = "") -> list[str]:
    return re.findall(r'data-call="(\w+)"', client.get(f"/display?id={display}").text)


def sounds(client: Browser, display: str = "") -> list[list[str]]:
    page = client.get(f"/display?id={display}").text
    found = re.findall(r'data-full="([^"]*)" data-short="([^"]*)"', page)
    return [[one.replace("&amp;", "&") for texts in pair for one in texts.split()] for pair in found]


def test_each_display_shows_its_own_calls_and_the_first_one_is_the_usual(office: Opened) -> None:
    client = office(SEVERAL)
    numbers = [call(client, "A", "1"), call(client, "A", "2"), call(client, "Z", "608")]

    assert numbers == ["A001", "A002", "Z001"]
    assert {one: standing(client, one) for one in ("", "hall", "upstairs", "window")} == {
        "": ["A002", "A001"],
        "hall": ["A002", "A001"],
        "upstairs": ["Z001"],
        "window": ["A002"],
    }
    assert client.get("/display?id=cellar").status_code == 404
    with client.websocket_connect("/display/live?id=upstairs") as live:
        assert "Z001" in live.receive_json()["html"]


def test_an_office_that_lists_no_displays_has_one_that_shows_everything(office: Opened) -> None:
    client = office(SMALL)
    call(client, "A", "1")
    call(client, "Z", "608")

    assert standing(client) == ["Z001", "A001"]


def test_other_languages_stand_below_the_lithuanian_label(office: Opened) -> None:
    client = office(SEVERAL)
    page = client.get("/display?id=hall").text

    assert re.search(r'Anksčiau kviesti <small lang="en">Called before</small>', page)
    assert "<small" not in re.sub(r"<header.*</header>", "", client.get("/display?id=upstairs").text)


def test_the_wall_tells_numbers_and_places_and_nothing_else_of_anybody(office: Opened) -> None:
    """Clauses 4.7 and 9.1: no service, no language, no priority and no name, in what is seen or not seen."""
    client = office(SEVERAL)
    walls = []
    for priority in (False, True):
        client.post("/api/v1/tickets", json={"service": "A", "language": "uk", "priority": priority})
        client.as_program("rasa", "1")
        called = client.post("/api/v1/counters/1/calls").json()["called"]
        walls.append(client.get("/display?id=hall").text.replace(called["number"], "A000"))
        client.post("/api/v1/counters/1/finishes")
        client.post("/api/v1/rehearsal/clock", json={"at": "2026-11-23T08:00"})

    settings = parse(SEVERAL, "c.yaml")
    told = {name for service in settings.services for name in service.name.values()}
    told |= {person.name for person in settings.staff} | {"priorit", "pirmen", 'uk"'}
    assert walls[0] == walls[1]
    assert [word for word in told if word.lower() in walls[0].lower()] == []


def test_a_notice_that_nobody_has_translated_stands_there_once(office: Opened) -> None:
    client = office(SEVERAL)
    client.as_program("rasa", counter=None)
    client.post("/api/v1/notices", json={"cause": "other", "text": {"lt": "Atsiprašome: šalta."}})
    client.post(
        "/api/v1/notices", json={"cause": "other", "text": {"lt": "Šildome.", "en": "It will be warm."}}
    )
    page = client.get("/display?id=hall").text

    assert page.count("Atsiprašome: šalta.") == 1
    assert re.search(r'Šildome\. <small lang="en">It will be warm\.</small>', page)


def test_while_nobody_is_called_nothing_stands_beside_the_quiet_words(office: Opened) -> None:
    client = office(SMALL)
    quiet = client.get("/display").text
    call(client, "A", "1")
    one = client.get("/display").text

    assert [bool(re.search(r"<live-parts [^>]* empty>", page)) for page in (quiet, one)] == [True, False]
    assert 'class="before empty"' in one


def test_a_display_that_is_to_be_silent_has_nothing_to_sound(office: Opened) -> None:
    client = office(SEVERAL)
    call(client, "Z", "608")
    upstairs = client.get("/display?id=upstairs").text

    assert sounds(client, "upstairs") == [[]]
    assert "data-chimes" not in upstairs
    assert 'data-volume="40"' in client.get("/display?id=window").text


def test_a_call_is_heard_in_lithuanian_and_if_the_office_wishes_in_the_language_of_the_ticket(
    office: Opened,
) -> None:
    client = office(SMALL + "speech: {second_language: true}\n")
    call(client, "A", "2", language="uk")
    (heard,) = sounds(client)
    answers = [client.get(address) for address in heard]

    spoken = "/display/voice.wav?number=A001&counter=2&language={}&form={}"
    assert heard == [
        spoken.format(*one) for one in (("lt", "full"), ("uk", "full"), ("lt", "short"), ("uk", "short"))
    ]
    assert [answer.headers["content-type"] for answer in answers] == ["audio/wav"] * 4
    assert len({answer.content for answer in answers}) == 4


def test_without_the_wish_a_ticket_of_another_language_is_called_in_lithuanian_only(office: Opened) -> None:
    client = office(SMALL)
    call(client, "A", "2", language="uk")

    assert all("language=lt" in one for one in sounds(client)[0])


def test_a_call_made_again_says_so(office: Opened) -> None:
    client = office(SMALL)
    call(client, "A", "1")
    client.post("/api/v1/rehearsal/clock", json={"at": "2026-11-23T08:00:20"})
    client.post("/api/v1/counters/1/recalls")

    assert "form=again" in sounds(client)[0][0]


def test_nothing_but_a_call_of_today_is_said(office: Opened) -> None:
    client = office(SMALL)
    call(client, "A", "1")
    asked = {
        "number=A777&counter=1&language=lt&form=full": 404,
        "number=A001&counter=9&language=lt&form=full": 404,
        "number=A001&counter=1&language=pl&form=full": 409,
        "number=A001&counter=1&language=lt&form=song": 422,
        "number=A001&counter=1&language=lt": 422,
    }

    assert {query: client.get(f"/display/voice.wav?{query}").status_code for query in asked} == asked


def test_without_any_voice_there_is_the_chime(office: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    client = office(SMALL)
    call(client, "A", "1")

    assert client.get(sounds(client)[0][0]).status_code == 204
    assert "data-chimes" in client.get("/display").text


def test_in_quiet_hours_nothing_sounds_and_everything_is_shown(office: Opened) -> None:
    client = office(SMALL + 'speech: {quiet: ["07:30-08:30"]}\n')
    call(client, "A", "1")
    quiet = client.get("/display").text
    assert (standing(client), sounds(client), "data-chimes" in quiet) == (["A001"], [[]], False)

    client.post("/api/v1/rehearsal/clock", json={"at": "2026-11-23T08:30"})
    assert (len(sounds(client)[0]), "data-chimes" in client.get("/display").text) == (2, True)


def test_pictures_of_a_folder_are_shown_and_nothing_else_of_the_computer(
    office: Opened, tmp_path: Path
) -> None:
    folder = tmp_path / "slides"
    folder.mkdir()
    (folder / "mugė 1.png").write_bytes(b"\x89PNG")
    Path(os.fsdecode(os.fsencode(folder) + b"/\xe0.png")).write_bytes(b"\x89PNG")
    (folder / "notes.txt").write_text("secret", encoding="utf-8")
    (tmp_path / "outside.png").write_bytes(b"\x89PNG")
    client = office(SMALL + f"display: {{slides: '{folder}'}}\n")
    shown = re.search(r'data-slides="([^"]*)"', client.get("/display").text)
    assert shown is not None
    addresses = shown[1].replace("&amp;", "&").split()

    # A picture whose name no address can say is left out.
    assert [address.partition("&of=")[0] for address in addresses] == [
        "/display/slides/mug%C4%97%201.png?id=display"
    ]
    assert client.get(addresses[0]).content == b"\x89PNG"
    for name in ("notes.txt", "%2e%2e%2foutside.png", "..%2foutside.png", "nothing.png"):
        assert client.get(f"/display/slides/{name}").status_code == 404


def test_a_folder_of_slides_that_is_not_there_disturbs_nobody(office: Opened) -> None:
    assert office(SMALL + "display: {slides: /nowhere}\n").get("/display").status_code == 200


def test_the_page_changes_its_edition_with_what_the_office_sets() -> None:
    settings = [parse(SMALL + more, "c.yaml") for more in ("", "display: {volume: 50}\n", "")]
    first, other, same = (edition(one, one.all_displays[0]) for one in settings)

    assert first == same != other
