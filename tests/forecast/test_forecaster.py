"""Waits foretold by a real server and its second process."""

import os
import re
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest
from branches import Branch, wait_for
from offices import in_hours


class Hall:
    """The small office on a rehearsed Monday."""

    def __init__(self, folder: Path, at: str, config: str = "") -> None:
        command = ("rehearse", f"--at=2026-11-23T{at}", "--speed=0")
        self.branch = Branch(folder, config or in_hours(), command).opens()

    def post(self, path: str, **body: Any) -> Any:
        headers = self.branch.at("2") if path.startswith("/counters/2") else {}
        return httpx.post(f"{self.branch.url}/api/v1{path}", json=body, headers=headers, timeout=30)

    def get(self, path: str) -> Any:
        headers = self.branch.at("2") if path == "/counters" else {}
        return httpx.get(f"{self.branch.url}/api/v1{path}", headers=headers, timeout=30).json()

    def it_is(self, at: str) -> None:
        self.post("/rehearsal/clock", at=f"2026-11-23T{at}")

    def take(self, service: str = "A") -> dict[str, Any]:
        taken = self.post("/tickets", service=service)
        assert taken.status_code == 201, taken.text
        return dict(taken.json())

    def ticket(self, taken: dict[str, Any]) -> dict[str, Any]:
        return dict(self.get(f"/tickets/{taken['token']}"))

    def service(self, service: str) -> dict[str, Any]:
        return next(one for one in self.get("/services") if one["id"] == service)


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    hall = Hall(tmp_path, "10:00")
    yield hall
    hall.branch.closes()


def test_a_newcomer_is_told_now_when_a_counter_is_free_and_nothing_when_nobody_serves(hall: Hall) -> None:
    closed = hall.service("A")["wait"]
    hall.post("/counters/2/openings")
    free = wait_for(lambda: hall.service("A")["wait"], "the wait at an open counter")

    assert closed is None
    assert free == {"low_min": 0, "high_min": 0}
    assert hall.service("Z")["wait"] is None


def test_everybody_who_waits_is_told_a_range_that_grows_with_the_line(hall: Hall) -> None:
    hall.post("/counters/2/openings")
    taken = [hall.take() for _ in range(12)]
    hall.post("/counters/2/calls")

    def ranges() -> list[tuple[int, int]]:
        found = [hall.ticket(one)["wait"] for one in taken[1:]]
        return [(wait["low_min"], wait["high_min"]) for wait in found if wait]

    # Eleven people at one counter that takes about ten minutes for each.
    wait_for(lambda: len(ranges()) == 11 and ranges()[-1][0] <= 100 <= ranges()[-1][1], "all the ranges")
    lows, highs = zip(*ranges(), strict=True)
    assert hall.ticket(taken[0])["wait"] is None  # she has been called
    assert list(lows) == sorted(lows) and list(highs) == sorted(highs)
    assert all(low < high and low % 5 == high % 5 == 0 for low, high in ranges())


def test_the_ticket_keeps_what_it_was_told_and_the_kiosk_shows_it(hall: Hall) -> None:
    hall.post("/counters/2/openings")
    for _ in range(6):
        hall.take()
    hall.post("/counters/2/calls")
    wait_for(lambda: (hall.service("A")["wait"] or {}).get("low_min"), "a range")
    taken = hall.take()
    with closing(sqlite3.connect(hall.branch.data / "eile.db")) as book:
        (told,) = book.execute(
            "SELECT told_low, told_mid, told_high, told_today FROM visit WHERE number = ?", (taken["number"],)
        )
    page = httpx.get(f"{hall.branch.url}/kiosk/tickets/{taken['token']}").text

    assert 0 < told[0] < told[1] < told[2] and told[3] == "likely"
    assert re.search(r"Numatomas laukimo laikas – \d+–\d+ min\.", page)


def test_waits_are_still_told_when_the_second_process_is_lost(hall: Hall) -> None:
    hall.post("/counters/2/openings")
    for _ in range(6):
        hall.take()
    hall.post("/counters/2/calls")
    wait_for(lambda: (hall.service("A")["wait"] or {}).get("high_min"), "the first forecast")
    worker = wait_for(lambda: children(hall), "the second process")
    os.kill(worker[0], signal.SIGKILL)
    for _ in range(6):
        hall.take()
    longer = wait_for(
        lambda: hall.service("A")["wait"]["low_min"] >= 45 and hall.service("A")["wait"], "more"
    )

    assert longer["high_min"] > longer["low_min"]
    wait_for(lambda: children(hall) not in ([], worker), "a new process")


