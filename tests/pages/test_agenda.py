"""The reception's agenda and the kiosk's appointments, as a browser without scripts gets them."""

import html
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from bookable import TEXT, bookable
from prepared import prepare
from signing import Browser
from starlette.websockets import WebSocketDisconnect

from server.app import create_app
from server.clock import RehearsalClock
from server.config import Settings, parse
from server.rules.moment import moment
from server.web import HEADERS

OWN = "http://127.0.0.1"
MONDAY = "2026-11-23"


def opened(folder: Path, settings: Settings, at: str = "08:00") -> Browser:
    clock = RehearsalClock(moment(datetime.fromisoformat(f"{MONDAY}T{at}+02:00")), speed=0)
    return Browser(create_app(settings, prepare(folder / "data"), clock), base_url=OWN)


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Browser]:
    """The office where times are booked, Monday at eight; the clock stands still; Rasa is signed in."""
    with opened(tmp_path, bookable()) as client:
        client.signs_in("rasa", None)
        yield client


def it_is(client: Browser, at: str) -> None:
    assert client.post("/api/v1/rehearsal/clock", json={"at": f"{MONDAY}T{at}"}).status_code == 200


def book(client: Browser, at: str = "10:00", service: str = "J", **more: Any) -> str:
    """Book for a Monday or for a given day; return the code."""
    day, _, time = at.rpartition(" ")
    starts = f"{day or MONDAY}T{time}:00+02:00"
    answer = client.post("/api/v1/bookings", json={"service": service, "starts": starts, **more})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["code"])


def ms(at: str) -> str:
    return str(moment(datetime.fromisoformat(f"{MONDAY}T{at}+02:00")))


def listed(page: str) -> list[tuple[str, str, str]]:
    """Time, state and mark of each row."""
    rows = re.findall(r'<td class="clock">(.*?)</td>.*?</span>(.*?)</td>', page, re.DOTALL)
    return [(time, *_words(state)) for time, state in rows]


def _words(state: str) -> tuple[str, str]:
    mark = re.search(r'<span class="tag">(.*?)</span>', state)
    said = re.sub(r"<span.*?</span>|<.*?>", "", state)
    return " ".join(said.split()), mark[1] if mark else ""


@pytest.mark.parametrize(
    "path",
    [
        "/agenda",
        "/agenda?day=2026-11-24",
        "/agenda/times?service=J",
        "/agenda/bookings/1",
        "/agenda/times?move=1",
        "/agenda/absences",
        "/kiosk/other-time?service=J",
        "/kiosk/code",
    ],
)
def test_every_page_is_whole_safe_and_from_our_own_house(client: Browser, path: str) -> None:
    book(client)
    answer = client.get(path)

    assert answer.status_code == 200
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert answer.headers["cache-control"] == "no-store"
    assert answer.text.startswith("<!doctype html>") and answer.text.rstrip().endswith("</html>")
    assert re.findall(r"<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon\w+=", answer.text) == []
    for address in re.findall(r'(?:src|href)="([^"]+)"', answer.text):
        assert address.startswith("/"), address
        if not address.startswith(("/agenda/live", "/kiosk/live")):
            assert client.get(address.replace("&amp;", "&")).status_code == 200, address


def test_the_reception_sees_who_is_expected_and_what_is_new(client: Browser) -> None:
    """Clause 19.1."""
    first, second = book(client, "10:00"), book(client, "09:00", "A")
    book(client, "2026-11-24 09:00")
    page = client.get("/agenda").text
    assert "Šiandien laukiami" in page
    assert listed(page) == [("09:00", "Laukiama", "Nauja"), ("10:00", "Laukiama", "Nauja")]
    assert f"{first[:3]} {first[3:]}" in page
    assert re.search(r"day=2026-11-24[^>]*>lapkričio\s24\sd\., antradienis</a> \(1\)", page)

    client.post("/agenda/readings", data={"day": MONDAY})
    client.post(f"/api/v1/bookings/{second}/cancellations")
    it_is(client, "10:11")
    assert listed(client.get("/agenda").text) == [
        ("09:00", "Atšaukta", "Pakeista"),
        ("10:00", "Neatvyko laiku", ""),
    ]


