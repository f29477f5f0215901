"""The pages as a browser without scripts gets them."""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from fastapi import FastAPI
from offices import sample, small
from prepared import prepare
from signing import Browser
from starlette.websockets import WebSocketDisconnect

from server.app import create_app
from server.clock import Clock, RehearsalClock
from server.rules.moment import moment
from server.web import HEADERS
from server.words import OWN_NAMES

OWN = "http://127.0.0.1"
PUBLIC = ["/", "/kiosk", "/kiosk/priority", "/display", "/sign-in", "/api/docs"]
PAGES = [*PUBLIC, "/desk", "/statistics", "/printers", "/printer", "/sign-in/counter", "/sign-in/own"]
LIVE = ["/kiosk/live", "/display/live", "/printers/live", "/printer/live"]


@pytest.fixture
def app(tmp_path: Path) -> FastAPI:
    return create_app(small(), prepare(tmp_path / "data"), Clock())


@pytest.fixture
def client(app: FastAPI) -> Iterator[Browser]:
    with Browser(app, base_url=OWN, follow_redirects=False) as client:
        yield client


def take(client: Browser, service: str = "A", lang: str = "lt", **form: str) -> str:
    """Touch a service; return the address of the ticket's page."""
    answer = client.post(
        f"/kiosk/tickets?lang={lang}", data={"service": service, "nonce": "touch-" + service + lang, **form}
    )
    assert answer.status_code == 303
    return answer.headers["location"]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_whole_safe_and_from_our_own_house(client: Browser, path: str) -> None:
    if path not in PUBLIC:
        client.signs_in()
    answer = client.get(path)

    assert answer.status_code == 200
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert answer.headers["cache-control"] == "no-store"
    assert answer.text.startswith("<!doctype html>") and answer.text.rstrip().endswith("</html>")
    assert re.findall(r"<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon\w+=", answer.text) == []
    for address in re.findall(r'(?:src|href)="([^"]+)"', answer.text):
        assert address.startswith(("/", "data:image/png")), address
        if address.startswith("/static"):
            assert client.get(address).status_code == 200, address


@pytest.mark.parametrize("language", OWN_NAMES)
def test_the_kiosk_speaks_every_language_of_the_office(client: Browser, language: str) -> None:
    page = client.get(f"/kiosk?lang={language}").text
    names = [service.name[language] for service in small().services]

    assert f'<html lang="{language}"' in page
    assert re.findall(r'<span class="name">(.*?)</span>', page)[: len(names)] == names
    assert [own for own in OWN_NAMES.values() if f">{own}</a>" in page] == list(OWN_NAMES.values())


def test_an_unknown_language_is_lithuanian(client: Browser) -> None:
    assert '<html lang="lt"' in client.get("/kiosk?lang=xx").text


def test_one_touch_gives_a_ticket_and_shows_it(client: Browser) -> None:
    take(client, "B", nonce="somebody-before")
    page = client.get(take(client, "A", lang="en")).text

    assert '<h1 class="number">A001</h1>' in page
    assert "Requests" in page
    assert "Ahead of you: 1" in page


def test_a_ticket_says_what_to_bring_and_where_to_go(client: Browser) -> None:
    assert "Pasiruoškite: asmens dokumentas" in client.get(take(client, "B")).text
    assert "608 kabinetas, 6 aukštas" in client.get(take(client, "Z")).text


def test_the_same_touch_twice_is_one_ticket(client: Browser) -> None:
    assert take(client, "A") == take(client, "A")
    assert client.get("/api/v1/services").json()[0]["ahead"] == 1


def test_a_visitor_with_priority_is_called_first_and_nothing_shows_it(client: Browser) -> None:
    """Clauses 19.2, 4.6 and 4.8."""
    take(client, "A", nonce="ordinary")
    ticket = take(client, "A", "lt&priority=yes", nonce="priority")
    page = client.get(ticket).text
    client.as_program()
    called = client.post("/api/v1/counters/1/calls").json()["called"]["number"]
    wall = client.get("/display").text + client.get("/api/v1/display").text

    assert called == "A002"
    assert not re.search(r"pirmen|priorit", page + wall, re.IGNORECASE)
    assert "asmenys su negalia" in client.get("/kiosk/priority").text


