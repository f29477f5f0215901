"""The whole line in a real browser: kiosk, desk and wall at once."""

import re
from pathlib import Path

import httpx2 as httpx
import pytest
from branches import Branch
from offices import SMALL
from playwright.sync_api import Browser, Page, Route, expect
from screens import Screens, press, ready


def take(kiosk: Page, service: str) -> str:
    """Touch a service, read the number, go back to the start."""
    kiosk.get_by_role("button", name=service).click()
    number = kiosk.locator(".number").inner_text()
    kiosk.get_by_role("link", name="Baigti").click()
    expect(kiosk.get_by_role("heading", name="Pasirinkite paslaugą")).to_be_visible()
    return number


def wall_says(display: Page, newest: str, before: list[str]) -> None:
    expect(display.locator("#newest")).to_contain_text(re.compile(newest, re.DOTALL))
    expect(display.locator("#before li")).to_have_text(before)


def test_three_visitors_are_called_in_order_and_the_plug_is_pulled(branch: Branch, screens: Screens) -> None:
    kiosk, display = screens.open("/kiosk"), screens.open("/display")
    desk = screens.desk("1")
    numbers = [take(kiosk, "Prašymai"), take(kiosk, "Atsiėmimas"), take(kiosk, "Prašymai")]
    assert numbers == ["A001", "B001", "A002"]
    expect(desk.locator("#line .no")).to_have_text(numbers)

    press(desk, "F8")
    wall_says(display, "A001.*1 langelis", [])
    ready(desk)
    desk.get_by_role("button", name="Kviesti kitą").click()
    wall_says(display, "B001.*1 langelis", [])  # who has been served leaves
    expect(display.locator("#waiting")).to_have_text(re.compile(r"^\s*Laukia\s+1\b"))
    expect(display.locator("live-parts")).to_have_attribute("data-rung", "2")

    branch.is_killed()
    desk.keyboard.press("F8")
    expect(desk.locator("#alert")).to_have_text("Nėra ryšio su serveriu. Jungiamės iš naujo…")
    expect(display.locator("[data-stale]")).to_have_text(
        re.compile(r"^Ryšys nutrūko\. Rodome \d\d?\.\d\d val\. duomenis\.$")
    )
    wall_says(display, "B001.*1 langelis", [])
    kiosk.get_by_role("button", name="Prašymai").click()
    expect(kiosk.locator("#lost")).to_have_text(
        "Atsiprašome, terminalas laikinai neveikia. Prašome kreiptis į 1 langelį."
    )

    branch.opens()
    expect(kiosk.locator("#lost")).to_be_hidden()
    expect(display.locator("[data-stale]")).to_be_hidden()
    expect(desk.locator("[data-stale]")).to_be_hidden()
    press(desk, "F8")
    wall_says(display, "A002.*1 langelis", [])
    expect(desk.locator("#alert")).to_be_hidden()
    assert [take(kiosk, "Prašymai"), take(kiosk, "Atsiėmimas")] == ["A003", "B002"]
    expect(desk.locator("#line .no")).to_have_text(["A003", "B002"])
    # What a browser says of a pulled plug, in its several ways; nothing else may have gone wrong.
    assert [said for said in screens.trouble if "net::ERR_" not in said and "WebSocket" not in said] == []
    assert screens.asked == {branch.url.removeprefix("http://")}