def test_the_list_is_right_after_one_live_message(client: Browser) -> None:
    book(client)
    with client.websocket_connect("/agenda/live") as socket:
        picture = socket.receive_json()["html"]
    page = client.get("/agenda").text

    parts = re.findall(r'id="([^"]+)" data-part', picture)
    assert parts == ["elsewhere", "expected"]
    assert [part for part in parts if f'id="{part}" data-part' not in page] == []
    assert listed(picture) == listed(page) != []


def test_staff_book_print_move_and_cancel(client: Browser) -> None:
    page = client.get(f"/agenda/times?service=J&day={MONDAY}").text
    assert re.findall(r"<b>(\d\d:\d\d)</b>", page) == ["09:00", "09:30", "10:00", "10:30", "13:00", "13:30"]
    form = {"service": "J", "starts": ms("09:30"), "nonce": "press-0001", "contact": " +370 600 00000 "}
    shown = client.post("/agenda/bookings", data=form).text
    code = re.search(r'<p class="digits">(\d{3} \d{3})</p>', shown)
    assert code and "608 kabinetas, 6 aukštas" in shown and "+370 600 00000" in shown
    client.post("/agenda/bookings/1/slips")
    shown = client.post("/agenda/bookings/1/moves", data={"starts": ms("10:30")}).text
    assert "10:30" in shown and "perkelta kartų: 1" in shown
    shown = client.post("/agenda/bookings/1/cancellations").text
    assert "Atšaukta" in shown and "+370" not in shown

    # What the reception did itself is not shown to it as new.
    assert listed(client.get("/agenda").text) == [("10:30", "Atšaukta", "")]
    again = client.post("/agenda/bookings/1/cancellations")
    assert again.status_code == 409 and "šios registracijos pakeisti nebegalima" in again.text


def test_a_time_that_was_taken_meanwhile_is_refused_politely(client: Browser) -> None:
    book(client, "09:30")
    form = {"service": "J", "starts": ms("09:30"), "nonce": "press-0001"}
    answer = client.post("/agenda/bookings", data=form)

    assert answer.status_code == 409
    assert "šis laikas jau užimtas arba praėjęs" in answer.text
    assert ">09:00<" in answer.text


def test_a_full_day_leads_to_the_nearest_one_with_a_free_time(client: Browser) -> None:
    page = client.get("/agenda/times?service=J&day=2026-11-26").text

    assert "Šią dieną laisvo laiko nėra." in page
    assert f"day={MONDAY}" in page


def test_staff_say_that_a_client_has_come(client: Browser) -> None:
    book(client)
    assert "check-ins" not in client.get("/agenda").text
    early = client.post("/agenda/bookings/1/check-ins")
    assert early.status_code == 409 and "dar per anksti" in early.text
    it_is(client, "09:00")
    shown = client.post("/agenda/bookings/1/check-ins").text

    assert "Atvyko · <b>J001</b>" in shown