def test_a_service_by_appointment_apologises_explains_and_shows_a_way_on(client: Browser) -> None:
    answer = client.post("/kiosk/tickets", data={"service": "J", "nonce": "touch-J1"})

    assert answer.status_code == 409
    assert "Atsiprašome, ši paslauga teikiama tik iš anksto užsiregistravus" in answer.text
    assert "Jums padės: prašome kreiptis į 1 langelį." in answer.text
    assert 'href="/kiosk?lang=lt"' in answer.text


def test_a_wrong_address_apologises_in_the_visitors_language(client: Browser) -> None:
    answers = [
        client.get("/nowhere", headers={"accept-language": language})
        for language in ("lt", "en-GB", "uk", "pl")
    ]

    assert [answer.status_code for answer in answers] == [404] * 4
    shown = [re.search(r"<h1>(.*?)</h1>", answer.text) for answer in answers]
    assert [title and title[1] for title in shown] == [
        "Atsiprašome",
        "We are sorry",
        "Вибачте",
        "Atsiprašome",
    ]


def test_an_unknown_ticket_is_not_found(client: Browser) -> None:
    assert client.get("/kiosk/tickets/A001").status_code == 404
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/kiosk/tickets/A001/live"):
        pass


def test_a_form_sent_from_another_site_changes_nothing(client: Browser) -> None:
    elsewhere = {"origin": "https://elsewhere.example"}
    form = {"service": "A", "nonce": "from-elsewhere"}

    assert client.post("/kiosk/tickets", data=form, headers=elsewhere).status_code == 403
    turned_away = client.post("/api/v1/tickets", json={"service": "A"}, headers=elsewhere)
    assert (turned_away.status_code, turned_away.json()["error"]["code"]) == (403, "from_elsewhere")
    for path in LIVE:
        with pytest.raises(WebSocketDisconnect), client.websocket_connect(path, headers=elsewhere):
            pass
    assert client.get("/api/v1/services").json()[0]["ahead"] == 0
    own = {"origin": OWN}
    assert client.post("/kiosk/tickets", data=form, headers=own).status_code == 303


@pytest.mark.parametrize("path", LIVE)
def test_a_live_page_is_right_after_one_message(client: Browser, path: str) -> None:
    client.signs_in()
    take(client, "A")
    with client.websocket_connect(path) as socket:
        picture = socket.receive_json()
    page = client.get(path.removesuffix("/live")).text

    assert picture["revision"] >= 1
    parts = re.findall(r'<\w+ [^>]*id="([^"]+)"[^>]*data-part', picture["html"])
    assert parts and [part for part in parts if f'id="{part}"' not in page] == []


def test_the_wall_hears_of_a_call_at_once_and_shows_number_and_place_only(client: Browser) -> None:
    take(client, "A")
    client.as_program("darius", "2")
    with client.websocket_connect("/display/live") as wall:
        before = wall.receive_json()
        client.post("/api/v1/counters/2/calls")
        after = wall.receive_json()
        while after["revision"] == before["revision"] or "A001" not in after["html"]:
            after = wall.receive_json()

    assert "A001" not in before["html"]
    words = re.sub(r"<template.*</template>|<[^>]+>", " ", after["html"], flags=re.DOTALL).split()
    assert " ".join(words) == "Kviečiamas numeris A001 2 langelis Anksčiau kviesti Eilės nėra"


def test_the_desk_shows_who_waits_then_calls(client: Browser) -> None:
    client.signs_in()
    take(client, "A")
    assert "A001" in client.get("/desk").text
    back = client.post("/desk/calls", data={"seen": ""}).headers["location"]
    assert back.startswith("/desk?lang=lt&stamp=")
    assert '<p class="number">A001</p>' in client.get(back).text
    assert '<p class="number">A001</p>' in client.get("/desk").text
    too_soon = client.post("/desk/recalls", data={"seen": "A001"})
    assert "Atsiprašome, klientą ką tik kvietėte." in too_soon.text
    client.post("/desk/finishes", data={"seen": "A001"})
    assert "Laukiančių klientų nėra" in client.get("/desk").text