def test_a_desk_recalls_marks_a_no_show_undoes_and_finishes(rehearsal: Branch, chromium: Browser) -> None:
    screens = Screens(chromium, rehearsal)
    kiosk, display, desk = (
        screens.open("/kiosk"),
        screens.open("/display"),
        screens.desk("2", "darius"),
    )
    take(kiosk, "Prašymai")
    take(kiosk, "Prašymai")

    press(desk, "F8")
    wall_says(display, "Kviečiamas numeris.*A001.*2 langelis", [])
    press(desk, "F9")
    expect(desk.locator("#alert")).to_contain_text("Atsiprašome, klientą ką tik kvietėte.")
    httpx.post(f"{rehearsal.url}/api/v1/rehearsal/clock", json={"at": "2026-11-23T08:00:20"})
    press(desk, "F9")
    wall_says(display, "Kviečiamas dar kartą.*A001.*2 langelis", [])
    press(desk, "F10")
    wall_says(display, "Prašome palaukti", [])
    press(desk, "F2")
    wall_says(display, "Kviečiamas dar kartą.*A001.*2 langelis", [])
    press(desk, "F8")
    wall_says(display, "A002.*2 langelis", [])
    desk.keyboard.press("Shift+F10")
    desk.keyboard.press("Control+F4")
    desk.locator("#why summary").click()
    expect(desk.locator("#why")).to_contain_text("daugiau niekas nelaukė")
    expect(desk.locator("#client .number")).to_have_text("A002")
    press(desk, "F4")
    expect(desk.locator("#finishes")).to_be_disabled()
    expect(desk.locator("#client")).to_contain_text("Laukiančių klientų nėra")
    assert [said for said in screens.trouble if "409" not in said] == []
    screens.close()


def test_a_second_window_cannot_move_a_client_it_does_not_see(branch: Branch, screens: Screens) -> None:
    kiosk, desk = screens.open("/kiosk"), screens.desk("1")
    take(kiosk, "Prašymai")
    take(kiosk, "Prašymai")
    press(desk, "F8")
    expect(desk.locator("#client .number")).to_have_text("A001")
    ready(desk)
    # The window missed what happened since: its picture is an old one, and pressed before a new one comes.
    desk.evaluate(
        """() => {
          document.querySelectorAll("input[name=seen]").forEach((input) => (input.value = "A777"));
          document.getElementById("no-shows").click();
        }"""
    )

    expect(desk.locator("#alert")).to_contain_text("jau pasikeitė klientas, todėl nieko nepadaryta")
    expect(desk.locator("#client .number")).to_have_text("A001")


def test_the_ticket_comes_out_of_the_virtual_printer_as_a_picture(branch: Branch, screens: Screens) -> None:
    printer, kiosk = screens.open("/printer", staff="rasa"), screens.open("/kiosk")
    kiosk.get_by_role("button", name="Prašymai").click()
    expect(kiosk.locator("#paper")).to_have_text("Pasiimkite taloną")

    paper = printer.locator("#papers img")
    expect(paper).to_have_count(1)
    assert paper.evaluate("image => image.decode().then(() => image.naturalWidth)") == 576
    assert screens.trouble == []


def test_without_a_printer_the_visitor_is_told_to_remember_the_number(
    tmp_path: Path, chromium: Browser
) -> None:
    gone = SMALL.replace("transport: screen}", "transport: network, host: 127.0.0.1, port: 9}")
    office = Branch(tmp_path / "office", config=gone)
    office.opens()
    page = chromium.new_page(viewport={"width": 1080, "height": 1920})
    page.goto(office.url + "/kiosk")
    page.get_by_role("button", name="Prašymai").click()
    expect(page.locator("#paper")).to_have_text(
        "Atsiprašome, talono atspausdinti nepavyko. "
        "Nufotografuokite arba įsidėmėkite savo numerį – jis galioja."
    )
    expect(page.locator(".number")).to_have_text("A001")
    assert page.locator("#paper").get_attribute("data-home-after") == "60"
    page.close()
    office.closes()

    assert "Printer entrance: off-line (refused); tickets show on screen." in office.said()


@pytest.mark.parametrize(
    "path", ["/", "/kiosk", "/display", "/desk", "/statistics", "/printers", "/api/docs"]
)
def test_no_page_has_trouble_or_asks_another_house(branch: Branch, screens: Screens, path: str) -> None:
    page = screens.open(path, staff="rasa", counter="1")
    page.wait_for_load_state("networkidle")

    assert screens.trouble == []
    assert screens.asked == {branch.url.removeprefix("http://")}


