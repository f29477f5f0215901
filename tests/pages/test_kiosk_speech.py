"""The kiosk's speech as its browser gets it: sealed screens, and sounds of nothing else."""

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from offices import SMALL
from signing import Browser

from kiosk import heard
from server.app import create_app
from server.clock import RehearsalClock
from server.config import parse
from server.rules.moment import moment

EIGHT = moment(datetime.fromisoformat("2026-11-23T08:00+02:00"))
Opened = Callable[..., Browser]


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Opened]:
    with ExitStack() as opened:

        def opens(more: str = "") -> Browser:
            config = parse(SMALL.replace("kiosk: {", f"kiosk: {{{more}"), "c.yaml")
            app = create_app(config, tmp_path / "data", RehearsalClock(EIGHT, speed=0))
            return opened.enter_context(Browser(app, base_url="http://127.0.0.1"))

        yield opens


def said(page: str, tag: str) -> dict[str, str]:
    """The form that asks for the sound of the first such element."""
    seal, text = re.findall(rf'<{tag}[^>]* data-seal="(\w+)"[^>]*>([^<]*)<', page)[0]
    return {"language": "lt", "text": " ".join(text.split()), "seal": seal}


def test_a_screen_can_be_heard_and_nothing_else(kiosk: Opened, tmp_path: Path) -> None:
    client = kiosk()
    asks = said(client.get("/kiosk?view=speech").text, "h1")
    sound = client.post("/kiosk/say", data=asks)
    other: list[Any] = [
        asks | {"text": "Pirk kavos"},
        asks | {"language": "en"},
        asks | {"seal": "0" * 64},
        asks | {"secret": "true"},
    ]

    assert asks["text"] == "Pasirinkite paslaugą"
    assert (sound.status_code, sound.headers["content-type"], sound.content[:4]) == (
        200,
        "audio/wav",
        b"RIFF",
    )
    assert [client.post("/kiosk/say", data=one).status_code for one in other] == [403] * 4
    assert client.post("/kiosk/say", data=asks | {"text": "a" * 2001}).status_code == 422
    assert client.get("/kiosk/say", params=asks).status_code == 405
    assert len(list((tmp_path / "data" / "voice").iterdir())) == 1


def test_who_does_not_listen_gets_the_screens_as_they_always_were(kiosk: Opened) -> None:
    client = kiosk()
    page = client.get("/kiosk").text

    assert "data-seal" not in page
    assert re.search(r'view=speech" role="button" aria-pressed="false"', page)
    with client.websocket_connect("/kiosk/live?lang=lt") as seen:
        assert "data-seal" not in seen.receive_json()["html"]
    with client.websocket_connect("/kiosk/live?lang=lt&view=speech") as listened:
        assert listened.receive_json()["html"].count("data-seal") > 3


def test_a_page_from_before_a_restart_has_to_ask_for_itself_anew(
    kiosk: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = kiosk()
    asks = said(client.get("/kiosk?view=speech").text, "h1")
    monkeypatch.setattr(heard, "_KEY", b"of another server")

    assert client.post("/kiosk/say", data=asks).status_code == 403


def test_without_a_voice_speech_is_not_offered_and_whoever_asks_is_told_where_to_turn(
    kiosk: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    client = kiosk()
    page = client.get("/kiosk?view=speech").text

    assert ">Garsas<" not in client.get("/kiosk").text
    assert "data-seal" not in page and 'class="kiosk"' in page
    assert re.search(r'id="mute" role="status">Atsiprašome, garsu šia kalba .*kreiptis į 1 langelį', page)


def test_a_voice_that_fails_answers_with_nothing(kiosk: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: "/bin/false")
    client = kiosk()
    asks = said(client.get("/kiosk?view=speech").text, "h1")

    assert client.post("/kiosk/say", data=asks).status_code == 204


def test_an_office_may_have_a_kiosk_that_does_not_speak(kiosk: Opened) -> None:
    page = kiosk("speech: {offered: false}, ").get("/kiosk?view=speech").text

    assert "speech.js" not in page and ">Garsas<" not in page and "data-seal" not in page


def test_the_pad_of_the_office_is_known_to_the_page(kiosk: Opened) -> None:
    page = kiosk("speech: {loudness: 2, keys: {up: F20, enter: F22}}, ").get("/kiosk").text

    assert re.search(r'data-key-up="F20" data-key-down="ArrowDown" data-key-enter="F22"', page)
    assert 'data-loudness="2" data-start="/kiosk?lang=lt&amp;view=speech"' in page


def test_the_sound_of_a_code_is_not_kept(kiosk: Opened, tmp_path: Path) -> None:
    client = kiosk()
    nonce = re.findall(r'name="nonce" value="([^"]+)"', client.get("/kiosk").text)[0]
    ticket = client.post("/kiosk/tickets?view=speech", data={"service": "A", "nonce": nonce}).text
    seal, code = re.findall(r'<b data-seal="(\w+)">([A-Z0-9]{3} [A-Z0-9]{3})</b>', ticket)[0]
    asks = {"language": "lt", "text": code, "seal": seal, "secret": "true"}
    sound = client.post("/kiosk/say", data=asks)

    assert sound.content[:4] == b"RIFF"
    assert list((tmp_path / "data" / "voice").iterdir()) == []
    assert client.post("/kiosk/say", data=asks | {"secret": "false"}).status_code == 403


def test_a_refusal_is_heard_like_any_screen(kiosk: Opened) -> None:
    page = kiosk().post("/kiosk/check-in?view=speech", data={"typed": "123456"})

    assert page.status_code == 404
    assert said(page.text, "h1")["text"].startswith("Atsiprašome, tokio registracijos kodo neradome.")
