"""Several kiosks, each paired once, each with its own printer, services and languages."""

import asyncio
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from branches import wait_for
from httpx2 import ASGITransport, AsyncClient
from offices import SMALL
from prepared import prepare
from signing import Browser
from starlette.websockets import WebSocketDisconnect

from server.app import create_app
from server.clock import Clock, RehearsalClock
from server.config import parse
from server.house import House
from server.paired import COOKIE
from server.reception import devices, pairing
from server.reception.ledger import Ledger
from server.rules.device import DeviceKind
from server.rules.moment import moment
from server.store import devices as store
from server.store import jobs
from server.web import ELSEWHERE

EIGHT = moment(datetime.fromisoformat("2026-11-23T08:00+02:00"))
CONFIG = (
    SMALL.replace("- {id: entrance, transport: screen}", "- {id: entrance, transport: screen}\n"
    "  - {id: first-floor, transport: screen}")
    + """
kiosks:
  - {id: hall, paired_only: true}
  - {id: upstairs, printer: first-floor, services: [Z], languages: [lt, en], diagonal_in: 22}
"""
)  # fmt: skip


def office(folder: Path, clock: Clock) -> Iterator[Browser]:
    app = create_app(parse(CONFIG, "c.yaml"), prepare(folder), clock)
    with Browser(app, base_url="http://127.0.0.1", follow_redirects=False) as client:
        yield client


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Browser]:
    yield from office(tmp_path / "data", RehearsalClock(EIGHT, speed=0))


def house_of(client: Browser) -> House:
    house: House = client.app.state.front.house  # type: ignore[attr-defined]
    return house


def code(client: Browser, name: str, kind: DeviceKind = DeviceKind.KIOSK) -> str:
    house = house_of(client)
    with house.database.writing.begin() as connection:
        ledger = Ledger(connection, house.settings, house.clock.now())
        return pairing.offer(ledger, kind, name, house.real_clock.now())


def pair(client: Browser, name: str) -> None:
    """Somebody types a code at the kiosk's own keypad."""
    answer = client.post("/kiosk/pair", data={"typed": code(client, name)})
    assert (answer.status_code, answer.headers["location"]) == (303, "/kiosk")
    client.cookies.set(COOKIE, answer.cookies[COOKIE])


def take(client: Browser, service: str) -> str:
    page = client.get("/kiosk").text
    (nonce,) = re.findall(r'name="nonce" value="([^"]+)"', page)
    return client.post("/kiosk/tickets", data={"service": service, "nonce": nonce}).headers["location"]


def test_a_paired_kiosk_offers_what_is_its_own(client: Browser) -> None:
    usual, usual_size = client.get("/kiosk").text, client.get("/kiosk/sizes.css").text
    pair(client, "upstairs")
    own = client.get("/kiosk")

    def offered(page: str) -> list[str]:
        return re.findall(r'name="service" value="(\w+)"', page)

    def spoken(page: str) -> list[str]:
        return re.findall(r'lang="(\w\w)"', page.split('<nav class="languages"')[1])

    assert (offered(usual), spoken(usual)) == (["A", "B", "Z", "A"], ["lt", "en", "uk", "ru"])
    assert (offered(own.text), spoken(own.text)) == (["Z", "A"], ["lt", "en"])
    assert COOKIE in own.headers["set-cookie"]  # each visit begins its time anew
    assert client.get("/kiosk?lang=uk").text.count('<html lang="lt"') == 1
    assert client.get("/kiosk/sizes.css").text != usual_size


def test_its_tickets_come_out_of_its_own_printer(client: Browser) -> None:
    take(client, "Z")
    pair(client, "upstairs")
    take(client, "Z")
    with house_of(client).look() as ledger:
        printed = [jobs.newest(ledger.connection, "small", name, 9) for name in ("entrance", "first-floor")]

    assert [len(each) for each in printed] == [1, 1]


