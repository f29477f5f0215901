"""The ticket on a phone, as a browser without scripts gets it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from offices import small
from PIL import Image, ImageDraw
from prepared import prepare
from signing import Browser
from starlette.websockets import WebSocketDisconnect

from server.app import create_app
from server.clock import RehearsalClock
from server.guessing import AN_HOUR, AT_MOST, WITHIN_S, WrongCodes
from server.phone.stage import Stage, stage
from server.rules.moment import moment
from server.rules.refused import Reason, Refused
from server.rules.visit import Status
from server.store.visits import by_token
from server.words import OWN_NAMES

OWN = "http://127.0.0.1"
EIGHT = moment(datetime.fromisoformat("2026-11-23T08:00+02:00"))


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Browser]:
    """A rehearsal whose clock stands still until it is set."""
    app = create_app(small(), prepare(tmp_path), RehearsalClock(EIGHT, speed=0), "http://127.0.0.1:8080")
    with Browser(app, base_url=OWN, follow_redirects=False) as client:
        yield client


def take(client: Browser, service: str = "A", **more: Any) -> str:
    token: str = client.post("/api/v1/tickets", json={"service": service, **more}).json()["token"]
    return token


def it_is(client: Browser, at: str) -> None:
    client.post("/api/v1/rehearsal/clock", json={"at": f"2026-11-{at}"})


def code_of(client: Browser, token: str) -> str:
    with client.app.state.front.house.look() as ledger:  # type: ignore[attr-defined]
        visit = by_token(ledger.connection, token)
    assert visit is not None
    return visit.code


def shown(client: Browser, token: str, lang: str = "") -> tuple[str, str]:
    """Return the page's stage and its words."""
    page = client.get(f"/t/{token}" + (f"?lang={lang}" if lang else "")).text
    found = re.search(r'data-stage="(\w+)"', page)
    main = page.partition("<main>")[2].partition("</main>")[0]
    return found[1] if found else "", " ".join(re.sub(r"<[^>]+>", " ", main).split())


def test_the_page_is_kept_by_nobody_and_tells_nobody(client: Browser) -> None:
    token = take(client)
    answers = [
        client.get(f"/t/{token}"),
        client.get(f"/t/{token}/leave"),
        client.post(f"/t/{token}/let-pass"),
        client.post(f"/t/{token}/leave"),
        client.get("/t/unknown"),
    ]

    for answer in answers:
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "noindex" in answer.headers["x-robots-tag"]
        assert "set-cookie" not in answer.headers
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        if answer.status_code != 303:
            assert answer.headers["cache-control"] == "no-store"
            assert re.findall(r"<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon\w+=", answer.text) == []


def test_where_a_ticket_stands_from_taking_to_thanks(client: Browser) -> None:
    others = [take(client) for _ in range(3)]
    mine = take(client, "B", language="lt")
    assert shown(client, mine)[0] == "waiting"
    text = shown(client, mine)[1]
    assert "B001" in text and "Prieš Jus eilėje: 3" in text and "Pasiruoškite: asmens dokumentas" in text
    client.post(f"/api/v1/tickets/{others[0]}/departures")
    assert shown(client, mine)[0] == "nearly"
    assert "Netrukus Jūsų eilė" in shown(client, mine)[1]
    for other in others[1:]:
        client.post(f"/api/v1/tickets/{other}/departures")
    assert "Prieš Jus eilėje nieko nėra" in shown(client, mine)[1]
    client.as_program()
    client.post("/api/v1/counters/1/calls")
    stands, text = shown(client, mine)
    assert stands == "called"
    assert text.startswith("Kviečiame: 1 langelis Jūsų eilės numeris B001")
    it_is(client, "23T08:01")
    client.post("/api/v1/counters/1/recalls")
    assert "Kviečiame dar kartą: 1 langelis" in shown(client, mine)[1]
    client.post("/api/v1/counters/1/starts")
    assert shown(client, mine)[0] == "serving" and "Jus aptarnauja: 1 langelis" in shown(client, mine)[1]
    client.post("/api/v1/counters/1/parkings", json={"minutes": 10})
    assert "Jūsų laukia: 1 langelis Prašome grįžti iki 8.11 val." in shown(client, mine)[1]
    client.post("/api/v1/counters/1/resumptions", json={"number": "B001"})
    client.post("/api/v1/counters/1/finishes")
    assert shown(client, mine)[0] == "served" and "Ačiū. Geros dienos!" in shown(client, mine)[1]
    assert "<form" not in client.get(f"/t/{mine}").text.partition("<main")[2].partition("</main>")[0]


