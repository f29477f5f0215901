"""Nothing that is for staff answers anybody else: every address of the application is tried."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from offices import ROOT, small
from prepared import prepare
from signing import Browser
from starlette.routing import Mount

from server.app import create_app
from server.clock import Clock
from server.web import ELSEWHERE

OWN = "http://127.0.0.1"

# What anybody may ask for. Whoever adds an address for visitors adds it here; all others are for staff.
PUBLIC = {
    "GET /", "GET /healthz", "GET /static/…", "GET /api/docs", "GET /api/openapi.json",
    "GET /kiosk", "GET /kiosk/priority", "LIVE /kiosk/live", "POST /kiosk/tickets",
    "GET /kiosk/tickets/{token}", "LIVE /kiosk/tickets/{token}/live", "GET /kiosk/other-time",
    "POST /kiosk/bookings", "GET /kiosk/bookings/{token}", "LIVE /kiosk/bookings/{token}/live",
    "GET /kiosk/code", "POST /kiosk/code", "POST /kiosk/check-in", "GET /kiosk/groups/{group}",
    "GET /kiosk/search", "GET /kiosk/how", "GET /kiosk/not-now", "GET /kiosk/sizes.css", "POST /kiosk/say",
    "GET /kiosk/off", "GET /kiosk/pair", "POST /kiosk/pair", "POST /kiosk/pair/digits", "GET /kiosk/screen",
    "GET /kiosk/lost", "GET /kiosk/worker.js",
    "GET /display", "LIVE /display/live", "GET /display/screen", "GET /display/voice.wav",
    "GET /display/closing.wav", "GET /display/slides/{name}", "GET /pair", "POST /pair", "GET /status",
    "GET /status.json",
    "GET /t", "POST /t", "GET /t/{token}", "LIVE /t/{token}/live", "POST /t/{token}/let-pass",
    "GET /t/{token}/leave", "POST /t/{token}/leave",
    "GET /sign-in", "POST /sign-in", "GET /sign-in/first", "POST /sign-in/first",
    "GET /api/v1/services", "POST /api/v1/tickets", "GET /api/v1/tickets/{token}",
    "GET /api/v1/notices/standing",
    "POST /api/v1/tickets/{token}/departures", "POST /api/v1/tickets/{token}/let-pass", "GET /api/v1/display",
    "GET /api/v1/services/{service}/times", "POST /api/v1/bookings", "GET /api/v1/bookings/{code}",
    "POST /api/v1/bookings/{code}/moves", "POST /api/v1/bookings/{code}/cancellations",
    "POST /api/v1/bookings/{code}/check-ins", "POST /api/v1/sign-ins",
}  # fmt: skip
MACHINES = {"LIVE /api/v1/printers/agent"}  # let in by tokens of their own, see test_remote_printer.py
WHILE_LOCKED = {"GET /locked", "LIVE /desk/while-locked", "POST /sign-in/unlock", "POST /sign-in/out"}
WITHOUT_SESSION = ("sign_in.html", "first.html")  # forms of who is not signed in yet


@pytest.fixture
def app(tmp_path: Path) -> FastAPI:
    return create_app(small(), prepare(tmp_path / "data"), Clock())


@pytest.fixture
def client(app: FastAPI) -> Iterator[Browser]:
    with Browser(app, base_url=OWN, follow_redirects=False) as client:
        yield client


def addresses(app: FastAPI) -> set[str]:
    """Every address: ``GET``, ``POST`` or, for a WebSocket, ``LIVE`` and its path."""
    found = set()
    for route in iter_route_contexts(app.routes):
        if isinstance(route.original_route, Mount):
            found.add("GET /static/…")
        else:
            found |= {f"{kind} {route.path}" for kind in (route.methods or {"LIVE"}) if kind != "HEAD"}
    return found


def answer(client: Browser, address: str) -> tuple[int, str]:
    """Ask for an address; return the status, or the code a WebSocket is closed with, and the way shown."""
    kind, path = address.split(" ")
    path = re.sub(r"{\w+}", "1", path).replace("…", "server/base.css")
    if kind == "LIVE":
        return _live(client, path)
    said = client.request(kind, path)
    return said.status_code, said.headers.get("location", "")


def _live(client: Browser, path: str) -> tuple[int, str]:
    try:
        with client.websocket_connect(path) as socket:
            said: Any = socket.receive()
    except Exception as closed:  # one that was never opened
        return int(getattr(closed, "code", 0)), ""
    return int(said.get("code", 200)), str(said.get("reason", ""))


def turned_away(status: int, way: str, to: str) -> bool:
    return status in (303, ELSEWHERE) and way.startswith(to)


def test_every_address_is_either_declared_public_or_guarded(client: Browser, app: FastAPI) -> None:
    asked = {address: answer(client, address) for address in sorted(addresses(app))}
    open_to_all = {
        address
        for address, said in asked.items()
        if not (turned_away(*said, "/sign-in") or ("/api/" in address and said[0] == 401))
    }

    assert open_to_all == PUBLIC | MACHINES
    assert [asked[machine] for machine in MACHINES] == [(1008, "")]
    assert len(addresses(app) - PUBLIC) > 60


def test_an_address_that_somebody_adds_and_forgets_to_guard_is_found(client: Browser, app: FastAPI) -> None:
    app.get("/monitor/everything")(lambda: "secrets")

    assert "GET /monitor/everything" in addresses(app)
    assert answer(client, "GET /monitor/everything") == (200, "")


def test_a_locked_screen_shows_nothing_but_how_to_unlock_it(client: Browser, app: FastAPI) -> None:
    client.signs_in()
    client.post("/sign-in/lock")
    staff = {address for address in addresses(app) - PUBLIC - MACHINES if not re.match("POST /api", address)}
    shown = {
        address
        for address in sorted(staff - {"POST /sign-in/out"})
        if not (turned_away(*(said := answer(client, address)), "/locked") or said[0] == 403)
    }
    left = answer(client, "POST /sign-in/out")

    assert shown | {"POST /sign-in/out"} == WHILE_LOCKED
    assert left == (303, "/sign-in?lang=lt")


def test_no_form_of_a_staff_page_does_anything_without_what_the_page_drew(
    client: Browser, app: FastAPI
) -> None:
    client.signs_in()
    forms = {one for one in addresses(app) - PUBLIC if one.startswith("POST ") and "/api/" not in one}
    client.drawn = {"csrf": "of-somebody-else"}

    assert len(forms) > 30
    assert {address: answer(client, address) for address in forms} == dict.fromkeys(forms, (403, ""))


@pytest.mark.parametrize("room", ["desk", "agenda", "statistics", "paper", "signin", "printers"])
def test_every_form_of_a_staff_page_draws_its_hidden_fields(room: str) -> None:
    naked = [
        (path.name, form)
        for path in (ROOT / "server" / room / "templates").glob("*.html")
        if path.name not in WITHOUT_SESSION
        for form in re.findall(
            r'<form method="post"[^>]*>.{0,30}', path.read_text(encoding="utf-8"), re.DOTALL
        )
        if "hidden(" not in form and "{{ carried }}" not in form  # the desk draws them once for all its forms
    ]

    assert naked == []


def test_a_clerk_sees_her_desk_and_not_the_agenda(client: Browser) -> None:
    """Clause 9.2."""
    client.signs_in("darius", "2")
    client.as_program("darius", "2")
    refused = [client.get(path) for path in ("/agenda", "/agenda/times", "/printers", "/statistics")]
    client.signs_in("darius", "2")

    assert client.get("/desk").status_code == 200 and client.get("/printer").status_code == 200
    assert [page.status_code for page in refused] == [403] * 4
    assert "Atsiprašome, tam Jums nesuteikta teisių." in refused[0].text
    assert client.get("/api/v1/agenda").json()["error"]["code"] == "not_your_role"
    assert _live(client, "/agenda/live") == (ELSEWHERE, "/")


def test_a_program_acts_at_its_own_counter_only(client: Browser) -> None:
    client.post("/api/v1/tickets", json={"service": "A"})
    client.as_program("darius", "2")
    foreign = client.post("/api/v1/counters/1/calls")
    unknown = client.post("/api/v1/counters/9/calls")
    own = client.post("/api/v1/counters/2/calls")
    darius = dict(client.headers)
    client.as_program("rasa", "2")
    client.headers = darius  # type: ignore[assignment]
    lost = client.post("/api/v1/counters/2/calls")
    client.post("/api/v1/counters/1/openings")
    again = client.post("/api/v1/counters/1/calls")

    assert (foreign.status_code, foreign.json()["error"]["code"]) == (403, "foreign_counter")
    assert (unknown.status_code, unknown.json()["error"]["code"]) == (404, "unknown_counter")
    assert own.json()["called"]["number"] == "A001"
    assert (lost.status_code, lost.json()["error"]["code"]) == (409, "taken_over")
    assert again.status_code == 200


def test_only_a_supervisor_closes_the_counter_of_somebody_else(client: Browser) -> None:
    client.as_program("darius", "2")
    refused = client.post("/api/v1/counters/1/closings")
    client.as_program("rasa", "1")
    closed = client.post("/api/v1/counters/2/closings")
    opened = [one["id"] for one in client.get("/api/v1/counters").json() if one["open"]]

    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "foreign_counter")
    assert closed.status_code == 204 and opened == ["1"]


def test_a_cookie_alone_changes_nothing_through_the_api(client: Browser) -> None:
    """A page elsewhere could send a browser's cookie; it cannot send a program's token."""
    client.signs_in()

    assert client.get("/api/v1/counters").status_code == 200
    answer = client.post("/api/v1/counters/1/calls")
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "not_signed_in")
    assert answer.headers["www-authenticate"] == "Bearer"


def test_a_browsers_token_is_no_programs_token(client: Browser) -> None:
    """Or a locked screen could be escaped by the address bar."""
    client.signs_in()
    client.post("/sign-in/lock")
    client.headers["Authorization"] = f"Bearer {client.cookies['eile_session']}"

    assert client.post("/api/v1/counters/1/calls").status_code == 401
    assert client.get("/api/v1/counters").status_code == 401