def test_the_api_page_shows_what_can_be_asked(branch: Branch, screens: Screens) -> None:
    page = screens.open("/api/docs")

    expect(page.get_by_text("/api/v1/counters/{counter}/calls", exact=True)).to_be_visible()


def test_without_scripts_a_ticket_is_taken_and_a_client_called(branch: Branch, screens: Screens) -> None:
    kiosk = screens.open("/kiosk", javascript=False)
    assert take(kiosk, "Prašymai") == "A001"
    desk = screens.desk(javascript=False)
    desk.get_by_role("button", name="Kviesti kitą").click()
    expect(desk.locator("#client .number")).to_have_text("A001")
    display = screens.open("/display", javascript=False)
    wall_says(display, "A001.*1 langelis", [])


def test_a_choice_that_got_no_answer_is_not_left_for_the_next_visitor(
    branch: Branch, screens: Screens
) -> None:
    kiosk = screens.open("/kiosk")
    kiosk.clock.install()
    kiosk.reload()

    def lose_the_answer(route: Route) -> None:
        route.fetch(max_redirects=0)
        route.abort()

    kiosk.route("**/kiosk/tickets?*", lose_the_answer)
    kiosk.get_by_role("button", name="Prašymai").click()
    expect(kiosk.locator("#lost")).to_be_visible()
    kiosk.unroute("**/kiosk/tickets?*")
    nonce = kiosk.locator("input[name=nonce]").input_value()
    kiosk.clock.run_for(21_000)
    expect(kiosk.locator("input[name=nonce]")).not_to_have_value(nonce)
    kiosk.get_by_role("button", name="Atsiėmimas").click()

    expect(kiosk.locator(".number")).to_have_text("B001")


def test_an_answer_that_is_no_page_of_ours_leaves_the_kiosk_as_it_is(
    branch: Branch, screens: Screens
) -> None:
    kiosk = screens.open("/kiosk")
    kiosk.route("**/kiosk/tickets?*", lambda route: route.fulfill(status=502, body="<h1>Bad gateway</h1>"))
    kiosk.get_by_role("button", name="Prašymai").click()

    expect(kiosk.locator("#lost")).to_be_visible()
    expect(kiosk.get_by_role("button", name="Prašymai")).to_be_visible()


def test_the_desk_says_no_as_often_as_it_is_asked_and_keeps_what_was_chosen(
    branch: Branch, screens: Screens
) -> None:
    kiosk, desk = screens.open("/kiosk"), screens.desk("1")
    take(kiosk, "Prašymai")
    press(desk, "F8")
    for _ in range(3):
        press(desk, "F10")
        expect(desk.locator("#alert")).to_contain_text("pirmiausia pakvieskite klientą dar kartą")
    desk.locator("#more > summary").click()
    desk.locator("#refusal-reason").select_option("forbidden")
    branch.at("608", "darius")
    expect(desk.locator("#transfer-to option", has_text="608")).to_be_attached()

    expect(desk.locator("#refusal-reason")).to_have_value("forbidden")
    desk.keyboard.press("Escape")
    press(desk, "F4")
    expect(desk.locator("#client")).to_contain_text("Laukiančių klientų nėra")


def test_the_kiosk_goes_home_and_back_to_lithuanian_when_left_alone(branch: Branch, screens: Screens) -> None:
    kiosk = screens.open("/kiosk?lang=uk", "kiosk")
    kiosk.clock.install()
    kiosk.reload()
    kiosk.clock.run_for(59_000)
    expect(kiosk.get_by_role("heading", name="Оберіть послугу")).to_be_visible()
    kiosk.clock.run_for(2_000)

    expect(kiosk.get_by_role("heading", name="Pasirinkite paslaugą")).to_be_visible()
