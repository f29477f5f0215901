"""The API, as another program meets it."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from branches import wait_for
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from offices import small
from prepared import prepare
from signing import Browser

from server.app import create_app
from server.clock import RehearsalClock
from server.rules.moment import moment

EIGHT = moment(datetime.fromisoformat("2026-11-23T06:00:00+00:00"))
AT = "2026-11-23T06:00:00Z"
LATER = "2026-11-23T06:00:10Z"
OWN = "http://127.0.0.1"


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A rehearsal whose clock stands still at eight, so that whole answers can be compared."""
    app = create_app(small(), prepare(tmp_path_factory.mktemp("api")), RehearsalClock(EIGHT, speed=0))
    with Browser(app, base_url=OWN) as client:
        client.as_program()
        yield client


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Browser]:
    with Browser(
        create_app(small(), prepare(tmp_path), RehearsalClock(EIGHT, speed=0)), base_url=OWN
    ) as client:
        yield client


def fault(answer: Any) -> tuple[int, str]:
    body = answer.json()
    assert list(body) == ["error"] and list(body["error"]) == ["code", "message"]
    assert body["error"]["message"]
    return answer.status_code, body["error"]["code"]


def it_is(client: Browser, at: str) -> None:
    client.post("/api/v1/rehearsal/clock", json={"at": at})


def test_a_visit_from_ticket_to_finish(fresh: Browser) -> None:
    taken = fresh.post("/api/v1/tickets", json={"service": "B", "language": "en", "nonce": "machine-1"})
    ticket = taken.json()
    token = ticket.pop("token")
    fresh.as_program()
    called = fresh.post("/api/v1/counters/1/calls").json()
    it_is(fresh, LATER)
    again = fresh.post("/api/v1/counters/1/recalls", json={"seen": "B001"}).json()
    wall = fresh.get("/api/v1/display").json()
    done = fresh.post("/api/v1/counters/1/finishes").json()

    waiting = {
        "number": "B001", "service": "B", "language": "en", "status": "waiting", "ahead": 0, "wait": None,
        "today": None, "promised": False, "counter": None, "calls": 0, "let_pass": 0, "taken_at": AT,
        "called_at": None, "ended_at": None, "paper": "none",
    }  # fmt: skip
    at_counter = {
        "number": "B001", "service": "B", "language": "en", "status": "called", "counter": "1", "calls": 1,
        "called_at": AT,
    }  # fmt: skip
    assert taken.status_code == 201
    assert ticket == waiting
    assert called == {"finished": None, "called": at_counter, "empty": None, "left": []}
    assert again == {**at_counter, "calls": 2, "called_at": LATER}
    assert wall == {
        "revision": wall["revision"],
        "now": LATER,
        "newest": {
            "number": "B001", "counter": "1", "place": "1 langelis", "called_at": LATER, "again": True,
        },
        "before": [],
        "waiting": 0,
        "pauses": [],
    }  # fmt: skip
    assert done == {**again, "status": "served"}
    assert fresh.get(f"/api/v1/tickets/{token}").json() == {
        **waiting, "token": token, "status": "served", "counter": "1", "calls": 2, "called_at": LATER,
        "ended_at": LATER,
    }  # fmt: skip


def test_the_services_with_their_lines(fresh: Browser) -> None:
    for service in ("A", "A", "Z"):
        fresh.post("/api/v1/tickets", json={"service": service})
    services = fresh.get("/api/v1/services").json()

    assert [(one["id"], one["ahead"], one["counters"], one["walk_in"]) for one in services] == [
        ("A", 2, ["1", "2"], True),
        ("B", 2, ["1"], True),
        ("Z", 1, ["608"], True),
        ("J", 1, ["608"], False),
    ]
    assert services[2]["name"]["uk"] == "Сільське господарство"


def test_calling_with_nobody_waiting_is_no_fault(fresh: Browser) -> None:
    fresh.as_program()
    assert fresh.post("/api/v1/counters/1/calls").json() == {
        "finished": None, "called": None, "empty": "nobody_waits", "left": [],
    }  # fmt: skip