def test_an_absence_lists_whom_to_tell_and_moves_them_to_the_substitute(tmp_path: Path) -> None:
    """Clause 26."""
    text = TEXT.replace('booking_hours: {wed: ["09:00-10:00"]}', 'booking_hours: {mon: ["09:00-12:00"]}')
    with opened(tmp_path, parse(text, "absences.yaml")) as client:
        client.signs_in("rasa", None)
        for at in ("09:30", "10:00"):
            book(client, at, counter="608")
        form = {
            "staff": "egle",
            "starts": f"{MONDAY}T09:00",
            "ends": f"{MONDAY}T12:00",
            "substitute": "jonas",
        }
        page = client.post("/agenda/absences", data=form).text
        assert "Eglė Vardaitė" in page and page.count("Perkelti į 105 kabinetą") == 2
        page = client.post("/agenda/absences/1/moves", data={"booking": "1"}).text
        assert page.count("Perkelti į 105 kabinetą") == 1
        assert "Pranešti nereikia niekam." in client.post("/agenda/tellings", data={"booking": "2"}).text

        it_is(client, "09:00")
        kiosk = client.get("/kiosk").text
        offer = client.get("/kiosk/other-time?service=Z&why=away").text
        assert "Laikinai aptarnauja: 105 kabinetas, 1 aukštas" in kiosk
        assert "Atsiprašome, specialistas dabar priimti negali." in offer
        assert "Laikinai aptarnauja: 105 kabinetas, 1 aukštas" in offer
        assert not re.search("Egl|Jonas|egle", kiosk + offer)
        # An old start page, or another program, asks for a number nevertheless.
        touch = {"service": "Z", "nonce": "touch-away"}
        led = client.post("/kiosk/tickets?lang=en", data=touch, follow_redirects=False)
        assert (led.status_code, led.headers["location"]) == (
            303,
            "/kiosk/other-time?lang=en&service=Z&why=away",
        )
        no = client.post("/api/v1/tickets", json={"service": "Z"})
        assert (no.status_code, no.json()["error"]["code"]) == (409, "away")

        form = {"staff": "egle", "starts": f"{MONDAY}T12:00", "ends": f"{MONDAY}T09:00"}
        wrong = client.post("/agenda/absences", data=form)
        assert wrong.status_code == 409 and "nebuvimas turi baigtis vėliau" in wrong.text
        assert "Nebuvimų neįrašyta" in client.post("/agenda/absences/1/endings").text


def test_times_that_no_calendar_reaches_break_nothing(client: Browser) -> None:
    far = {"service": "J", "starts": str(2**52), "nonce": "touch-far"}
    never = {"staff": "egle", "starts": "0001-01-01T00:00", "ends": "9999-12-31T23:59"}

    assert client.post("/kiosk/bookings", data=far).status_code == 422
    assert client.post("/agenda/bookings", data=far).status_code == 422
    assert client.post("/agenda/absences", data=never).status_code == 409
    for day in ("2000-01-01", "2100-12-31"):
        assert client.get(f"/agenda?day={day}").status_code == 200
        assert client.get(f"/agenda/times?service=J&day={day}").status_code == 200
        assert client.get(f"/statistics?day={day}").status_code == 200


@pytest.mark.parametrize("day", ["0001-01-01", "1999-12-31", "2101-01-01", "9999-12-31", "1795000000"])
def test_days_that_no_calendar_reaches_are_not_asked_for(client: Browser, day: str) -> None:
    paths = ("/agenda", "/agenda/times", "/statistics", "/statistics/summary.csv", "/statistics/tickets.csv")

    assert [client.get(f"{path}?day={day}").status_code for path in paths] == [422] * len(paths)
    assert client.post("/agenda/readings", data={"day": day}).status_code == 422


@pytest.mark.parametrize("ref", ["-1", str(2**52), "9" * 20])
def test_ids_that_no_database_gives_break_nothing(client: Browser, ref: str) -> None:
    acts = ("moves", "cancellations", "check-ins", "slips")
    found = [
        client.get(f"/agenda/bookings/{ref}"),
        *(client.post(f"/agenda/bookings/{ref}/{act}", data={"starts": ms("10:00")}) for act in acts),
        client.post(f"/agenda/absences/{ref}/endings"),
        client.post(f"/agenda/absences/{ref}/moves", data={"booking": "1"}),
    ]

    assert [answer.status_code for answer in found] == [422] * len(found)


@pytest.mark.parametrize("since", ["0001-01-01T00:00", "1999-12-31T23:59"])
@pytest.mark.parametrize("until", [f"{MONDAY}T17:00", "9999-12-31T23:59"])
def test_an_absence_out_of_reach_is_refused_and_the_list_stays_whole(
    client: Browser, since: str, until: str
) -> None:
    answer = client.post("/agenda/absences", data={"staff": "egle", "starts": since, "ends": until})

    assert answer.status_code == 409 and "Patikrinkite datas ir laiką" in answer.text
    page = client.get("/agenda/absences")
    assert page.status_code == 200 and "Nebuvimų neįrašyta" in page.text