def test_a_room_is_told_with_its_floor(client: Browser) -> None:
    """Clause 19.1."""
    mine = take(client, "Z")
    assert "608 kabinetas, 6 aukštas" in shown(client, mine)[1]
    client.as_program("rasa", "608")
    client.post("/api/v1/counters/608/calls")

    assert "608 kabinetas 6 aukštas" in shown(client, mine)[1]


def test_who_missed_the_call_is_sent_to_the_counter_while_her_place_is_kept(client: Browser) -> None:
    """Her place is given back by a clerk (13.3); returning by phone would send her to the end."""
    mine = take(client)
    client.as_program("darius", "2")
    client.post("/api/v1/counters/2/calls")
    it_is(client, "23T08:01")
    client.post("/api/v1/counters/2/recalls")
    client.post("/api/v1/counters/2/no-shows")
    assert shown(client, mine)[0] == "no_show"
    assert "Vietą eilėje saugome iki 8.31 val. Prašome kreiptis į 1 langelį." in shown(client, mine)[1]
    it_is(client, "23T08:32")

    assert shown(client, mine)[0] == "too_late"
    assert "paimti naują taloną" in shown(client, mine)[1]


def test_a_refusal_apologises_and_never_says_why(client: Browser) -> None:
    """Clauses 21.3, 21.4: the code is for the figures."""
    mine = take(client)
    client.as_program()
    client.post("/api/v1/counters/1/calls")
    client.post("/api/v1/counters/1/refusals", json={"reason": "intoxicated"})
    page = client.get(f"/t/{mine}").text

    assert "Atsiprašome, šį kartą Jūsų aptarnauti negalėjome." in page
    assert "intoxic" not in page and "apsvaig" not in page.lower()


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        *((status, status.value) for status in Status if status not in (Status.WAITING, Status.NO_SHOW)),
        (Status.WAITING, "nearly"),
        (Status.NO_SHOW, "no_show"),
    ],
)
def test_every_status_has_a_stage(status: Status, expected: str) -> None:
    assert stage(status, 2, kept_until=10, now=10) is Stage(expected)
    assert stage(Status.WAITING, 3, 0, 0) is Stage.WAITING
    assert stage(Status.NO_SHOW, 0, kept_until=10, now=11) is Stage.TOO_LATE


@pytest.mark.parametrize("lang", OWN_NAMES)
def test_the_ticket_speaks_its_own_language_and_any_other_that_is_asked_for(
    client: Browser, lang: str
) -> None:
    token = take(client, language=lang)
    page = client.get(f"/t/{token}").text
    assert f'<html lang="{lang}"' in page
    assert small().service("A").name[lang] in page
    for other in OWN_NAMES:
        assert f'<html lang="{other}"' in client.get(f"/t/{token}?lang={other}").text
        assert f'href="?lang={other}"' in page
    assert client.post(f"/t/{token}/leave?lang=uk").headers["location"] == f"/t/{token}?lang=uk"


def test_leaving_is_asked_once_more_and_then_done(client: Browser) -> None:
    mine = take(client)
    asked = client.get(f"/t/{mine}/leave").text
    assert "Ar tikrai norite palikti eilę?" in asked and "Ne, lieku eilėje" in asked
    assert shown(client, mine)[0] == "nearly"
    assert client.post(f"/t/{mine}/leave").headers["location"] == f"/t/{mine}"
    assert shown(client, mine)[0] == "left"

    again = client.post(f"/t/{mine}/leave")
    assert again.status_code == 409 and "Atsiprašome" in again.text
    assert 'data-stage="left"' in client.get(f"/t/{mine}/leave").text
    client.as_program()
    assert client.post("/api/v1/counters/1/calls").json()["called"] is None


def test_one_may_pass_twice_and_the_third_is_refused_politely(client: Browser) -> None:
    mine, *_ = [(it_is(client, f"23T08:0{minute}"), take(client))[1] for minute in range(5)]
    assert "Galima dar kartų: 2" in shown(client, mine)[1]
    for seen in (0, 0, 1):  # the second is a trembling finger's
        assert client.post(f"/t/{mine}/let-pass", data={"seen": seen}).status_code == 303
    assert "Prieš Jus eilėje: 2" in shown(client, mine)[1]
    assert "Praleisti vieną klientą" not in shown(client, mine)[1]
    no = client.post(f"/t/{mine}/let-pass", data={"seen": 2})

    assert no.status_code == 409
    assert "Atsiprašome, daugiau praleisti nebegalima: leista kartų – 2." in no.text
    assert "Prieš Jus eilėje: 2" in no.text