def test_a_no_show(fresh: Browser) -> None:
    fresh.post("/api/v1/tickets", json={"service": "A"})
    fresh.as_program()
    fresh.post("/api/v1/counters/1/calls")

    assert fault(fresh.post("/api/v1/counters/1/no-shows")) == (409, "recall_first")
    it_is(fresh, LATER)
    fresh.post("/api/v1/counters/1/recalls")
    assert fresh.post("/api/v1/counters/1/no-shows").json()["status"] == "no_show"
    assert fresh.get("/api/v1/display").json()["newest"] is None


def test_a_ticket_can_be_printed(fresh: Browser) -> None:
    token = fresh.post("/api/v1/tickets", json={"service": "A", "printed": True}).json()["token"]
    wait_for(lambda: fresh.get(f"/api/v1/tickets/{token}").json()["paper"] == "printed", "the paper")

    fresh.signs_in()
    assert fresh.get("/printer").text.count("data:image/png;base64,") == 1
    number = fresh.get(f"/api/v1/tickets/{token}").json()["number"]
    fresh.as_program()
    assert fresh.post(f"/api/v1/visits/{number}/copies").status_code == 204
    wait_for(lambda: fresh.get("/printer").text.count("data:image/png;base64,") == 2, "the copy")
    wait_for(lambda: fresh.get("/api/v1/printers").json()[0]["printed_m"] > 0.3, "the paper to be counted")
    (printer,) = fresh.get("/api/v1/printers").json()
    assert printer.pop("since") is not None and printer.pop("printed_m") > 0.3
    assert printer == {"id": "entrance", "state": "ready", "failing": False, "reason": "", "roll_m": 80}


@pytest.mark.parametrize(
    ("method", "path", "body", "expected"),
    [
        ("POST", "/api/v1/tickets", {"service": "X"}, (409, "unknown_service")),
        ("POST", "/api/v1/tickets", {"service": "J"}, (409, "by_appointment_only")),
        ("POST", "/api/v1/tickets", {"service": "A", "language": "pl"}, (409, "unknown_language")),
        ("POST", "/api/v1/tickets", {}, (422, "malformed")),
        ("POST", "/api/v1/tickets", {"service": "A", "name": "Jonas"}, (422, "malformed")),
        ("POST", "/api/v1/tickets", {"service": 7}, (422, "malformed")),
        ("POST", "/api/v1/tickets", None, (422, "malformed")),
        ("POST", "/api/v1/tickets", {"service": "A", "appointment": 1_795_428_000}, (422, "malformed")),
        ("POST", "/api/v1/tickets", {"service": "A", "appointment": "0001-01-01T00:00Z"}, (422, "malformed")),
        (
            "POST",
            "/api/v1/tickets",
            {"service": "A", "appointment": "2026-11-24T09:30+02:00"},
            (409, "booking_other_day"),
        ),
        ("GET", "/api/v1/tickets/unknown", None, (404, "unknown_ticket")),
        ("POST", "/api/v1/counters/9/calls", None, (404, "unknown_counter")),
        ("POST", "/api/v1/counters/1/calls", {"seen": "A777"}, (409, "client_changed")),
        ("POST", "/api/v1/counters/1/calls", {"staff": "darius"}, (422, "malformed")),
        ("POST", "/api/v1/counters/2/calls", None, (403, "foreign_counter")),
        ("POST", "/api/v1/counters/1/recalls", None, (409, "nobody_called")),
        ("POST", "/api/v1/counters/1/no-shows", None, (409, "nobody_called")),
        ("POST", "/api/v1/counters/1/finishes", None, (409, "nobody_called")),
        ("GET", "/api/v1/nowhere", None, (404, "not_found")),
        ("DELETE", "/api/v1/services", None, (405, "method_not_allowed")),
        ("POST", "/api/v1/rehearsal/clock", {"speed": -1}, (422, "malformed")),
        ("POST", "/api/v1/rehearsal/clock", {"at": 1e99}, (422, "malformed")),
    ],
)
def test_every_fault_has_a_code_and_a_sentence(
    api: Browser, method: str, path: str, body: Any, expected: tuple[int, str]
) -> None:
    assert fault(api.request(method, path, json=body)) == expected


def test_a_body_that_is_no_json_is_malformed(api: Browser) -> None:
    answer = api.post("/api/v1/tickets", content=b"{service", headers={"content-type": "application/json"})

    assert fault(answer) == (422, "malformed")


