"""Booked times for a municipality's own site, its calendars and its spreadsheets."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from bookable import bookable
from branches import wait_for
from icalendar import Calendar
from prepared import prepare
from signing import Browser

from server.app import create_app
from server.booking import Bookings
from server.clock import RehearsalClock
from server.guessing import WrongCodes
from server.rules.moment import moment

OWN = "http://127.0.0.1"
AT_TEN = "2026-11-23T10:00:00+02:00"


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Browser]:
    """The office where times are booked, Monday at eight; the clock stands still."""
    clock = RehearsalClock(moment(datetime.fromisoformat("2026-11-23T08:00+02:00")), speed=0)
    with Browser(create_app(bookable(), prepare(tmp_path / "data"), clock), base_url=OWN) as client:
        yield client


def it_is(client: Browser, at: str) -> None:
    assert client.post("/api/v1/rehearsal/clock", json={"at": at}).status_code == 200


def book(client: Browser, starts: str = AT_TEN, service: str = "J", **more: Any) -> dict[str, Any]:
    answer = client.post("/api/v1/bookings", json={"service": service, "starts": starts, **more})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def code_of(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


def test_a_site_offers_books_moves_and_cancels(client: Browser) -> None:
    times = client.get("/api/v1/services/J/times?day=2026-11-23").json()
    assert times[0] == {
        "starts": "2026-11-23T07:00:00Z",
        "ends": "2026-11-23T07:30:00Z",
        "counters": ["608"],
    }
    booking = book(client, language="uk")
    code = booking.pop("code")
    assert booking == {
        "service": "J",
        "starts": "2026-11-23T08:00:00Z",
        "ends": "2026-11-23T08:30:00Z",
        "counter": "608",
        "place": {
            "lt": "608 kabinetas, 6 aukštas",
            "en": "Room 608, floor 6",
            "uk": "Кабінет 608, поверх 6",
            "ru": "Кабинет 608, этаж 6",
        },
        "language": "uk",
        "status": "booked",
        "moved": 0,
    }
    moved = client.post(f"/api/v1/bookings/{code}/moves", json={"starts": "2026-11-24T09:30:00+02:00"}).json()
    assert (moved["starts"], moved["moved"]) == ("2026-11-24T07:30:00Z", 1)
    assert client.get(f"/api/v1/bookings/{code}").json() == moved
    assert client.post(f"/api/v1/bookings/{code}/cancellations").json()["status"] == "cancelled"
    assert code_of(client.post(f"/api/v1/bookings/{code}/cancellations")) == (409, "booking_over")


def test_the_next_free_times_without_a_day(client: Browser) -> None:
    found = client.get("/api/v1/services/J/times?limit=8").json()

    assert [one["starts"][5:16] for one in found][5:] == ["11-23T11:30", "11-24T07:00", "11-24T07:30"]
    assert code_of(client.get("/api/v1/services/B/times")) == (409, "not_bookable")
    assert client.get("/api/v1/services/J/times?day=2100-12-31").json() == []


def test_the_same_request_twice_books_once(client: Browser) -> None:
    assert book(client, nonce="request-1") == book(client, nonce="request-1")
    answer = client.post("/api/v1/bookings", json={"service": "J", "starts": AT_TEN})
    assert code_of(answer) == (409, "time_taken")
    assert "šis laikas jau užimtas" in answer.json()["error"]["message"]


def test_a_client_checks_in_once_and_never_too_early(client: Browser) -> None:
    code = book(client)["code"]
    early = client.post(f"/api/v1/bookings/{code}/check-ins", headers={"accept-language": "en"})
    assert code_of(early) == (409, "booking_too_early")
    assert early.json()["error"]["message"] == (
        "We are sorry, it is too early: your appointment is at 10:00. You can check in from 9:00."
    )
    it_is(client, "2026-11-23T09:50")
    first, again = (client.post(f"/api/v1/bookings/{code}/check-ins").json() for _ in range(2))

    assert (first["new"], first["late"], first["ticket"]["number"]) == (True, False, "J001")
    assert (again["new"], again["ticket"]["number"]) == (False, "J001")


def test_every_refusal_apologises_tells_why_and_shows_a_way_on_in_every_language(client: Browser) -> None:
    code = book(client, "2026-11-24T09:30:00+02:00")["code"]
    said = [
        client.post(f"/api/v1/bookings/{code}/check-ins", headers={"accept-language": language}).json()
        for language in ("lt", "en", "uk", "ru")
    ]

    assert [one["error"]["message"].replace("\xa0", " ") for one in said] == [
        (
            "Atsiprašome, šiandien atvykimo pažymėti negalima: Jūsų registracijos laikas – "
            "lapkričio 24 d., antradienis, 9.30 val. Laukiame Jūsų tą dieną."
        ),
        (
            "We are sorry, you cannot check in today: your appointment is on Tuesday, 24 November, 9:30. "
            "We expect you then."
        ),
        (
            "Вибачте, сьогодні відмітити прибуття не можна: Ваш запис – вівторок, 24 листопада, 9:30. "
            "Чекаємо на Вас того дня."
        ),
        (
            "Извините, сегодня отметить прибытие нельзя: Ваша запись – вторник, 24 ноября, 9:30. "
            "Ждём Вас в тот день."
        ),
    ]


def test_guessing_codes_is_hopeless(client: Browser) -> None:
    code = book(client)["code"]
    wrong = str(int(code) - 1) if code != "100000" else "100001"
    tried = [client.get(f"/api/v1/bookings/{wrong}").status_code for _ in range(11)]

    assert tried == [404] * 10 + [429]
    assert code_of(client.get(f"/api/v1/bookings/{code}")) == (429, "too_many_codes")
    # Who stands at the kiosk is not kept out by another program's guesses, only by the kiosk's own.
    assert client.post("/kiosk/check-in", data={"typed": code}).status_code != 429
    typed = [client.post("/kiosk/check-in", data={"typed": wrong}).status_code for _ in range(11)]
    assert typed == [404] * 10 + [429]


def test_after_a_minute_codes_are_looked_up_again_and_right_ones_never_count(client: Browser) -> None:
    seconds = [0.0]
    app: Any = client.app
    app.state.bookings = Bookings(app.state.front.house, WrongCodes(lambda: seconds[0]))
    code = book(client)["code"]
    assert [client.get(f"/api/v1/bookings/{code}").status_code for _ in range(20)] == [200] * 20
    assert [client.get("/api/v1/bookings/1").status_code for _ in range(10)] == [404] * 10
    assert client.get(f"/api/v1/bookings/{code}").status_code == 429
    seconds[0] = 60.0

    assert client.get(f"/api/v1/bookings/{code}").status_code == 200


def test_the_reception_has_a_list_a_spreadsheet_and_a_calendar_without_contacts(client: Browser) -> None:
    """Clauses 4.1 and 19.1."""
    booking = book(client, contact="ona@example.lt")
    book(client, "2026-11-23T09:00:00+02:00", "A")
    client.as_program("rasa", None)
    listed = client.get("/api/v1/agenda").json()
    table = client.get("/api/v1/bookings.csv?from=2026-11-23&to=2026-11-30")
    feed = client.get("/api/v1/counters/608/calendar.ics?day=2026-11-23")

    assert [(one["starts"][11:16], one["counter"], one["seen"]) for one in listed] == [
        ("07:00", "1", False),
        ("08:00", "608", False),
    ]
    assert list(csv.reader(io.StringIO(table.content.decode("utf-8-sig")), delimiter=";")) == [
        ["day", "time", "until", "service", "service_name", "counter", "language", "status", "code", "moved"],
        ["2026-11-23", "09:00", "09:10", "A", "Prašymai", "1", "lt", "booked", listed[0]["code"], "0"],
        ["2026-11-23", "10:00", "10:30", "J", "Teisinė pagalba", "608", "lt", "booked", booking["code"], "0"],
    ]
    (event,) = Calendar.from_ical(feed.content).walk("VEVENT")
    assert str(event["summary"]) == "Teisinė pagalba"
    assert str(event["location"]) == "608 kabinetas, 6 aukštas"
    assert event.start.isoformat() == "2026-11-23T08:00:00+00:00"
    everything = table.text + feed.text + str(listed) + str(booking)
    assert "ona@" not in everything
    assert booking["code"] not in feed.text


def test_a_slip_for_a_booking_comes_out_of_the_printer(client: Browser) -> None:
    client.signs_in("darius", None)
    book(client, printed=True)
    page = wait_for(lambda: "data:image/png" in (shown := client.get("/printer").text) and shown, "the slip")
    assert page.count("data:image/png") == 1


def test_a_counter_that_does_not_exist_has_no_calendar(client: Browser) -> None:
    client.as_program("rasa", None)
    assert code_of(client.get("/api/v1/counters/9/calendar.ics")) == (404, "unknown_counter")