def test_watching_many_days_keeps_no_picture_of_each(client: Browser) -> None:
    app: Any = client.app
    kept = []
    for query in ("", "", "?day=2026-11-23", "?day=2026-11-24", "?day=2026-11-25"):
        with client.websocket_connect(f"/agenda/live{query}") as socket:
            assert "expected" in socket.receive_json()["html"]
        kept.append(len(app.state.front._boards))

    assert kept == [0] * 5


def test_what_is_not_there_is_not_found(client: Browser) -> None:
    assert client.get("/agenda/bookings/7").status_code == 404
    assert client.get("/kiosk/bookings/7").status_code == 404
    assert client.get("/kiosk/other-time?service=X").status_code == 409
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/kiosk/bookings/7/live"):
        pass


def test_the_agenda_speaks_english_too(client: Browser) -> None:
    book(client)

    assert "Expected today" in client.get("/agenda?lang=en").text
    assert "Free times" in client.get("/agenda/times?service=J&lang=en").text


def test_a_service_by_appointment_leads_to_times_and_not_to_a_dead_end(client: Browser) -> None:
    """Clause 19.3."""
    home = client.get("/kiosk").text
    assert 'href="/kiosk/other-time?lang=lt&amp;service=J&amp;why=booked_only"' in home
    assert "Turiu išankstinę registraciją" in home
    page = client.get("/kiosk/other-time?service=J").text
    assert "Atsiprašome, ši paslauga teikiama tik iš anksto užsiregistravus." in page
    times = re.findall(r'class="on">(.*?)</span><b>(.*?)</b>', page)
    assert times[0] == ("šiandien", "09:00")
    assert len(times) == 8
    later = re.search(r'href="([^"]*since=\d+)"', page)
    assert later
    following = client.get(html.unescape(later[1])).text
    assert re.findall(r'class="on">(.*?)</span><b>(.*?)</b>', following)[0][1] == "09:00"
    assert "Ankstesni laikai" in following


def test_who_cannot_be_served_today_is_offered_another_day(client: Browser) -> None:
    """Clause 20.2."""
    page = client.get("/kiosk/other-time?service=J&why=full").text

    assert "Atsiprašome, šiandien šios paslaugos suteikti nebespėsime" in page
    assert "šiandien</span>" not in page


def test_without_free_times_the_kiosk_apologises_and_shows_a_way_on(client: Browser) -> None:
    for at in ("09:00", "09:30", "10:00", "10:30", "13:00", "13:30"):
        book(client, at)
    for day in ("24 09:00", "24 09:30", "25 09:00", "25 09:30"):
        book(client, f"2026-11-{day}")
    for at in ("09:00", "09:30", "10:00", "10:30", "13:00", "13:30"):
        book(client, f"2026-11-30 {at}")
    page = client.get("/kiosk/other-time?service=J").text

    assert "Atsiprašome, artimiausiomis dienomis laisvo laiko nėra" in page
    assert "prašome kreiptis į 1 langelį" in page


def touch_a_time(client: Browser, at: str = "10:00", lang: str = "lt") -> tuple[str, str]:
    """Book at the kiosk; return the address shown and the code."""
    form = {"service": "J", "starts": ms(at), "nonce": f"touch-{at}"}
    answer = client.post(f"/kiosk/bookings?lang={lang}", data=form, follow_redirects=False)
    assert answer.status_code == 303
    page = client.get(answer.headers["location"]).text
    code = re.search(r'<p class="digits" data-secret>(\d{3}) (\d{3})</p>', page)
    assert code
    return answer.headers["location"], code[1] + code[2]


def test_one_touch_books_and_the_address_tells_no_code(client: Browser) -> None:
    address, code = touch_a_time(client, lang="uk")
    page = client.get(address).text

    assert code not in address
    for told in ("понеділок, 23 листопада", "10:00", "Кабінет 608", "документ"):
        assert told in page
    assert touch_a_time(client, lang="uk")[0] == address