def test_a_stale_button_at_the_desk_is_refused_politely_and_loses_nothing(client: Browser) -> None:
    client.signs_in()
    take(client, "A", nonce="first-one")
    take(client, "A", nonce="second-one")
    client.post("/desk/calls", data={"seen": ""})
    answer = client.post("/desk/no-shows", data={"seen": "A002"})

    assert answer.status_code == 409
    assert "jau pasikeitė klientas, todėl nieko nepadaryta" in answer.text
    assert '<p class="number">A001</p>' in answer.text


def test_the_desk_says_why_a_number_was_called(client: Browser) -> None:
    """Clause 29.1."""
    client.signs_in()
    take(client, "A")
    client.post("/desk/calls", data={"seen": ""})

    assert "eilės tvarka); daugiau niekas nelaukė." in client.get("/desk").text
    assert "in turn); nobody else was waiting." in client.get("/desk?lang=en").text


def at_the_desk(client: Browser, path: str, **form: str) -> str:
    """Press a button of counter 1's desk; return the page that follows."""
    answer = client.post(f"/desk/{path}", data=form, follow_redirects=True)
    return answer.text


def test_the_desk_has_every_act_of_a_clerks_day(client: Browser) -> None:
    """Clauses 2.4, 2.8, 14, 17.5, 19.2, 21.4."""
    client.signs_in()
    for nonce in ("client-1", "client-2", "client-3"):
        take(client, "A", nonce=nonce)
    client.as_program("darius", "2")

    at_the_desk(client, "priorities", number="A003")
    at_the_desk(client, "priority-withdrawals", number="A003")
    assert '<p class="number">A002</p>' in at_the_desk(
        client, "choices", number="A002", reason="mistake", seen=""
    )
    assert "pasirinktas: taisoma klaida" in client.get("/desk").text
    at_the_desk(client, "starts", seen="A002")
    at_the_desk(client, "services", service="B", seen="A002")
    assert '<p class="service">Atsiėmimas</p>' in client.get("/desk").text
    assert "Atidėti klientai" in at_the_desk(client, "parkings", seen="A002")
    assert '<p class="number">A002</p>' in at_the_desk(client, "resumptions", number="A002")
    at_the_desk(client, "refusals", reason="intoxicated", seen="A002")
    at_the_desk(client, "calls", seen="")
    at_the_desk(client, "transfers", service="A", to="counter:2", seen="A001")
    at_the_desk(client, "calls", seen="")
    at_the_desk(client, "hand-overs", to="uk:2", seen="A003")
    called = [client.post("/api/v1/counters/2/calls").json()["called"]["number"] for _ in range(2)]

    assert called == ["A001", "A003"]
    assert "atšaukti nebegalima" in at_the_desk(client, "undos")
    assert client.post("/desk/refusals", data={"reason": "rude"}).status_code == 422


def test_a_client_set_aside_for_some_minutes_is_remembered_when_they_are_over(tmp_path: Path) -> None:
    at = moment(datetime.fromisoformat("2026-11-23T10:00+02:00"))
    with Browser(create_app(small(), prepare(tmp_path), RehearsalClock(at, speed=0)), base_url=OWN) as client:
        client.signs_in()
        client.post("/api/v1/tickets", json={"service": "A"})
        at_the_desk(client, "calls", seen="")
        assert "Grįš iki 10:10" in at_the_desk(client, "parkings", seen="A001", minutes="10")
        client.post("/api/v1/rehearsal/clock", json={"at": "2026-11-23T10:10"})
        page = client.get("/desk").text

    assert '<tr class="due">' in page and "Laikas baigėsi 10:10" in page


