"""A clerk's day as another program lives it, and what of it is seen nowhere else."""

import logging
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from branches import wait_for
from offices import small
from prepared import prepare
from signing import Browser

from server.app import create_app
from server.clock import RehearsalClock
from server.rules.moment import moment

EIGHT = moment(datetime.fromisoformat("2026-11-23T06:00:00+00:00"))
OWN = "http://127.0.0.1"
NOTE, NUMBER = "Atnešė ne visus popierius", "+370 600 12345"


def rehearsed(folder: Path) -> Browser:
    """The small office, Monday at eight; the clock stands still until it is set."""
    return Browser(create_app(small(), prepare(folder), RehearsalClock(EIGHT, speed=0)), base_url=OWN)


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Browser]:
    """Programs of Rasa at counter 1."""
    with rehearsed(tmp_path) as client:
        client.as_program("rasa", "1")
        yield client


def it_is(client: Browser, at: str) -> None:
    assert client.post("/api/v1/rehearsal/clock", json={"at": at}).status_code == 200


def do(client: Browser, path: str, **body: Any) -> Any:
    answer = client.post(f"/api/v1/{path}", json=body)
    assert answer.status_code in (200, 201, 204), answer.text
    return answer.json() if answer.content else None


def refused(client: Browser, path: str, **body: Any) -> tuple[int, str]:
    answer = client.post(f"/api/v1/{path}", json=body)
    return answer.status_code, answer.json()["error"]["code"]


def state(client: Browser, counter: str) -> dict[str, Any]:
    (found,) = [one for one in client.get("/api/v1/counters").json() if one["id"] == counter]
    return {key: found[key] for key in ("open", "state", "until", "out_until", "client", "client_status")}


def test_a_counter_goes_on_a_break_and_everybody_is_told_until_when(client: Browser) -> None:
    until = "2026-11-23T06:10:00Z"
    begun = do(client, "counters/1/pauses", kind="break", until=until)
    shown = client.get("/api/v1/display").json()["pauses"]
    wall = client.get("/display").text
    do(client, "tickets", service="B")

    assert begun == {
        "counter": "1", "state": "break", "state_since": "2026-11-23T06:00:00Z", "until": until,
        "out_for": None, "out_since": None, "out_until": None,
    }  # fmt: skip
    assert shown == [{"counter": "1", "place": "1 langelis", "until": until}]
    assert "<b>1 langelis</b> – pertrauka iki 8.10\u00a0val." in wall
    assert state(client, "1") == {
        "open": True, "state": "break", "until": until, "out_until": None, "client": None,
        "client_status": None,
    }  # fmt: skip
    assert refused(client, "counters/1/calls") == (409, "on_break")
    assert do(client, "counters/1/returns")["state"] == "working"
    assert do(client, "counters/1/calls")["called"]["number"] == "B001"
    assert refused(client, "counters/1/pauses", kind="lunch") == (409, "client_called")


def test_serving_begins_by_itself_and_the_client_may_be_left_for_a_moment(client: Browser) -> None:
    do(client, "tickets", service="A")
    do(client, "counters/1/calls")
    too_early = refused(client, "counters/1/step-outs", reason="copies", minutes=5)
    it_is(client, "2026-11-23T06:00:30+00:00")
    wait_for(lambda: state(client, "1")["client_status"] == "serving", "serving to begin")
    out = do(client, "counters/1/step-outs", reason="copies", minutes=5, seen="A001")
    back = do(client, "counters/1/come-backs")
    done = do(client, "counters/1/finishes", outcome="papers_missing")

    assert too_early == (409, "nobody_served")
    assert (out["out_for"], out["out_until"]) == ("copies", "2026-11-23T06:05:30Z")
    assert (back["out_for"], done["status"]) == (None, "served")
    figures = client.get("/api/v1/counters/1/desk").json()["figures"]
    client.signs_in("rasa", None)
    assert figures == {"served": 1, "wait_mean_ms": 0.0, "service_mean_ms": 30_000.0}
    assert "A001;A;Prašymai;lt;ordinary;0;" in (rows := client.get("/statistics/tickets.csv").text)
    assert ";served;papers_missing;" in rows


def test_help_is_seen_beside_and_ends(client: Browser) -> None:
    do(client, "counters/1/help-calls", reason="emergency")
    client.as_program("darius", "2")
    do(client, "counters/1/help-acknowledgements")
    seen = client.get("/api/v1/counters/2/desk").json()["alarms"]
    foreign = refused(client, "counters/1/help-calls", reason="emergency")
    not_for_clerks = client.get("/api/v1/alarms").status_code
    client.as_program("rasa", "1")
    do(client, "counters/1/help-endings")

    assert seen == [
        {
            "kind": "help", "since": "2026-11-23T06:00:00Z", "counter": "1", "staff": "darius",
            "service": None, "number": None, "count": 0, "state": None, "reason": "emergency", "comes": True,
        }
    ]  # fmt: skip
    assert (foreign, not_for_clerks) == ((403, "foreign_counter"), 403)
    assert client.get("/api/v1/alarms").json() == []
    assert refused(client, "counters/1/help-endings") == (409, "no_help_asked")