def test_a_revoked_kiosk_is_told_at_once_and_says_politely_whom_to_ask(client: Browser) -> None:
    pair(client, "hall")
    with client.websocket_connect("/kiosk/live") as live:
        assert live.receive_json()["html"]
        client.portal.call(house_of(client).do, devices.revoke, 1)  # type: ignore[union-attr]
        with pytest.raises(WebSocketDisconnect) as gone:
            while True:
                live.receive_text()
    start = client.get("/kiosk")
    page = client.get(start.headers["location"])

    assert (gone.value.code, gone.value.reason) == (ELSEWHERE, "/kiosk/off")
    assert (start.status_code, page.status_code) == (303, 403)
    assert "--mm:" in client.get("/kiosk/sizes.css").text  # this page has sizes too
    assert "Atsiprašome, šis terminalas atjungtas" in page.text
    assert "kreiptis į 1 langelį" in page.text
    assert client.post("/kiosk/tickets", data={"service": "A", "nonce": "n" * 16}).headers["location"] == (
        "/kiosk/off"
    )
    client.cookies.clear()
    pair(client, "hall")
    assert client.get("/kiosk").status_code == 200


def test_a_kiosk_for_paired_devices_only_is_open_to_every_browser_in_a_rehearsal(
    tmp_path: Path, client: Browser
) -> None:
    assert client.get("/kiosk").status_code == 200
    for real in office(tmp_path / "real", Clock()):
        page = real.get(real.get("/kiosk").headers["location"]).text
        assert "dar nesusietas" in page and "/kiosk/pair" in page
        with real.websocket_connect("/kiosk/live") as live, pytest.raises(WebSocketDisconnect) as gone:
            live.receive_text()
        assert (gone.value.code, gone.value.reason) == (ELSEWHERE, "/kiosk/off")
        pair(real, "hall")
        assert "Prašymai" in real.get("/kiosk").text


def test_a_paired_kiosk_is_seen(client: Browser) -> None:
    pair(client, "upstairs")

    def seen() -> int | None:
        with house_of(client).look() as ledger:
            return store.all_devices(ledger.connection, "small")[0].last_seen

    with client.websocket_connect("/kiosk/live") as live:
        live.receive_json()
        assert wait_for(seen, "the kiosk to be seen") == EIGHT


def test_a_code_is_typed_without_a_keyboard_and_without_scripts(client: Browser) -> None:
    typed = ""
    for digit in "1", "2", "back", "3":
        page = client.post("/kiosk/pair/digits", data={"typed": typed, "digit": digit}).text
        (typed,) = re.findall(r'name="typed" value="(\d*)"', page)
    assert typed == "13"

    display = code(client, "display", DeviceKind.DISPLAY)
    for wrong in ("000000", display):  # a display's code pairs no kiosk, and stays good for the display
        answer = client.post("/kiosk/pair", data={"typed": wrong})
        assert answer.status_code == 409 and "šis kodas netinka" in answer.text
        assert "set-cookie" not in answer.headers
    assert client.post("/pair", data={"code": display}).status_code == 303


def test_its_screen_is_on_around_the_hours(client: Browser) -> None:
    assert client.get("/kiosk/screen").text == "on\n"  # the small office never closes


def test_five_touches_at_once_give_one_ticket(client: Browser) -> None:
    async def five() -> set[str]:
        async with AsyncClient(
            transport=ASGITransport(client.app),
            base_url="http://127.0.0.1",  # type: ignore[arg-type]
        ) as kiosk:
            asked = {"service": "A", "nonce": "one-choice-one-ticket"}
            answers = await asyncio.gather(*(kiosk.post("/kiosk/tickets", data=asked) for _ in range(5)))
        return {answer.headers["location"] for answer in answers}

    locations = client.portal.call(five)  # type: ignore[union-attr]
    with house_of(client).look() as ledger:
        printed = jobs.newest(ledger.connection, "small", "entrance", 9)

    assert len(locations) == len(printed) == 1
