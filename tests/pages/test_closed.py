"""A closed branch: what its pages say, and when they stop saying it."""

from dataclasses import replace
from datetime import datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from offices import sample, with_hours
from prepared import prepare
from signing import Browser

from server.app import create_app
from server.clock import RehearsalClock
from server.openings import closed
from server.rules.hours import Interval
from server.rules.moment import moment
from server.words import load

OWN = "http://127.0.0.1"
SERVER = Path(__file__).parents[2] / "server"


def at(text: str) -> int:
    return moment(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Vilnius")))


def kiosk(folder: Path, now: str, lang: str = "lt") -> str:
    with Browser(
        create_app(with_hours(), prepare(folder), RehearsalClock(at(now), speed=0)), base_url=OWN
    ) as client:
        return str(client.get(f"/kiosk?lang={lang}").text.replace("\xa0", " "))


@pytest.mark.parametrize(
    ("now", "lang", "said"),
    [
        ("2026-11-23T17:00", "lt", "Artimiausias darbo laikas – lapkričio 24 d., antradienis, 8.00 val."),
        ("2026-11-23T06:00", "en", "We open again on Monday, 23 November, 8:00."),
        ("2026-12-24T10:00", "lt", "Atsiprašome, šiandien šventinė diena, nedirbame."),
        ("2026-12-24T10:00", "uk", "Найближчий робочий час: понеділок, 28 грудня, 8:00."),
        ("2026-12-24T10:00", "ru", "Извините, сегодня праздничный день, мы не работаем."),
        ("2026-11-24T12:10", "lt", "lapkričio 24 d., antradienis, 12.45 val."),
    ],
)
def test_a_closed_kiosk_says_when_it_opens_and_gives_no_numbers(
    tmp_path: Path, now: str, lang: str, said: str
) -> None:
    page = kiosk(tmp_path, now, lang)

    assert said in page
    assert "/kiosk/tickets" not in page and 'data-open="no"' in page


def test_the_hours_of_a_week_are_told_with_days_to_come_that_differ() -> None:
    words = load([SERVER])
    told = closed(sample(), words["lt"], at("2026-12-22T20:00"))
    english = closed(sample(), words["en"], at("2026-12-24T12:00"))

    assert told is not None and english is not None
    assert told.week == (
        ("pirmadienis–ketvirtadienis", "8.00–17.00"),
        ("penktadienis", "8.00–15.45"),
        ("šeštadienis–sekmadienis", "nedirbame"),
    )
    assert [(day.replace("\xa0", " "), hours) for day, hours in told.special] == [
        ("gruodžio 23 d., trečiadienis", "8.00–16.00"),
        ("gruodžio 24 d., ketvirtadienis", "nedirbame"),
        ("gruodžio 25 d., penktadienis", "nedirbame"),
        ("gruodžio 31 d., ketvirtadienis", "8.00–15.00"),
        ("sausio 1 d., penktadienis", "nedirbame"),
    ]
    assert (english.named, english.week[0]) == ("Christmas Eve", ("Monday–Thursday", "08:00–17:00"))


def test_an_exception_tells_its_reason_on_its_day() -> None:
    words = load([SERVER])["lt"]
    told = closed(sample(), words, at("2026-12-31T15:30"))

    assert told is not None and told.note == "Trumpesnė darbo diena"


def test_an_open_branch_has_nothing_to_tell() -> None:
    assert closed(sample(), load([SERVER])["lt"], at("2026-11-23T07:55")) is None


def test_who_asks_why_a_service_is_not_given_is_led_to_its_button_while_it_is(tmp_path: Path) -> None:
    office, address = with_hours(), "/kiosk/not-now?service=B&view=large&lang=en"
    mornings = {weekday: (Interval(time(8), time(12)),) for weekday in range(5)}
    services = tuple(replace(one, hours=mornings) if one.id == "B" else one for one in office.services)
    clock = RehearsalClock(at("2026-11-23T11:59"), speed=0)
    app = create_app(replace(office, services=services), prepare(tmp_path), clock)
    with Browser(app, base_url=OWN, follow_redirects=False) as client:
        morning = client.get(address)
        client.post("/api/v1/rehearsal/clock", json={"at": "2026-11-23T12:00"})
        noon = client.get(address)

    assert (morning.status_code, morning.headers["location"]) == (303, "/kiosk?lang=en&view=large")
    assert noon.status_code == 200 and "Sorry, this service is not provided now." in noon.text
