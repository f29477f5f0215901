"""The statistics page, its files, the day's end, and the public page of how the queue stands."""

import asyncio
import logging
import re
import tempfile
import threading
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from loops import run
from offices import with_hours
from prepared import prepare
from signing import Browser

from server.app import create_app
from server.clock import RehearsalClock
from server.config import ReportBy, Settings, Statistics
from server.reception import appointments, callbacks
from server.reception.ledger import Ledger
from server.rules.moment import moment
from server.statistics import making
from server.statistics.export import Exporter, Kind
from server.statistics.making import Makings
from server.statistics.pages import FILES
from server.store import staff_log, views

OWN = "http://127.0.0.1"
PHONE, NOTE, CONTACT = "+37061234567", "laukia anūkas prie durų", "+37069876543"


def opened(folder: Path, settings: Settings, at: str = "2026-11-23T08:00:00+02:00") -> Browser:
    clock = RehearsalClock(moment(datetime.fromisoformat(at)), speed=0)
    return Browser(create_app(settings, prepare(folder), clock), base_url=OWN)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """The hall on Monday evening after three clients, with everything personal that could be noted; Rasa is
    signed in."""
    office = with_hours()
    booked = replace(office.queue.appointment, contact=True)
    office = replace(office, queue=replace(office.queue, appointment=booked))
    with opened(tmp_path_factory.mktemp("page"), office) as client:
        client.as_program("rasa", "1")
        for service in "AAB":
            client.post("/api/v1/tickets", json={"service": service})
        it_is(client, "08:20")
        client.post("/api/v1/counters/1/calls")
        it_is(client, "08:30")
        client.post("/api/v1/counters/1/transfers", json={"service": "B", "note": NOTE})
        client.post("/api/v1/counters/1/calls")
        it_is(client, "08:41")
        client.post("/api/v1/counters/1/finishes")
        house = client.app.state.front.house  # type: ignore[attr-defined]
        with house.database.writing.begin() as connection:
            book = Ledger(connection, house.settings, house.clock.now())
            callbacks.add(book, PHONE, counter="1")
            slot = next(iter(appointments.next_free(book, "J")))
            appointments.book(book, "J", slot.start, contact=CONTACT)
        client.signs_in("rasa", None)
        yield client


def it_is(client: Browser, at: str, day: str = "2026-11-23") -> None:
    assert client.post("/api/v1/rehearsal/clock", json={"at": f"{day}T{at}:00+02:00"}).status_code == 200


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_todays_figures_as_they_stand(client: Browser) -> None:
    page = client.get("/statistics").text
    text = text_of(page)

    assert "Dar nesibaigė: duomenys iki 08:41" in text
    assert "Išduota talonų 3" in text and "Vidutinis laukimo laikas" in text
    assert "Išduota talonų 3 Per laikotarpį išduoti talonai" in text  # with its definition
    assert 'style="' not in page and "<script>" not in page


@pytest.mark.parametrize("language", ["lt", "en"])
@pytest.mark.parametrize("length", ["day", "week", "month", "year", "range"])
def test_every_period_in_both_languages(client: Browser, language: str, length: str) -> None:
    answer = client.get(
        f"/statistics?lang={language}&length={length}&day=2026-11-23&first=2026-11-01&last=2026-11-23"
    )

    assert answer.status_code == 200 and f'lang="{language}"' in answer.text
    assert not re.search(r"stat\.[a-z_]+", answer.text)


def test_each_chart_is_a_picture_with_a_name_and_a_table_behind_it(client: Browser) -> None:
    page = client.get("/statistics?length=week").text
    charts = re.findall(r"<svg[^>]*viewBox.*?</svg>", page, re.DOTALL)
    pictures = [ET.fromstring(chart) for chart in charts if 'role="img"' in chart]

    assert len(pictures) >= 6
    for picture in pictures:
        assert picture.attrib["aria-label"] and picture[0].tag.endswith("title")
        assert not any("style" in part.attrib for part in picture.iter())
    assert page.count("<details>") == len(pictures) == page.count("<figcaption>")


