"""Pairing a display's browser, and taking that back."""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from branches import wait_for
from httpx2 import Response
from offices import SMALL
from prepared import prepare
from signing import Browser
from starlette.websockets import WebSocketDisconnect

from server.app import create_app
from server.clock import RehearsalClock
from server.config import parse
from server.paired import COOKIE
from server.reception import devices, pairing
from server.reception.ledger import Ledger
from server.rules.device import DeviceKind
from server.rules.moment import moment
from server.store import devices as store
from server.web import ELSEWHERE

EIGHT = moment(datetime.fromisoformat("2026-11-23T08:00+02:00"))
CONFIG = (
    SMALL
    + """
displays:
  - {id: hall}
  - {id: upstairs, services: [Z], paired_only: true}
"""
)


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Browser]:
    app = create_app(parse(CONFIG, "c.yaml"), prepare(tmp_path / "data"), RehearsalClock(EIGHT, speed=0))
    with Browser(app, base_url="http://127.0.0.1", follow_redirects=False) as client:
        yield client


def code(client: Browser, name: str, kind: DeviceKind = DeviceKind.DISPLAY) -> str:
    """An administrator makes a code."""
    house = client.app.state.front.house  # type: ignore[attr-defined]
    with house.database.writing.begin() as connection:
        ledger = Ledger(connection, house.settings, house.clock.now())
        return pairing.offer(ledger, kind, name, house.real_clock.now())


def pair(client: Browser, name: str, kind: DeviceKind = DeviceKind.DISPLAY) -> Response:
    """Somebody types a code at this browser, which keeps the token for its WebSockets too."""
    answer = client.post("/pair", data={"code": code(client, name, kind)})
    client.cookies.set(COOKIE, answer.cookies[COOKIE])
    return answer


def revoke(client: Browser, device: int) -> None:
    client.portal.call(client.app.state.front.house.do, devices.revoke, device)  # type: ignore[union-attr, attr-defined]


def test_a_display_is_paired_once_and_then_knows_what_to_show(client: Browser) -> None:
    for service in ("A", "Z"):
        client.post("/api/v1/tickets", json={"service": service})
    client.as_program("rasa", "608")
    client.post("/api/v1/counters/608/calls")
    before = client.get("/display?id=upstairs")
    paired = pair(client, "upstairs")
    after = client.get("/display")

    assert before.status_code == 403
    assert "Klausykite darbuotojų" in before.text and "dar nesusietas" in before.text
    assert "Z001" not in before.text
    assert (paired.status_code, paired.headers["location"]) == (303, "/display")
    cookie = paired.headers["set-cookie"]
    assert re.search(rf"^{COOKIE}=[\w-]{{43}}; HttpOnly; Max-Age=34560000; Path=/; SameSite=lax$", cookie)
    assert after.status_code == 200 and "Z001" in after.text
    assert COOKIE in after.headers["set-cookie"]  # each visit begins its time anew


def test_an_unpaired_browser_gets_the_usual_display_but_none_that_is_for_paired_ones(
    client: Browser,
) -> None:
    assert client.get("/display").status_code == 200
    assert client.get("/display?id=upstairs").status_code == 403
    with client.websocket_connect("/display/live?id=hall") as live:
        assert live.receive_json()["html"]
    with client.websocket_connect("/display/live?id=upstairs") as live:
        with pytest.raises(WebSocketDisconnect) as gone:
            live.receive_text()
        assert (gone.value.code, gone.value.reason) == (ELSEWHERE, "/display")


def test_a_revoked_display_is_told_at_once_and_says_politely_whom_to_ask(client: Browser) -> None:
    pair(client, "hall")
    with client.websocket_connect("/display/live") as live:
        assert live.receive_json()["html"]
        revoke(client, 1)
        with pytest.raises(WebSocketDisconnect) as gone:
            while True:
                live.receive_text()
    page = client.get("/display")

    assert (gone.value.code, gone.value.reason) == (ELSEWHERE, "/display")
    assert page.status_code == 403
    assert "Atsiprašome: šis ekranas atjungtas" in page.text
    assert "administratorius" in page.text and "/pair" in page.text
    client.cookies.clear()
    pair(client, "hall")
    assert client.get("/display").status_code == 200


def test_a_paired_display_is_seen(client: Browser) -> None:
    pair(client, "hall")
    house = client.app.state.front.house  # type: ignore[attr-defined]

    def seen() -> int | None:
        with house.look() as ledger:
            return store.all_devices(ledger.connection, "small")[0].last_seen

    with client.websocket_connect("/display/live") as live:
        live.receive_json()
        assert wait_for(seen, "the display to be seen") == EIGHT


def test_a_wrong_code_is_told_politely_and_nobody_finds_one_by_trying(client: Browser) -> None:
    wrong = client.post("/pair", data={"code": "000"})
    answers = [client.post("/pair", data={"code": f"{n:06}"}).text for n in range(12)]

    assert wrong.status_code == 409 and "šis kodas netinka" in wrong.text
    assert COOKIE not in wrong.headers.get("set-cookie", "")
    assert "per daug neteisingų kodų" in answers[-1]


def test_a_kiosks_code_leads_to_the_kiosk_and_opens_no_display(client: Browser) -> None:
    paired = pair(client, "kiosk", DeviceKind.KIOSK)

    assert paired.headers["location"] == "/kiosk"
    assert client.get("/display").status_code == 403


def test_the_page_speaks_the_staffs_languages(client: Browser) -> None:
    assert "Susieti šį įrenginį" in client.get("/pair").text
    assert "Pair this device" in client.get("/pair?lang=en").text