def test_a_fault_names_the_field_and_speaks_the_callers_language(api: Browser) -> None:
    malformed = api.post("/api/v1/tickets", json={}).json()["error"]["message"]
    sentences = [
        api.post("/api/v1/tickets", json={"service": "X"}, headers={"accept-language": language}).json()[
            "error"
        ]
        for language in ("lt", "en")
    ]

    assert malformed == "body.service: Field required"
    assert [one["message"].split(".")[0] for one in sentences] == [
        "Atsiprašome, tokios paslaugos čia nėra",
        "We are sorry, there is no such service here",
    ]


def test_a_refusal_says_how_the_number_stands(fresh: Browser) -> None:
    fresh.as_program()
    number = fresh.post("/api/v1/tickets", json={"service": "A"}).json()["number"]
    english = {"accept-language": "en"}
    fresh.as_program()

    def said(method: str, path: str) -> str:
        message: str = fresh.request(method, path, headers=english).json()["error"]["message"]
        return message

    assert said("GET", f"/api/v1/visits/{number}/why") == (
        "We are sorry, number A001 has not been called yet. Please ask once it has."
    )
    fresh.post("/api/v1/counters/1/calls")
    assert said("POST", f"/api/v1/visits/{number}/priority") == (
        "We are sorry, this cannot be done now: this number has been called. "
        "Please check what is shown and try again."
    )


def test_the_description_names_every_path_and_every_fault(api: Browser) -> None:
    paths = api.get("/api/openapi.json").json()["paths"]
    described = {
        f"{verb.upper()} {path}": " ".join(sorted(it["responses"]))
        for path, verbs in paths.items()
        for verb, it in verbs.items()
    }
    act, staff_act = "200 403 404 409 422 503", "200 401 403 404 409 422 503"
    with_code, of_booking = "200 403 404 409 422 429 503", ("cancellations", "check-ins", "moves")
    at_counter = (
        "calls", "choices", "finishes", "hand-overs", "no-shows", "parkings", "recalls", "refusals",
        "resumptions", "services", "starts", "transfers", "undos", "pauses", "returns", "step-outs",
        "come-backs", "help-calls", "help-acknowledgements", "help-endings",
    )  # fmt: skip
    of_callback = ("no-answers", "cut-offs", "completions", "retries", "withdrawals")

    assert described == {
        "GET /api/v1/services": "200",
        "POST /api/v1/tickets": "201 403 409 422 503",
        "GET /api/v1/tickets/{token}": "200 404 422",
        "POST /api/v1/tickets/{token}/departures": act,
        "POST /api/v1/tickets/{token}/let-pass": act,
        "POST /api/v1/sign-ins": "201 401 403 404 409 422 429 503",
        "POST /api/v1/sign-outs": "204 401 403 503",
        "POST /api/v1/visits/{number}/priority": staff_act,
        "POST /api/v1/visits/{number}/priority-withdrawals": staff_act,
        "POST /api/v1/visits/{number}/restorations": staff_act,
        "POST /api/v1/visits/{number}/copies": staff_act.replace("200", "204"),
        "GET /api/v1/printers": "200 401 403",
        "POST /api/v1/visits/{number}/other-times": staff_act,
        "GET /api/v1/visits/{number}/why": "200 401 403 404 409 422",
        "GET /api/v1/counters": "200 401 403",
        "POST /api/v1/counters/{counter}/openings": staff_act.replace("200", "204"),
        "POST /api/v1/counters/{counter}/closings": staff_act.replace("200", "204"),
        **{f"POST /api/v1/counters/{{counter}}/{name}": staff_act for name in at_counter},
        "POST /api/v1/counters/{counter}/breaks": staff_act.replace("200", "204"),
        "POST /api/v1/counters/{counter}/usual-breaks": staff_act.replace("200", "204"),
        "GET /api/v1/counters/{counter}/desk": "200 401 403 404 409 422",
        "GET /api/v1/counters/{counter}/callbacks": "200 401 403 404 409 422",
        "GET /api/v1/alarms": "200 401 403",
        "GET /api/v1/callbacks/standing": "200 401 403",
        "POST /api/v1/callbacks": staff_act.replace("200", "201"),
        **{f"POST /api/v1/callbacks/{{callback}}/{name}": staff_act for name in of_callback},
        "GET /api/v1/display": "200",
        "GET /api/v1/notices/standing": "200",
        "POST /api/v1/notices": staff_act.replace("200", "201"),
        "POST /api/v1/notices/{notice}/endings": staff_act.replace("200", "204"),
        "GET /api/v1/services/{service}/times": "200 404 409 422",
        "GET /api/v1/agenda": "200 401 403 422",
        "POST /api/v1/agenda/readings": staff_act.replace("200", "204"),
        "POST /api/v1/bookings": act.replace("200", "201"),
        "GET /api/v1/bookings.csv": "200 401 403 422",
        "GET /api/v1/bookings/{code}": "200 404 422 429",
        **{f"POST /api/v1/bookings/{{code}}/{name}": with_code for name in of_booking},
        "GET /api/v1/counters/{counter}/calendar.ics": "200 401 403 404 422",
        "POST /api/v1/rehearsal/clock": "200 403 422",
        "GET /healthz": "200 503",
    }
    schemas = api.get("/api/openapi.json").json()["components"]["schemas"]
    assert sorted(schemas["FaultOut"]["properties"]["error"]) == ["$ref"]
    assert "HTTPValidationError" not in schemas