def test_a_call_back_is_listed_without_its_number_tried_and_done(client: Browser) -> None:
    noted = do(client, "callbacks", number=NUMBER, topic="request", counter="1")
    listed = client.get("/api/v1/counters/1/callbacks").json()
    tried = do(client, f"callbacks/{noted['id']}/no-answers")
    early = refused(client, f"callbacks/{noted['id']}/no-answers")
    it_is(client, "2026-11-23T06:30:00+00:00")
    again = do(client, f"callbacks/{noted['id']}/cut-offs")
    done = do(client, f"callbacks/{noted['id']}/completions")

    assert listed == [noted]
    assert noted == {
        "id": 1, "topic": "request", "counter": "1", "staff": None, "taken_at": "2026-11-23T06:00:00Z",
        "tries": 0, "not_before": "2026-11-23T06:00:00Z", "status": "open",
    }  # fmt: skip
    assert (tried["not_before"], early) == ("2026-11-23T06:30:00Z", (409, "callback_too_early"))
    assert (again["status"], done["status"]) == ("open", "done")
    assert client.get("/api/v1/callbacks/standing").json() == []
    assert refused(client, "callbacks/7/completions") == (404, "unknown_callback")


def test_who_waits_for_another_language_is_told_to_the_desk(client: Browser) -> None:
    client.as_program("darius", "2")
    client.as_program("rasa", "1")
    do(client, "tickets", service="A", language="uk")
    nobody = do(client, "counters/1/calls")
    left = [{"number": "A001", "language": "uk", "counters": ["2"]}]

    assert nobody == {"finished": None, "called": None, "empty": "left_for_others", "left": left}
    assert client.get("/api/v1/counters/1/desk").json()["left"] == left
    client.as_program("darius", "2")
    assert client.get("/api/v1/counters/2/desk").json()["arrival"] == {
        "number": "A001", "service": "A", "since": "2026-11-23T06:00:00Z", "new": True,
    }  # fmt: skip


def test_notes_and_numbers_are_seen_nowhere_and_gone_when_the_day_is_over(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Clauses 4.4, 4.6: not on the wall, the phone, in exports, answers or the log; nor any name of staff."""
    caplog.set_level(logging.DEBUG)
    with rehearsed(tmp_path) as client:
        shown, visitors = a_day_with_a_note_and_a_number(client)
        log = "\n".join(one.getMessage() for one in caplog.records if not one.name.startswith("httpx"))
        it_is(client, "2026-11-24T00:00:01+02:00")
        wait_for(lambda: "call-backs of earlier days ended" in caplog.text, "the day to end")
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
    people = ("Rasa", "Pavarden", "rasa", "darius")

    assert [path for path in shown for text in (NOTE, NUMBER) if text in shown[path]] == []
    assert [path for path in visitors for name in people if name in shown[path]] == []
    assert "A001 transfer at 1" in log
    assert [text for text in (NOTE, NUMBER, NUMBER[-5:], *people) if text in log] == []
    assert b"A001" in kept
    assert [text for text in (NOTE, NUMBER) if text.encode() in kept] == []


def a_day_with_a_note_and_a_number(client: Browser) -> tuple[dict[str, str], list[str]]:
    """Let staff work; return what every page then shows, and which pages are for visitors."""
    client.as_program("darius", "2")
    client.as_program("rasa", "1")
    token = do(client, "tickets", service="A", priority=True)["token"]
    do(client, "tickets", service="A", language="uk")
    do(client, "callbacks", number=NUMBER, for_staff="darius")
    assert refused(client, "callbacks", number=f"{NUMBER} Ona", counter="1") == (409, "no_phone")
    do(client, "counters/1/calls")
    do(client, "counters/1/transfers", to_staff="darius", note=NOTE)
    assert refused(client, "counters/1/transfers", to_staff="darius", note=NOTE) == (409, "nobody_called")
    do(client, "counters/1/help-calls", reason="asks_for_head")
    client.as_program("darius", "2")
    do(client, "counters/2/calls")
    client.as_program("rasa", "2")
    client.signs_in("rasa", None)
    visitors = [
        "/kiosk", "/display", f"/t/{token}", f"/api/v1/tickets/{token}", "/api/v1/display",
        "/api/v1/services",
    ]  # fmt: skip
    others = [
        "/statistics", "/statistics/tickets.csv", "/statistics/summary.csv", "/agenda", "/api/v1/alarms",
        "/api/v1/counters", "/api/v1/counters/2/desk", "/api/v1/callbacks/standing",
        "/api/v1/counters/2/callbacks",
        "/api/v1/visits/A001/why",
    ]  # fmt: skip
    shown = {path: client.get(path) for path in [*visitors, *others]}
    assert {answer.status_code for answer in shown.values()} == {200}
    return {path: answer.text for path, answer in shown.items()}, visitors