def test_files_are_named_by_the_period_and_each_export_is_in_the_staff_log(client: Browser) -> None:
    names = {}
    for kind in FILES:
        answer = client.get(f"/statistics/{kind}?length=week&day=2026-11-23")
        names[answer.headers["content-disposition"].partition("=")[2].strip('"')] = len(answer.content) > 100
    house = client.app.state.front.house  # type: ignore[attr-defined]
    with house.look() as book:
        log = [(one.who, one.act, one.about) for one in staff_log.entries(book.connection, book.branch)]

    assert names == {f"rehearsal-2026-W48-{kind}": True for kind in FILES}
    assert [entry for entry in log if entry[1] == "export"] == [
        ("rasa", "export", f"2026-W48 {kind}") for kind in FILES
    ]
    assert client.get("/statistics/passwords.csv").status_code == 422


def test_a_file_that_cannot_be_written_into_the_staff_log_is_not_given_and_not_left_behind(
    client: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    writing = client.app.state.front.house.database.writing  # type: ignore[attr-defined]

    def read_only(on: str) -> None:
        connection = writing.raw_connection()  # the one that the writer uses too
        connection.execute(f"PRAGMA query_only = {on}")
        connection.close()

    read_only("ON")
    failed = client.get("/statistics/summary.csv")
    left = list(tmp_path.iterdir())
    read_only("OFF")
    given = client.get("/statistics/summary.csv")

    assert (failed.status_code, left, given.status_code) == (503, [], 200)
    assert list(tmp_path.iterdir()) == []


def test_whoever_asks_for_a_long_period_sees_how_far_its_file_is(
    client: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    goes_on = threading.Event()

    def slowly(exporter: Exporter, kind: Kind, path: Path) -> None:
        exporter._told(3, 250)
        assert goes_on.wait(30)
        path.write_text("all of it")

    monkeypatch.setattr(Exporter, "make", slowly)
    monkeypatch.setattr(making, "PATIENCE_S", 0.05)
    address = "/statistics/tickets.csv?lang=lt&length=year&day=2026-01-01"
    first = client.get(address)
    again = client.get(address.replace("2026-01-01", "2026-11-23"))
    goes_on.set()
    monkeypatch.setattr(making, "PATIENCE_S", 30)
    follow = re.search(r'http-equiv="refresh" content="1; url=([^"]+)"', first.text)
    assert follow
    made = client.get(follow[1].replace("&amp;", "&"))
    fetch = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', made.text)
    assert fetch
    file = client.get(fetch[1].replace("&amp;", "&"))

    assert (first.status_code, again.status_code, made.status_code) == (202, 202, 200)
    assert "Perskaityta dienų: 3 iš 250." in first.text and "Failas paruoštas" in made.text
    assert (file.text, file.headers["content-type"]) == ("all of it", "text/csv; charset=utf-8")


def test_nothing_personal_is_in_any_file_page_or_line_of_the_log(
    client: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    shown = [
        client.get(path)
        for path in ("/statistics", "/status", "/status.json", "/display", "/kiosk", "/api/v1/display")
    ]
    shown += [client.get(f"/statistics/{kind}") for kind in FILES]
    house = client.app.state.front.house  # type: ignore[attr-defined]
    with house.look() as book:
        token = views.visits_of(book.connection, book.branch, book.day)[0].token
    shown += [client.get(f"/t/{token}"), client.get(f"/kiosk/tickets/{token}")]
    own = shown[0].text.replace("Rasa Pavardenė", "")  # the page greets who is signed in
    everything = b"".join(answer.content for answer in shown[1:]) + (own + caplog.text).encode()
    data = house.database.path.parent
    database = b"".join(path.read_bytes() for path in data.glob("eile.db*"))
    # Papers, their pictures and whatever else is written beside the database.
    files = [path for path in data.rglob("*") if path.is_file() and not path.name.startswith("eile.")]
    everything += b"".join(path.name.encode() + path.read_bytes() for path in files)
    urls = " ".join(str(answer.url) for answer in shown)

    assert {answer.status_code for answer in shown} == {200}
    assert files and all(planted.encode() in database for planted in (PHONE, NOTE, CONTACT))
    for planted in (PHONE, "61234567", NOTE, "anūk", "Pavardenė", CONTACT):
        assert planted.encode() not in everything and planted not in urls
    assert b"staff" not in client.get("/statistics/events.csv").content


def test_figures_of_persons_are_for_supervisors_and_only_where_switched_on(tmp_path: Path) -> None:
    seen: dict[tuple[ReportBy, str], bool] = {}
    for by in ReportBy:
        settings = replace(with_hours(), statistics=Statistics(report_by=by))
        with opened(tmp_path / by, settings) as client:
            client.as_program("rasa", "1")
            client.post("/api/v1/tickets", json={"service": "A"})
            client.post("/api/v1/counters/1/calls")
            client.signs_in("rasa", None)
            seen[by, "administrator"] = "Pagal darbuotoją" in client.get("/statistics").text
            exported = client.get("/statistics/summary.csv").text
            assert "rasa" not in exported and "Rasa" not in exported

    assert seen == {(ReportBy.COUNTER, "administrator"): False, (ReportBy.PERSON, "administrator"): True}


def test_a_supervisor_ends_the_day_once(tmp_path: Path) -> None:
    with opened(tmp_path, with_hours()) as client:
        client.as_program("rasa", "1")
        client.post("/api/v1/tickets", json={"service": "A"})
        client.signs_in("rasa", None)
        early = client.get("/statistics/day-end").text
        refused = client.post("/statistics/day-end")
        it_is(client, "17:00")
        ended = [client.post("/statistics/day-end", follow_redirects=True) for _ in range(2)]
        house = client.app.state.front.house  # type: ignore[attr-defined]
        with house.look() as book:
            acts = [one.act for one in staff_log.entries(book.connection, book.branch)]

    assert "Darbo laikas dar nesibaigė" in early and "A001" in early and "disabled" in early
    assert refused.status_code == 409 and "po darbo laiko" in refused.text
    assert [answer.status_code for answer in ended] == [200, 200]
    assert all("Diena užbaigta 17.00\u00a0val. Kartoti nereikia." in answer.text for answer in ended)
    assert acts.count("close_day") == 1


def test_anybody_may_see_how_the_queue_stands_unless_the_office_says_no(
    client: Browser, tmp_path: Path
) -> None:
    page = text_of(client.get("/status?lang=en").text)
    found: dict[str, Any] = client.get("/status.json").json()
    with opened(tmp_path, replace(with_hours(), statistics=Statistics(public_status=False))) as other:
        hidden = [other.get(path).status_code for path in ("/status", "/status.json")]

    assert "Last numbers called A001 Counter 1 08:30" in page and "Requests 1" in page
    assert found["gives_numbers"] is True
    assert [(one["id"], one["open"]) for one in found["counters"]] == [
        ("1", True),
        ("2", False),
        ("608", False),
    ]
    assert {one["id"]: one["waiting"] for one in found["services"]} == {"A": 1, "B": 1, "Z": 0, "J": 0}
    assert [(one["number"], one["counter"]) for one in found["last_called"]] == [("A001", "1")]
    assert hidden == [404, 404]
    assert "rasa" not in str(found)


def test_a_closed_branch_says_when_it_opens(tmp_path: Path) -> None:
    with opened(tmp_path, with_hours(), "2026-11-23T19:00:00+02:00") as client:
        page = text_of(client.get("/status").text)

    assert "Šiuo metu nedirbame. Atidarome lapkričio 24 d., antradienis, 8.00 val." in page.replace(
        "\u00a0", " "
    )


def test_a_day_on_which_nobody_has_come_yet_has_lost_no_tickets(tmp_path: Path) -> None:
    with opened(tmp_path, with_hours()) as client:
        client.signs_in("rasa", None)
        page = client.get("/statistics").text

    assert "jau ištrinti" not in page


def test_a_file_that_the_page_does_not_offer_is_not_there(client: Browser) -> None:
    assert client.get("/statistics/tickets.parquet").status_code == 404


def test_a_file_asked_for_twice_at_once_is_given_twice(tmp_path: Path) -> None:
    async def both() -> list[bytes]:
        makings = Makings()

        async def one() -> bytes:
            making = await makings.ask("key", lambda path, _: path.write_bytes(b"figures") and None)
            assert making.task.done()
            path = makings.fetch("key")
            found = path.read_bytes()
            path.unlink()
            return found

        return list(await asyncio.gather(one(), one()))

    assert run(both()) == [b"figures", b"figures"]