EVERY_ACT = [
    "openings", "closings", "calls", "choices", "finishes", "hand-overs", "no-shows", "parkings", "recalls",
    "refusals", "resumptions", "services", "starts", "transfers", "undos", "pauses", "returns", "step-outs",
    "come-backs", "breaks", "usual-breaks", "help-calls", "help-acknowledgements", "help-endings",
]  # fmt: skip
anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=6,
)
likely = st.fixed_dictionaries(
    {},
    optional={
        "service": st.sampled_from("ABZJX") | anything,
        "language": st.sampled_from(["lt", "uk", "xx"]) | anything,
        "priority": st.booleans() | anything,
        "nonce": st.text(max_size=70) | anything,
        "printed": anything,
        "seen": st.text(max_size=20) | anything,
        "at": st.text(max_size=30) | st.integers() | st.datetimes().map(str) | anything,
        "speed": anything,
        "number": st.sampled_from(["A001", "A002", "B001", ""]) | anything,
        "reason": st.sampled_from(["short_question", "aggressive", "copies", "emergency"]) | anything,
        "kind": st.sampled_from(["break", "lunch", "other_work", "working"]) | anything,
        "until": st.sampled_from(["2026-11-23T12:00:00+02:00"]) | anything,
        "start": st.sampled_from(["2026-11-23T12:00:00+02:00"]) | anything,
        "end": st.sampled_from(["2026-11-23T12:45:00+02:00"]) | anything,
        "outcome": st.sampled_from(["done", "nothing"]) | anything,
        "note": st.text(max_size=210) | anything,
        "topic": st.sampled_from(["request", "nothing"]) | anything,
        "for_staff": st.sampled_from(["rasa", "nobody"]) | anything,
        "minutes": st.integers(-1, 600) | anything,
        "to_counter": st.sampled_from(["1", "2", "608"]) | anything,
        "starts": st.text(max_size=30) | st.integers() | st.datetimes().map(str) | anything,
        "contact": st.text(max_size=130) | anything,
        "to_staff": st.sampled_from(["rasa", "darius"]) | anything,
    },
)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(
        [
            "tickets",
            "rehearsal/clock",
            "visits/A001/priority",
            "visits/A001/priority-withdrawals",
            "visits/A002/restorations",
            "tickets/x/departures",
            "bookings",
            "bookings/123456/moves",
            "bookings/123456/check-ins",
            "callbacks",
            "callbacks/1/no-answers",
            "callbacks/1/cut-offs",
            "visits/A001/other-times",
            "agenda/readings",
        ]
        + [f"counters/{counter}/{act}" for counter in ("1", "2", "x") for act in EVERY_ACT]
    ),
    likely | anything,
)
def test_no_body_breaks_the_server(api: Browser, path: str, body: Any) -> None:
    answer = api.post(f"/api/v1/{path}", json=body)

    assert answer.status_code in (200, 201, 204, 403, 404, 409, 422)
    if answer.status_code > 299:
        fault(answer)


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60))
def test_no_address_breaks_the_server(api: Browser, text: str) -> None:
    for path in (
        "/api/v1/tickets/",
        "/api/v1/counters/",
        "/kiosk/tickets/",
        "/statistics?day=",
        "/kiosk?lang=",
    ):
        assert api.get(path + quote(text, safe="")).status_code in (200, 404, 405, 422)