def test_a_time_that_somebody_else_took_leads_back_to_the_times(client: Browser) -> None:
    book(client)
    form = {"service": "J", "starts": ms("10:00"), "nonce": "touch-01"}
    answer = client.post("/kiosk/bookings", data=form)

    assert answer.status_code == 409
    assert 'href="/kiosk/other-time?lang=lt&amp;service=J"' in answer.text


def test_a_code_is_typed_digit_by_digit_without_scripts(client: Browser) -> None:
    typed = ""
    for digit in "482x9"[:3]:
        page = client.post("/kiosk/code", data={"typed": typed, "digit": digit}).text
        found = re.search(r'name="typed" value="(\d*)"', page)
        assert found
        typed = found[1]
    assert typed == "482"
    assert 'value="48"' in client.post("/kiosk/code", data={"typed": typed, "digit": "back"}).text
    assert client.post("/kiosk/code", data={"typed": typed, "digit": "x"}).status_code == 422


def test_the_code_gives_a_number_and_the_ticket_tells_floor_and_room(client: Browser) -> None:
    """Clause 19.1."""
    _, code = touch_a_time(client)
    early = client.post("/kiosk/check-in", data={"typed": code})
    assert early.status_code == 409
    assert re.search(r"dar per anksti: Jūsų registracijos laikas – 10\.00\sval\.", early.text)
    it_is(client, "09:30")
    shown = client.post("/kiosk/check-in", data={"typed": code})

    assert '<h1 class="number">J001</h1>' in shown.text
    assert "608 kabinetas, 6 aukštas" in shown.text
    assert re.search(r"Registracijos laikas – 10\.00\sval\.", shown.text)
    assert code not in str(shown.url)
    assert client.post("/kiosk/check-in", data={"typed": code}).url == shown.url


def test_who_missed_her_call_is_sent_to_the_counter_that_can_put_her_back(client: Browser) -> None:
    _, code = touch_a_time(client)
    it_is(client, "10:00")
    client.post("/kiosk/check-in", data={"typed": code})
    client.as_program("egle", "608")
    client.post("/api/v1/counters/608/calls")
    again = client.post("/kiosk/check-in", data={"typed": code})
    assert again.status_code == 200 and "608 kabinet" in again.text
    it_is(client, "10:01")
    client.post("/api/v1/counters/608/recalls")
    assert client.post("/api/v1/counters/608/no-shows").status_code == 200
    missed = client.post("/kiosk/check-in", data={"typed": code})
    at_reception = client.post("/agenda/bookings/1/check-ins")

    assert missed.status_code == 409
    assert "numeris J001 jau buvo pakviestas" in missed.text
    assert "prašome kreiptis į 1 langelį" in missed.text
    assert "Pasiimkite taloną" not in missed.text
    assert at_reception.status_code == 409 and "J001" in at_reception.text


def test_who_is_late_is_told_kindly_that_she_is_called_in_turn(client: Browser) -> None:
    """Clause 19.3."""
    _, code = touch_a_time(client)
    it_is(client, "10:11")
    shown = client.post("/kiosk/check-in", data={"typed": code}).text

    assert "Registracijos laikas jau praėjo. Pakviesime Jus eilės tvarka." in shown


@pytest.mark.parametrize("typed", ["", "1", "999999", "abc def"])
def test_a_wrong_code_can_be_tried_again(client: Browser, typed: str) -> None:
    answer = client.post("/kiosk/check-in", data={"typed": typed})

    assert answer.status_code == 404
    assert "tokio registracijos kodo neradome" in answer.text
    assert 'href="/kiosk/code?lang=lt"' in answer.text


def test_no_page_of_visitors_and_no_log_tells_contacts_or_codes(
    client: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    """Clauses 4.4 and 4.6."""
    caplog.set_level("INFO")
    code = book(client, contact="ona@example.lt")
    it_is(client, "09:30")
    client.post("/kiosk/check-in", data={"typed": code})
    client.as_program("egle", "608")
    client.post("/api/v1/counters/608/calls")
    seen = "".join(client.get(path).text for path in ("/kiosk", "/display", "/api/v1/display"))

    assert "ona@" not in seen + caplog.text
    assert code not in seen + caplog.text
    assert "booking 1 made for J at 608" in caplog.text