def test_no_process_is_left_behind_however_the_server_ends(hall: Hall) -> None:
    hall.post("/counters/2/openings")
    (worker,) = wait_for(lambda: children(hall), "the second process")
    hall.branch.is_killed()

    wait_for(lambda: not alive(worker), "the second process to end")


def test_near_closing_those_who_will_be_served_are_promised_it_and_others_are_told(hall: Hall) -> None:
    hall.post("/counters/2/openings")
    taken = [hall.take() for _ in range(12)]
    hall.it_is("16:29")
    hall.post("/counters/2/calls")
    before = [hall.ticket(one)["promised"] for one in taken[1:]]
    hall.it_is("16:31")
    wait_for(lambda: hall.ticket(taken[1])["promised"], "a promise")
    tickets = [hall.ticket(one) for one in taken[1:]]
    page = httpx.get(f"{hall.branch.url}/display").text

    promised = [one["promised"] for one in tickets]
    assert not any(before)
    assert promised == sorted(promised, reverse=True) and 1 <= sum(promised) <= 3
    assert tickets[-1]["today"] == "unlikely"
    said = " ".join(re.sub(r"<[^>]*>", " ", page).split())
    assert re.search(
        r"Darbo laikas baigiasi 17\.00 val\. Spėsime aptarnauti dar \d klient\w+\. "
        rf"Paskutinis numeris – {tickets[sum(promised) - 1]['number']}\. "
        "Kitiems pasiūlysime kitą laiką. Atsiprašome.",
        said,
    )


def test_who_would_hardly_be_served_is_offered_another_time_instead_of_a_ticket(hall: Hall) -> None:
    hall.post("/counters/2/openings")
    for _ in range(12):
        hall.take()
    hall.it_is("16:31")
    wait_for(lambda: hall.service("A")["today"] == "unlikely", "the service to be full")
    refused = hall.post("/tickets", service="A")

    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "full_today")
    assert "kitą" in refused.json()["error"]["message"] or "lapkričio" in refused.json()["error"]["message"]


def test_the_kiosk_offers_the_next_free_times_of_a_service_that_is_full(tmp_path: Path) -> None:
    bookable = in_hours().replace("  - id: A\n", "  - id: A\n    appointments: true\n")
    hall = Hall(tmp_path, "10:00", bookable)
    hall.post("/counters/2/openings")
    for _ in range(12):
        hall.take()
    hall.it_is("16:31")
    wait_for(lambda: hall.service("A")["today"] == "unlikely", "the service to be full")
    touch = {"service": "A", "nonce": "one-touch"}
    answer = httpx.post(f"{hall.branch.url}/kiosk/tickets?lang=en", data=touch, follow_redirects=True)
    hall.branch.closes()

    assert answer.url.path == "/kiosk/other-time"
    offered = answer.text.partition("<form")[2]
    assert "working hours are ending" in answer.text
    assert "Tuesday" in offered or "tomorrow" in offered
    assert "today" not in offered


def test_at_closing_time_the_branch_ends_its_day_by_itself(hall: Hall) -> None:
    hall.post("/counters/2/openings")
    first, second = hall.take(), hall.take()
    hall.post("/counters/2/calls")
    hall.it_is("17:00")
    wait_for(lambda: hall.ticket(second)["status"] == "not_served", "the wait to end")
    refused = hall.post("/tickets", service="A")
    hall.it_is("17:06")
    hall.post("/counters/2/finishes")
    wait_for(lambda: not any(one["open"] for one in hall.get("/counters")), "the counter to close")

    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "closed")
    assert hall.ticket(first)["status"] == "served"
    assert hall.post("/counters/2/calls").json()["error"]["code"] == "closed"


def test_a_server_that_was_off_at_closing_catches_up(tmp_path: Path) -> None:
    morning = Hall(tmp_path, "10:00")
    taken = morning.take()
    morning.branch.is_killed()
    evening = Hall(tmp_path, "19:00")
    found = evening.ticket(taken)
    evening.branch.closes()
    morning.branch.closes()

    assert found["status"] == "not_served"


def children(hall: Hall) -> list[int]:
    """The processes that the newest server has started."""
    (server, *_) = hall.branch.pids()
    found = Path(f"/proc/{server}/task/{server}/children").read_text(encoding="ascii").split()
    return [int(one) for one in found]


def alive(process: int) -> bool:
    return Path(f"/proc/{process}/cmdline").exists() and bool(Path(f"/proc/{process}/cmdline").read_bytes())