def test_a_call_is_told_in_one_sentence(tmp_path: Path) -> None:
    """Clauses 2.2, 2.4 and 29.1."""
    at = moment(datetime.fromisoformat("2026-11-23T09:43+02:00"))
    settings = small()
    with Browser(
        create_app(settings, prepare(tmp_path), RehearsalClock(at, speed=0)), base_url=OWN
    ) as client:
        client.post("/api/v1/tickets", json={"service": "A"})
        client.post("/api/v1/rehearsal/clock", json={"at": "2026-11-23T09:56"})
        client.post("/api/v1/tickets", json={"service": "A", "priority": True})
        client.as_program()
        client.post("/api/v1/counters/1/calls")
        why = client.get("/api/v1/visits/A002/why").json()

    assert why["sentence"] == {
        "lt": "A002 laikomas atvykusiu 09:26 (atvyko 09:56, pirmenybė 30 min.); kitas buvo A001, 09:43.",
        "en": "A002 counts as 09:26 (came 09:56, priority 30 min); next was A001, 09:43.",
    }
    del why["sentence"]
    assert why == {
        "number": "A002",
        "reason": "priority",
        "counts_as": "2026-11-23T07:26:00Z",
        "came": "2026-11-23T07:56:00Z",
        "called_at": "2026-11-23T07:56:00Z",
        "runner_up": "A001",
        "runner_up_counts_as": "2026-11-23T07:43:00Z",
        "rule": 1,
    }


def test_the_desk_speaks_english_too(client: Browser) -> None:
    client.signs_in()

    assert "Call next" in client.get("/desk?lang=en").text


def test_no_visitor_sees_the_name_of_a_member_of_staff(client: Browser) -> None:
    client.signs_in()
    ticket = take(client, "A")
    client.post("/desk/calls", data={"seen": ""})
    seen = [client.get(path).text for path in ("/kiosk", "/display", "/api/v1/display", ticket)]
    token = urlsplit(ticket).path.rsplit("/", 1)[1]
    seen.append(client.get(f"/api/v1/tickets/{token}").text)
    # Pictures and tokens are chance letters, in which any short name may turn up.
    words = [re.sub(r"[\w+/=-]{22,}", "", text) for text in seen]

    assert [text for text in words if re.search("rasa|darius|Pavarden", text, re.IGNORECASE)] == []


def test_a_rehearsal_is_marked_on_every_page_and_its_clock_can_be_set(tmp_path: Path) -> None:
    at = moment(datetime.fromisoformat("2026-10-20T07:55+03:00"))
    with Browser(create_app(small(), prepare(tmp_path), RehearsalClock(at, speed=0)), base_url=OWN) as client:
        client.signs_in()
        marks = [
            path for path in PAGES if "REPETICIJA" in client.get(path).text.replace("REHEARSAL", "REPETICIJA")
        ]
        first = client.post("/api/v1/tickets", json={"service": "A"}).json()
        clock = client.post("/api/v1/rehearsal/clock", json={"at": "2026-10-21T08:30"}).json()
        second = client.post("/api/v1/tickets", json={"service": "A"}).json()
        refused = client.post("/api/v1/rehearsal/clock", json={"at": "yesterday"})

    assert marks == PAGES
    assert first["taken_at"] == "2026-10-20T04:55:00Z"
    assert clock == {"at": "2026-10-21T08:30:00+03:00", "speed": 0.0}
    assert (second["number"], second["taken_at"]) == ("A001", "2026-10-21T05:30:00Z")
    assert refused.status_code == 422


def test_only_a_rehearsal_has_a_clock_to_set(client: Browser) -> None:
    assert client.post("/api/v1/rehearsal/clock", json={"at": "2026-10-21T08:30"}).status_code == 404
    assert "REPETICIJA" not in client.get("/kiosk").text


def test_the_sample_office_fits_its_pages(tmp_path: Path) -> None:
    monday = RehearsalClock(moment(datetime.fromisoformat("2026-11-23T10:00+02:00")))
    with Browser(create_app(sample(), prepare(tmp_path), monday), base_url=OWN) as client:
        shown = [client.get(path).text for path in ("/kiosk", *(f"/kiosk/groups/{n}" for n in range(4)))]
        names = [re.findall(r'class="service[^>]*(?:value="|service=)(\w+)', page) for page in shown]

    # Two touches lead to every service, and "I don't know" to the general one.
    assert ["".join(one) for one in names] == ["DJA", "ABL", "SKH", "MV", "ZT"]
