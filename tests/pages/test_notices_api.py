"""Notices to visitors as another program posts them, and where visitors read them."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from offices import small
from prepared import prepare
from signing import Browser

from server.app import create_app
from server.clock import RehearsalClock
from server.rules.moment import moment

EIGHT = moment(datetime.fromisoformat("2026-11-23T08:00+02:00"))
TEXT = {
    "lt": "Atsiprašome: dėl techninių trikdžių šiuo metu aptarnaujame lėčiau. Numatoma iki 8.45\u00a0val.",
    "en": "Sorry: because of technical trouble we are slower at the moment. Expected until 8:45.",
}


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Browser]:
    with Browser(
        create_app(small(), prepare(tmp_path), RehearsalClock(EIGHT, speed=0)), base_url="http://127.0.0.1"
    ) as client:
        yield client


def test_the_supervisor_posts_a_notice_and_takes_it_away(client: Browser) -> None:
    client.as_program("rasa", counter=None)
    until = "2026-11-23T08:45:00+02:00"
    posted = client.post("/api/v1/notices", json={"cause": "technical", "until": until})
    there = client.get("/api/v1/notices/standing").json()
    wall = client.get("/display").text
    kiosks = [client.get(f"/kiosk?lang={language}").text for language in TEXT]
    gone = client.post(f"/api/v1/notices/{there[0]['id']}/endings")

    assert posted.status_code == 201
    assert there == [posted.json()]
    assert {language: there[0]["text"][language] for language in TEXT} == TEXT
    assert (there[0]["until"], there[0]["ends"]) == ("2026-11-23T06:45:00Z", "2026-11-23T06:45:00Z")
    assert all(text in kiosk for text, kiosk in zip(TEXT.values(), kiosks, strict=True))
    assert TEXT["lt"] in wall and TEXT["en"] not in wall
    assert (gone.status_code, client.get("/api/v1/notices/standing").json()) == (204, [])
    assert TEXT["lt"] not in client.get("/kiosk").text


def test_a_clerk_cannot_speak_for_the_house(client: Browser) -> None:
    client.as_program("darius", counter="2")

    assert client.post("/api/v1/notices", json={"cause": "technical"}).status_code == 403
    assert client.get("/api/v1/notices/standing").json() == []


def test_nobody_reads_who_has_posted_it(client: Browser) -> None:
    client.as_program("rasa", counter=None)
    client.post("/api/v1/notices", json={"cause": "other", "text": {"lt": "Atsiprašome: šalta."}})
    seen = (
        client.get("/api/v1/notices/standing").text + client.get("/display").text + client.get("/kiosk").text
    )

    assert "Atsiprašome: šalta." in seen
    assert "rasa" not in seen.lower().replace("atsiprašome", "")
