"""A whole day in rehearsal, from before opening to after closing, through kiosk, desk and wall."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx2 as httpx
import pytest
from branches import Branch, wait_for
from offices import in_hours
from playwright.sync_api import Browser, Page, expect
from screens import Screens, press

FINAL = {"served", "no_show", "left", "refused", "not_served"}


class Day:
    """The small office on Monday 23 November 2026, on a clock that stands until it is set."""

    def __init__(self, folder: Path, chromium: Browser) -> None:
        command = ("rehearse", "--at=2026-11-23T07:50", "--speed=0")
        self.branch = Branch(folder / "branch", in_hours(closing_warning_min=45), command).opens()
        self.screens = Screens(chromium, self.branch)
        self.kiosk, self.display = self.screens.open("/kiosk"), self.screens.open("/display")

    def it_is(self, at: str) -> None:
        httpx.post(f"{self.branch.url}/api/v1/rehearsal/clock", json={"at": f"2026-11-23T{at}"})

    def takes(self, service: str = "Prašymai") -> str:
        """A visitor touches a service and takes the number."""
        self.kiosk.get_by_role("button", name=service).click()
        number = self.kiosk.locator("h1.number").inner_text()
        self.kiosk.get_by_role("link", name="Baigti").click()
        expect(self.kiosk.get_by_role("heading", name="Pasirinkite paslaugą")).to_be_visible()
        return number

    def calls(self, desk: Page, number: str) -> None:
        """A clerk presses the one key, and the wall shows the number."""
        press(desk, "F8")
        expect(desk.locator("#client .number")).to_have_text(number)
        expect(self.display.locator("#newest .number")).to_have_text(number)

    def standing(self) -> dict[str, str]:
        with closing(sqlite3.connect(self.branch.data / "eile.db")) as book:
            return dict(book.execute("SELECT number, status FROM visit ORDER BY id").fetchall())

    def ends(self) -> None:
        self.screens.close()
        self.branch.closes()


@pytest.fixture
def day(tmp_path: Path, chromium: Browser) -> Iterator[Day]:
    day = Day(tmp_path, chromium)
    yield day
    day.ends()


def test_a_whole_day_from_opening_to_closing(day: Day) -> None:
    # 7.50: closed; the kiosk says when it opens, the wall too.
    expect(day.kiosk.locator(".closed")).to_contain_text(re.compile(r"nedirbame.*8\.00\sval\.", re.DOTALL))
    expect(day.display.locator("#newest")).to_contain_text("Priimamasis nedirba.")

    # 7.55: the kiosk opens by itself; numbers are given, nobody is called yet.
    day.it_is("07:55")
    expect(day.kiosk.get_by_role("heading", name="Pasirinkite paslaugą")).to_be_visible()
    assert [day.takes(), day.takes("Atsiėmimas"), day.takes()] == ["A001", "B001", "A002"]
    desk = day.screens.desk("1")
    press(desk, "F8")
    expect(desk.locator("#alert")).to_contain_text("šiuo metu nedirbame")

    # 8.00: the first call; 8.06 the next one, and so on.
    day.it_is("08:00")
    day.calls(desk, "A001")
    day.it_is("08:06")
    day.calls(desk, "B001")
    day.it_is("08:11")
    day.calls(desk, "A002")
    press(desk, "F4")
    expect(desk.locator("#client")).to_contain_text("Laukiančių klientų nėra")

    # A rush in the afternoon. One counter, ten minutes each: not everybody will be served.
    day.it_is("15:00")
    late = [day.takes() for _ in range(9)]
    day.it_is("16:13")
    day.calls(desk, "A003")
    day.it_is("16:16")
    expect(day.display.locator("#waiting")).to_contain_text("Darbo laikas baigiasi 17.00")
    expect(day.display.locator("#waiting")).to_contain_text(re.compile("Spėsime aptarnauti dar [1-7] klient"))
    expect(day.display.locator("live-parts")).to_have_attribute(
        "data-said", re.compile(r"/display/closing\.wav")
    )
    desk.locator("#tell > summary").click()
    expect(desk.locator("#tell")).to_contain_text("pasiūlykite kitą laiką")
    expect(day.kiosk.get_by_role("button", name="Prašymai")).to_contain_text("Šiandien nebespėsime")
    day.kiosk.get_by_role("button", name="Prašymai").click()
    expect(day.kiosk.locator(".sorry")).to_contain_text("Atsiprašome, šiandien šios paslaugos")
    told = desk.locator("#tell .no").last.inner_text()
    desk.locator("#tell tr", has_text=told).get_by_role("button").click()
    expect(desk.locator("#tell .no").filter(has_text=told)).to_have_count(0)
    day.it_is("16:24")
    day.calls(desk, "A004")

    # 17.00: nobody is called any more; who is being served is served to the end.
    day.it_is("17:00")
    expect(day.display.locator("#waiting")).not_to_contain_text("Spėsime")
    wait_for(lambda: day.standing()["A005"] == "not_served", "closing time")
    day.it_is("17:04")
    press(desk, "F8")
    expect(desk.locator("#client")).not_to_contain_text("A004")
    press(desk, "F8")
    expect(desk.locator("#alert")).to_contain_text("šiuo metu nedirbame")
    expect(day.display.locator("#newest")).to_contain_text("Priimamasis nedirba.")

    standing = day.standing()
    assert late == [f"A{n:03d}" for n in range(3, 12)]
    assert set(standing.values()) <= FINAL
    assert [number for number, status in standing.items() if status == "served"] == [
        "A001", "B001", "A002", "A003", "A004",
    ]  # fmt: skip
    assert standing[told] == "left"
    assert sum(status == "not_served" for status in standing.values()) == 6
    assert [said for said in day.screens.trouble if "409" not in said] == []