def test_the_api_lets_somebody_pass_too(client: Browser) -> None:
    mine, _ = [(it_is(client, f"23T08:0{minute}"), take(client))[1] for minute in range(2)]
    passed = client.post(f"/api/v1/tickets/{mine}/let-pass")
    again = client.post(f"/api/v1/tickets/{mine}/let-pass")
    unknown = client.post("/api/v1/tickets/unknown/let-pass")

    assert (passed.status_code, passed.json()["ahead"]) == (200, 1)
    assert (again.status_code, again.json()["error"]["code"]) == (409, "nobody_to_let_pass")
    assert unknown.status_code == 404


def test_a_program_that_repeats_its_request_gives_up_one_place(client: Browser) -> None:
    mine, *_ = [(it_is(client, f"23T08:0{minute}"), take(client))[1] for minute in range(4)]
    first, again = (client.post(f"/api/v1/tickets/{mine}/let-pass", json={"seen": 0}) for _ in range(2))
    assert (first.status_code, first.json()["ahead"], first.json()["let_pass"]) == (200, 1, 1)
    assert (again.status_code, again.json()) == (200, first.json())
    second = client.post(f"/api/v1/tickets/{mine}/let-pass", json={"seen": first.json()["let_pass"]})
    assert (second.json()["ahead"], second.json()["let_pass"]) == (2, 2)
    for wrong in ({"seen": -1}, {"seen": "0"}, {"seen": True}, {"times": 1}):
        assert client.post(f"/api/v1/tickets/{mine}/let-pass", json=wrong).status_code == 422


def test_after_midnight_nothing_of_the_visit_is_left_to_see(client: Browser) -> None:
    mine = take(client, "B")
    with client.websocket_connect(f"/t/{mine}/live") as socket:
        assert "B001" in socket.receive_json()["html"]
        it_is(client, "24T00:00")
        picture = socket.receive_json()["html"]
        while 'data-stage="void"' not in picture:
            picture = socket.receive_json()["html"]
    answers = [client.get(f"/t/{mine}"), client.get(f"/t/{mine}/leave"), client.post(f"/t/{mine}/let-pass")]

    assert [answer.status_code for answer in answers] == [410, 410, 410]
    for text in (picture, *(answer.text for answer in answers)):
        assert "Talonas negalioja" in text and "kreiptis į 1 langelį" in text
        assert "B001" not in text and "Atsiėmimas" not in text and mine not in text
    with pytest.raises(WebSocketDisconnect), client.websocket_connect(f"/t/{mine}/live"):
        pass


def test_an_unknown_ticket_is_a_kind_page(client: Browser) -> None:
    answer = client.get("/t/nothing-like-a-ticket")

    assert answer.status_code == 404
    assert "Talonas negalioja" in answer.text and "paimti naują taloną" in answer.text
    assert client.post("/t/nothing-like-a-ticket/leave").status_code == 404
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/t/nothing-like-a-ticket/live"):
        pass


def test_a_code_is_typed_in_any_way(client: Browser) -> None:
    token = take(client)
    code = code_of(client, token)
    assert 'name="code"' in client.get("/t").text
    for typed in (code, code.lower(), f" {code[:3]} {code[3:]} ", f"{code[:3]}-{code[3:].lower()}"):
        answer = client.post("/t", data={"code": typed})
        assert (answer.status_code, answer.headers["location"]) == (303, f"/t/{token}")


def test_trying_out_codes_is_slowed_down(client: Browser) -> None:
    code = code_of(client, take(client))
    wrong = [client.post("/t", data={"code": "0O0O0O"}).status_code for _ in range(AT_MOST)]
    answer = client.post("/t", data={"code": code})

    assert wrong == [404] * AT_MOST
    assert answer.status_code == 429 and answer.headers["retry-after"] == "60"
    assert "per daug neteisingų kodų. Bandykite dar kartą po 1 min." in answer.text


def test_after_a_minute_codes_are_looked_up_again() -> None:
    now = [0.0]
    codes = WrongCodes(lambda: now[0])
    for _ in range(AT_MOST):
        with pytest.raises(Refused, match="unknown_ticket"), codes.guard():
            raise Refused(Reason.UNKNOWN_TICKET)
        now[0] += 1
    now[0] = WITHIN_S - 0.1
    with pytest.raises(Refused, match="too_many_codes"), codes.guard():
        pass
    now[0] = WITHIN_S
    with codes.guard():
        pass


