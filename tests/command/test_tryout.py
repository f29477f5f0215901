"""Whoever types ``make run`` meets a living reception, at whatever hour."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx2 as httpx
import pytest
from branches import Branch, wait_for
from conftest import Reception
from offices import SAMPLE, sample, small

from server.reception import counters
from server.rules.moment import local, moment
from server.tryout import rehearsal_begins, take_places

VILNIUS = ZoneInfo("Europe/Vilnius")


def at(text: str) -> int:
    return moment(datetime.fromisoformat(text).replace(tzinfo=VILNIUS))


@pytest.mark.parametrize(
    ("now", "begins"),
    [
        ("2026-11-23T12:07", "2026-11-23 12:07"),
        ("2026-11-23T00:00", "2026-11-23 10:00"),
        ("2026-11-23T07:59", "2026-11-23 10:00"),
        ("2026-11-23T17:00", "2026-11-24 10:00"),
        ("2026-11-22T00:00", "2026-11-23 10:00"),  # midnight on a Sunday
        ("2026-12-24T10:00", "2026-12-28 10:00"),
    ],
)
def test_the_sample_office_is_always_rehearsed_and_always_open(tmp_path: Path, now: str, begins: str) -> None:
    found = rehearsal_begins(sample(), at(now), tmp_path)

    assert found and f"{local(found, VILNIUS):%Y-%m-%d %H:%M}" == begins


def test_a_rehearsal_goes_on_where_it_stopped(tmp_path: Path) -> None:
    earlier = Reception(tmp_path, sample())
    earlier.it_is("2026-11-24 10:20")
    earlier.take()
    earlier.close()

    assert rehearsal_begins(sample(), at("2026-11-23T20:00"), tmp_path) == at("2026-11-24T10:20:01")
    assert rehearsal_begins(sample(), at("2026-11-24T09:00"), tmp_path) == at("2026-11-24T10:20:01")
    assert rehearsal_begins(sample(), at("2026-11-24T11:00"), tmp_path) == at("2026-11-24T11:00")


def test_a_rehearsed_day_that_is_over_is_followed_by_the_next_working_day(tmp_path: Path) -> None:
    earlier = Reception(tmp_path, sample())
    earlier.it_is("2026-11-24 16:59:59.999")
    earlier.take()
    earlier.close()

    assert rehearsal_begins(sample(), at("2026-11-23T20:00"), tmp_path) == at("2026-11-25T10:00")


def test_an_office_of_ones_own_keeps_the_real_clock(tmp_path: Path) -> None:
    own = replace(sample(), office=replace(sample().office, id="kamajai"))

    assert rehearsal_begins(own, at("2026-11-22T00:00"), tmp_path) is None
    assert rehearsal_begins(small(), at("2026-11-22T00:00"), tmp_path) is None


def test_the_newcomers_command_opens_a_kiosk_that_gives_tickets(tmp_path: Path) -> None:
    branch = Branch(tmp_path / "branch", SAMPLE.read_text(encoding="utf-8"), ("try",)).opens()
    wait_for(lambda: "iš karto" in httpx.get(f"{branch.url}/kiosk").text, "a wait to be told")
    taken = httpx.post(f"{branch.url}/api/v1/tickets", json={"service": "A"})
    with httpx.Client(base_url=branch.url, follow_redirects=True) as newcomer:
        asked = newcomer.get("/desk").text
        desk = newcomer.post("/sign-in", data={"login": "rasa", "counter": "1", "next": "/desk"}).text
    program = httpx.post(f"{branch.url}/api/v1/sign-ins", json={"login": "ausra"}).json()["token"]
    counters = httpx.get(
        f"{branch.url}/api/v1/counters", headers={"authorization": f"Bearer {program}"}
    ).json()
    branch.closes()

    assert (taken.status_code, taken.json()["number"]) == (201, "A001")
    assert "Tai repeticija: slaptažodžio nereikia" in asked
    assert "A001" in desk
    assert [one["id"] for one in counters if one["open"]] == ["1", "2", "3", "4", "608"]
    assert (branch.data / "rehearsal" / "eile.db").exists() and not (branch.data / "eile.db").exists()


def test_who_works_already_is_left_alone(tmp_path: Path) -> None:
    earlier = Reception(tmp_path, sample())
    earlier.it_is("2026-11-24 10:20")
    earlier.do(counters.open_counter, "2", staff="vilma")
    take_places(sample(), tmp_path, at("2026-11-24T10:30"))
    with earlier.book() as book:
        seated = counters.who_is_where(book)
    earlier.close()

    assert seated == {"2": "vilma"}
