"""An appointment from the first touch to the call, in real browsers, on a rehearsed Monday."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx2 as httpx
import pytest
from bookable import TEXT
from branches import Branch
from measuring import trouble_on
from playwright.sync_api import Browser, Page, expect
from screens import Screens


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Branch]:
    """The office where times are booked, Monday at eight; the clock stands still until it is set."""
    office = Branch(tmp_path, config=TEXT, command=("rehearse", "--at=2026-11-23T08:00", "--speed=0"))
    office.opens()
    yield office
    office.closes()


@pytest.fixture
def at_the_hall(chromium: Browser, hall: Branch) -> Iterator[Screens]:
    found = Screens(chromium, hall)
    yield found
    found.close()


def it_is(hall: Branch, time: str) -> None:
    httpx.post(f"{hall.url}/api/v1/rehearsal/clock", json={"at": f"2026-11-23T{time}"}).raise_for_status()


def type_code(kiosk: Page, code: str) -> None:
    for digit in code:
        kiosk.get_by_role("button", name=digit, exact=True).click()


def test_a_client_books_at_the_kiosk_comes_when_it_is_due_and_is_called(
    hall: Branch, at_the_hall: Screens
) -> None:
    """Clauses 19.1 and 19.3."""
    kiosk, printer = at_the_hall.open("/kiosk"), at_the_hall.open("/printer", staff="rasa")
    agenda, display = at_the_hall.open("/agenda", staff="rasa"), at_the_hall.open("/display")
    expect(agenda.locator("#expected")).to_have_text(re.compile("registracijų nėra"))

    kiosk.get_by_role("link", name="Teisinė pagalba").click()
    expect(kiosk.locator(".offer")).to_contain_text("tik iš anksto užsiregistravus")
    expect(kiosk.locator(".time")).to_have_count(8)
    kiosk.get_by_role("button", name="10:00").click()
    expect(kiosk.locator("#paper")).to_have_text("Pasiimkite patvirtinimą")
    expect(kiosk.locator(".booked-time")).to_contain_text("608 kabinetas, 6 aukštas")
    code = kiosk.locator(".digits").inner_text().replace(" ", "")
    assert re.fullmatch(r"[1-9]\d{5}", code) and code not in kiosk.url
    slip = printer.locator("#papers img")
    expect(slip).to_have_count(1)
    assert slip.evaluate("image => image.decode().then(() => image.naturalWidth)") == 576
    expect(agenda.locator(".expected tr.new .clock")).to_have_text("10:00")
    kiosk.get_by_role("link", name="Baigti").click()

    kiosk.get_by_role("link", name="Turiu išankstinę registraciją").click()
    expect(kiosk.locator("#confirm")).to_be_disabled()
    type_code(kiosk, "99")
    kiosk.get_by_role("button", name="Ištrinti skaitmenį").click()
    kiosk.get_by_role("button", name="Ištrinti skaitmenį").click()
    type_code(kiosk, code)
    kiosk.get_by_role("button", name="Patvirtinti").click()
    expect(kiosk.locator(".sorry h1")).to_contain_text("Atsiprašome, dar per anksti")
    kiosk.get_by_role("link", name="Į pradžią").click()

    it_is(hall, "10:00")
    kiosk.get_by_role("link", name="Turiu išankstinę registraciją").click()
    expect(kiosk.locator("#confirm")).to_be_disabled()
    kiosk.keyboard.type(code)
    kiosk.keyboard.press("Enter")
    expect(kiosk.locator(".number")).to_have_text("J001")
    expect(kiosk.locator(".where")).to_have_text("608 kabinetas, 6 aukštas")
    expect(kiosk.locator(".agreed")).to_have_text(re.compile(r"Registracijos laikas – 10\.00\sval\."))
    expect(printer.locator("#papers img")).to_have_count(2)
    expect(agenda.locator(".expected .state")).to_contain_text("Atvyko · J001")

    httpx.post(f"{hall.url}/api/v1/counters/608/calls", headers=hall.at("608")).raise_for_status()
    expect(display.locator("#newest")).to_contain_text(re.compile("J001.*608 kabinetas", re.DOTALL))
    assert [said for said in at_the_hall.trouble if "409" not in said] == []
    assert at_the_hall.asked == {hall.url.removeprefix("http://")}
    assert code not in hall.said()


def test_a_wrong_code_leads_back_to_the_keypad(at_the_hall: Screens) -> None:
    kiosk = at_the_hall.open("/kiosk/code")
    type_code(kiosk, "482915")
    kiosk.get_by_role("button", name="Patvirtinti").click()
    expect(kiosk.locator(".sorry h1")).to_contain_text("tokio registracijos kodo neradome")
    kiosk.get_by_role("link", name="Bandyti dar kartą").click()

    expect(kiosk.get_by_role("heading", name="Įveskite registracijos kodą")).to_be_visible()
    expect(kiosk.locator(".typed")).to_have_text("")


def test_without_scripts_a_time_is_booked_and_a_code_typed(hall: Branch, at_the_hall: Screens) -> None:
    kiosk = at_the_hall.open("/kiosk", javascript=False)
    kiosk.get_by_role("link", name="Teisinė pagalba").click()
    kiosk.get_by_role("button", name="09:00").first.click()
    code = kiosk.locator(".digits").inner_text().replace(" ", "")
    kiosk.get_by_role("link", name="Baigti").click()
    kiosk.get_by_role("link", name="Turiu išankstinę registraciją").click()
    type_code(kiosk, code)
    kiosk.get_by_role("button", name="Patvirtinti").click()

    expect(kiosk.locator(".number")).to_have_text("J001")


def test_the_reception_moves_the_clients_of_a_colleague_who_is_away(
    hall: Branch, at_the_hall: Screens
) -> None:
    """Clause 26."""
    starts = "2026-11-23T10:00:00+02:00"
    httpx.post(f"{hall.url}/api/v1/bookings", json={"service": "A", "starts": starts, "counter": "1"})
    agenda = at_the_hall.open("/agenda/absences", staff="rasa")
    agenda.locator("select[name=staff]").select_option("rasa")
    agenda.locator("input[name=starts]").fill("2026-11-23T09:00")
    agenda.locator("input[name=ends]").fill("2026-11-24T17:00")
    agenda.locator("select[name=substitute]").select_option("darius")
    agenda.get_by_role("button", name="Įrašyti").click()
    agenda.get_by_role("button", name="Perkelti į 2 langelį").click()
    expect(agenda.locator(".absence")).to_contain_text("Pranešti nereikia niekam.")
    agenda.get_by_role("link", name="Laukiami").click()

    expect(agenda.locator(".expected .where")).to_have_text("2 langelis")
    assert at_the_hall.trouble == []


@pytest.mark.parametrize("language", ["lt", "en", "uk", "ru"])
@pytest.mark.parametrize("size", [(1080, 1920), (1920, 1080)])
def test_nothing_is_cut_off(hall: Branch, chromium: Browser, language: str, size: tuple[int, int]) -> None:
    page = chromium.new_page(viewport={"width": size[0], "height": size[1]})
    starts = "2026-11-23T08:30:00+02:00"
    late = httpx.post(f"{hall.url}/api/v1/bookings", json={"service": "A", "starts": starts}).json()["code"]
    cut = []
    for path in (
        "/kiosk/code",
        "/kiosk/other-time?service=J&why=full",
        "/kiosk/other-time?service=J&why=away",
    ):
        page.goto(f"{hall.url}{path}{'&' if '?' in path else '?'}lang={language}")
        cut += trouble_on(page)
    page.locator(".time").first.click()
    page.wait_for_selector(".paper.printed")
    cut += trouble_on(page)
    it_is(hall, "08:50")
    page.goto(f"{hall.url}/kiosk/code?lang={language}")
    page.keyboard.type(late)
    page.keyboard.press("Enter")
    page.wait_for_selector(".agreed")
    cut += trouble_on(page)
    page.close()

    assert cut == []