def test_nobody_tries_out_codes_all_day_at_the_pace_of_a_minute() -> None:
    now = [0.0]
    codes = WrongCodes(lambda: now[0])
    tried, tried_in_vain = [], []
    for second in range(0, 7200, 6):  # ten a minute, for two hours
        now[0] = float(second)
        with pytest.raises(Refused) as no, codes.guard():
            tried.append(second)
            raise Refused(Reason.UNKNOWN_BOOKING)
        if no.value.reason is Reason.TOO_MANY_CODES:
            tried_in_vain.append(no.value.facts["n"])

    assert len([at for at in tried if at < 3600]) == AN_HOUR
    assert len(tried) == 2 * AN_HOUR
    assert (tried_in_vain[0], tried_in_vain[-1]) == (54, 1)


def test_wrong_codes_at_the_kiosk_keep_nobody_out_for_an_hour() -> None:
    now = [0.0]
    codes = WrongCodes(lambda: now[0], an_hour=None)
    for _ in range(20):
        for _ in range(AT_MOST):
            with pytest.raises(Refused, match="unknown_booking"), codes.guard():
                raise Refused(Reason.UNKNOWN_BOOKING)
        now[0] += WITHIN_S
    with codes.guard():
        pass


def test_a_right_code_or_another_refusal_is_no_wrong_code() -> None:
    codes = WrongCodes(lambda: 0.0)
    for _ in range(2 * AT_MOST):
        with codes.guard():
            pass
        with pytest.raises(Refused, match="not_allowed_now"), codes.guard():
            raise Refused(Reason.NOT_ALLOWED_NOW)


def test_yesterdays_code_opens_nothing(client: Browser) -> None:
    code = code_of(client, take(client))
    it_is(client, "24T08:00")

    assert client.post("/t", data={"code": code}).status_code == 404


def test_a_ticket_page_may_be_acted_on_without_an_origin_and_no_other_page(client: Browser) -> None:
    """Without a referrer browsers send ``Origin: null`` with a form; the token says enough."""
    mine, nobody = take(client), {"origin": "null"}

    assert client.post("/t", data={"code": "x"}, headers=nobody).status_code == 403
    assert client.post("/sign-in", data={"login": "rasa"}, headers=nobody).status_code == 403
    assert client.post(f"/t/{mine}/leave", headers={"origin": "https://elsewhere.example"}).status_code == 403
    assert client.post(f"/t/{mine}/leave", headers=nobody).status_code == 303


def test_the_kiosk_shows_a_code_that_leads_to_the_tickets_page(client: Browser) -> None:
    taken = client.post("/kiosk/tickets?lang=en", data={"service": "A", "nonce": "touch-one"})
    token = taken.headers["location"].partition("?")[0].rpartition("/")[2]
    page = client.get(taken.headers["location"]).text
    code = code_of(client, token)

    drawing = re.search(r'<div class="qr".*?(<svg.*?</svg>)', page, re.DOTALL)
    assert drawing
    (found,) = zxingcpp.read_barcodes(picture(drawing[1]))
    assert found.text == f"http://127.0.0.1:8080/t/{token}"
    assert "Follow the queue on your phone" in page
    assert "127.0.0.1:8080/t<" in page and f"{code[:3]} {code[3:]}" in page


def picture(drawing: str) -> Image.Image:
    """Paint segno's drawing: strokes of one module's width, relative moves and lines."""
    box = re.search(r'viewBox="0 0 (\d+) ', drawing)
    path = re.search(r'class="qrline"[^>]* d="([^"]+)"', drawing)
    assert box and path
    side, module = int(box[1]), 6
    image = Image.new("L", (side * module, side * module), 255)
    pen = ImageDraw.Draw(image)
    x, y = 0.0, 0.0
    for command, numbers in re.findall(r"([Mmh])([^Mmh]+)", path[1]):
        values = [float(value) for value in re.findall(r"-?[\d.]+", numbers)]
        if command == "M":
            x, y = values
        elif command == "m":
            x, y = x + values[0], y + values[1]
        else:
            top, left = (y - 0.5) * module, x * module
            pen.rectangle((left, top, left + values[0] * module - 1, top + module - 1), fill=0)
            x += values[0]
    return image


def test_a_public_address_is_the_one_on_the_ticket_and_is_answered(tmp_path: Path) -> None:
    settings = small()
    server = replace(settings.server, public_url="https://eile.example.lt/")
    app = create_app(replace(settings, server=server), prepare(tmp_path), RehearsalClock(EIGHT))
    with Browser(app, base_url="https://eile.example.lt") as client:
        taken = client.post("/kiosk/tickets", data={"service": "A", "nonce": "touch-one"})
        assert ">eile.example.lt/t<" in taken.text
        assert client.get("/t").status_code == 200
