"""A printer that runs out of paper, in a real browser: kiosk, desk and the page of the printers at once."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from branches import Branch
from fake_printer import FakePrinter
from offices import SMALL
from playwright.sync_api import Browser, expect
from screens import Screens


@pytest.fixture
def printer() -> Iterator[FakePrinter]:
    with FakePrinter().on_network() as printer:
        yield printer


@pytest.fixture
def screens(tmp_path: Path, chromium: Browser, printer: FakePrinter) -> Iterator[Screens]:
    host, port = printer.address
    to = f"transport: network, host: {host}, port: {port}, profile: TM-T20III"
    office = Branch(tmp_path / "office", config=SMALL.replace("transport: screen", to))
    office.opens()
    found = Screens(chromium, office)
    yield found
    found.close()
    office.closes()


def test_paper_runs_out_everybody_knows_and_it_is_put_right(screens: Screens, printer: FakePrinter) -> None:
    kiosk, waiting, desk = screens.open("/kiosk"), screens.open("/kiosk"), screens.desk("1")
    page = screens.open("/printers", staff="rasa")
    kiosk.get_by_role("button", name="Prašymai").click()
    expect(kiosk.locator("#paper")).to_have_text("Pasiimkite taloną")
    expect(page.locator("#printer-entrance")).to_contain_text("A001Atspausdinta")
    preview = page.locator("#printer-entrance img")
    assert preview.evaluate("image => image.decode().then(() => image.naturalWidth)") == 576
    expect(waiting.locator("#paperless")).to_be_hidden()

    printer.having(paper_rows=0)
    kiosk.get_by_role("link", name="Baigti").click()
    kiosk.get_by_role("button", name="Prašymai").click()
    expect(kiosk.locator("#paper")).to_contain_text("Nufotografuokite arba įsidėmėkite savo numerį")
    expect(kiosk.locator(".number")).to_have_text("A002")
    expect(desk.locator("#quiet")).to_contain_text(
        re.compile("Spausdintuve „entrance“ nuo .* nėra popieriaus")
    )
    expect(waiting.locator("#paperless")).to_be_visible()
    expect(page.locator("#printer-entrance .state")).to_contain_text("Nėra popieriaus")

    printer.having(paper_rows=None)
    expect(kiosk.locator("#paper")).to_have_text("Pasiimkite taloną")
    expect(desk.locator("#quiet")).not_to_contain_text("Spausdintuve")
    expect(waiting.locator("#paperless")).to_be_hidden()
    expect(page.locator("#printer-entrance .state")).to_contain_text("Spausdina")

    desk.locator("#of-A001 summary").click()
    desk.get_by_role("button", name="Spausdinti talono kopiją A001").click()
    expect(page.locator("#printer-entrance tbody tr").first).to_have_text(
        re.compile("A001 ?kopijaAtspausdinta")
    )
    printer.wait_until(lambda: len(printer.pieces) == 3)
    page.get_by_role("button", name="Ritinys pakeistas").click()
    expect(page.locator("#printer-entrance")).to_contain_text("0,0 m iš 80 m")
    page.get_by_role("button", name="Spausdinti bandomąjį lapą").click()
    expect(page.locator("#printer-entrance tbody tr").first).to_have_text(
        re.compile("Bandomasis lapasAtspausdinta")
    )
    assert screens.trouble == []
