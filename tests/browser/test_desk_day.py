"""A clerk's day at the desk, in real browsers: two desks and a supervisor at once."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import httpx2 as httpx
import pytest
from accessible import barriers
from branches import Branch, wait_for
from offices import SMALL
from playwright.sync_api import Browser, Page, expect
from screens import Screens, press, ready

PEOPLE = """staff:
  - {login: rasa, name: "Rasa Pavardenė", counters: ["1"]}
  - {login: darius, name: "Darius Pavardenis", counters: ["2"]}
  - {login: vilma, name: "Vilma Pavardenė", role: supervisor, counters: ["608"]}
"""


class Office:
    """The small office at ten, on a clock that stands until it is set; each test has a day of its own."""

    def __init__(self, folder: Path, chromium: Browser) -> None:
        config = re.sub(r"staff:\n(  .*\n)+", PEOPLE, SMALL)
        self.day = date(2026, 11, 23)
        self.branch = Branch(folder, config, ("rehearse", f"--at={self.day}T09:00", "--speed=0")).opens()
        self.chromium = chromium

    def opens(self) -> "Office":
        self.day += timedelta(days=1)
        self.it_is("10:00")
        self.screens = Screens(self.chromium, self.branch)
        return self

    def it_is(self, at: str) -> None:
        httpx.post(f"{self.branch.url}/api/v1/rehearsal/clock", json={"at": f"{self.day}T{at}"})

    def comes(self, service: str = "A", **ticket: object) -> str:
        """A visitor takes a ticket; return the number."""
        body = {"service": service, **ticket}
        return str(httpx.post(f"{self.branch.url}/api/v1/tickets", json=body).json()["number"])


@pytest.fixture(scope="module")
def branch_of_people(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[Office]:
    office = Office(tmp_path_factory.mktemp("office"), chromium)
    yield office
    office.branch.closes()


@pytest.fixture
def office(branch_of_people: Office) -> Iterator[Office]:
    yield branch_of_people.opens()
    branch_of_people.screens.close()


def touch(desk: Page, button: str) -> None:
    """Touch a button once the desk has had its answer to the one before."""
    ready(desk)
    desk.locator(button).click()


def called(desk: Page, number: str) -> None:
    expect(desk.locator("#client .number")).to_have_text(number)


def opens(desk: Page, sheet: str) -> None:
    touch(desk, f"#{sheet} > summary")


def revision(desk: Page) -> str | None:
    return desk.locator("live-parts").get_attribute("data-revision")


def rung(desk: Page) -> str | None:
    return desk.locator("live-parts").get_attribute("data-rung")


def test_two_desks_and_a_supervisor_carry_out_every_duty(office: Office) -> None:
    rasa, darius = office.screens.desk("1", "rasa"), office.screens.desk("2", "darius")
    vilma = office.screens.desk("608", "vilma")

    # 6.2: who comes to a free counter is told at once, and again half a minute later.
    assert office.comes() == "A001"
    expect(rasa.locator(".arrival")).to_have_text(re.compile(r"Atvyko klientas\s*A001\s*Prašymai"))
    expect(rasa).to_have_title("(1) 1 langelis – Eilė")
    expect(rasa.locator("link[rel=icon]")).to_have_attribute("href", re.compile("waiting.svg"))
    office.it_is("10:00:31")
    expect(rasa.locator("live-parts")).to_have_attribute("data-rung", "2")

    # One key calls her; the other card goes. Serving begins by itself; who comes now is not heard (15.2).
    press(rasa, "F8")
    called(rasa, "A001")
    expect(darius.locator("#client")).to_contain_text("Laukiančių klientų nėra")
    office.it_is("10:01:10")
    expect(rasa.locator("[aria-current=step]")).to_contain_text("Aptarnaujamas")
    assert office.comes("B") == "B001"
    expect(rasa.locator("#line .no")).to_have_text(["B001"])
    assert rung(rasa) == "2"

    # 17.5: handed to a colleague with a note, the place kept; he reads it, nobody else.
    press(rasa, "F7")
    rasa.locator("#transfer-to").select_option("counter:2")
    rasa.locator("#transfer-note").fill("Trūksta parašo antrame lape")
    touch(rasa, "#transfers")
    expect(darius.locator(".arrival")).to_contain_text("A001")
    press(darius, "Control+Enter")
    called(darius, "A001")
    expect(darius.locator("#client .note")).to_contain_text("Trūksta parašo antrame lape")
    expect(rasa.locator("#client .number")).to_have_count(0)

    # 19.5: she is left for a moment; the time runs down, is over without a sound, and she is thanked.
    touch(darius, "#starts")
    opens(darius, "leave")
    touch(darius, "#step-outs-2")
    expect(darius.locator(".out")).to_have_text(re.compile(r"Klientas laukia Jūsų, liko\s*[12]:\d\d"))
    office.it_is("10:04")
    expect(darius.locator(".out")).to_contain_text("laikas baigėsi 10:03")
    expect(darius.locator("#comebacks")).to_contain_text("Padėkokite klientui, kad palaukė.")
    press(darius, "F8")
    expect(darius.locator(".out")).to_have_count(0)
    called(darius, "A001")

    # 21.3: help is asked for with two keys, without a sound; neighbour and supervisor see where.
    press(darius, "F1")
    expect(darius.locator("#help-emergency")).to_be_focused()
    darius.keyboard.press("Enter")
    for desk in (rasa, vilma):
        expect(desk.locator(".alarm")).to_contain_text("2 langelis: reikia skubios pagalbos")
    touch(rasa, "#help-answers-2")
    expect(vilma.locator(".alarm")).to_contain_text("eina Rasa Pavardenė")
    opens(darius, "help")
    expect(darius.locator("#help")).to_contain_text("Prireikus skambinkite 112")
    touch(darius, "#help-ends")
    expect(vilma.locator(".alarm")).to_have_count(0)

    # 21.3, 21.4: refused with a code.
    opens(darius, "more")
    darius.locator("#refusal-reason").select_option("aggressive")
    touch(darius, "#refusals")
    expect(darius.locator("#client")).to_contain_text("Laisvas")

    # 5.7: leaving while a client is there asks what becomes of her. In between, a number to call back (21.1).
    press(rasa, "F8")
    called(rasa, "B001")
    opens(rasa, "callbacks")
    rasa.locator("#callback-phone").fill("8 612 34567")
    touch(rasa, "#callbacks-add")
    expect(rasa.locator("#callbacks b")).to_have_text("1")
    press(rasa, "F6")
    expect(rasa.locator("#pause")).to_contain_text("Langelyje dar yra klientas B001")
    touch(rasa, "#pause #parkings-B001")
    expect(rasa.locator("#client .callback")).to_contain_text("Perskambinti 8 612 34567")
    touch(rasa, "#callback-tries-1-here")
    expect(rasa.locator("#client .callback")).to_have_count(0)

    # 9.3, 21.2: other work locks the page, and still tells who has come.
    press(rasa, "F6")
    press(darius, "F6")
    touch(rasa, "#pauses-other_work-60")
    touch(darius, "#pauses-break")
    for desk in (rasa, darius):
        expect(desk.get_by_role("heading", name="Ekranas užrakintas")).to_be_visible()
    expect(rasa.locator("#client")).to_contain_text("Kitas darbas iki 11:04")
    assert office.comes() == "A002"
    expect(rasa.locator("#client .number")).to_have_text("A002")
    assert rung(rasa) == "1"
    expect(darius.locator("#client")).to_have_text("Pertrauka")
    office.it_is("10:10")
    expect(vilma.locator(".alarm")).to_contain_text("1 langelis: A002 laukia nekviečiamas")
    touch(rasa, "#unlock")
    expect(rasa.locator("live-parts.desk[data-revision]")).to_be_attached()
    press(rasa, "F8")
    called(rasa, "A002")
    expect(vilma.locator(".alarm")).to_have_count(0)

    # Who was set aside is called back; who did not come keeps her place.
    office.it_is("10:10:20")
    press(rasa, "F9")
    expect(rasa.locator("#client")).to_contain_text("Kviesta kartų: 2")
    press(rasa, "F10")
    opens(rasa, "gone")
    touch(rasa, "#restorations-A002")
    expect(rasa.locator("#line .no").first).to_have_text("A002")
    opens(rasa, "aside")
    touch(rasa, "#resumptions-B001")
    called(rasa, "B001")
    press(rasa, "F4")
    expect(rasa.locator("#foot dd").first).to_have_text("1")
    assert [said for said in office.screens.trouble if "409" not in said] == []


def test_one_key_a_client_through_a_morning_of_thirty(office: Office) -> None:
    numbers = [office.comes() for _ in range(30)]
    rasa = office.screens.desk("1", "rasa")
    shown = []
    for number in numbers:
        press(rasa, "F8")
        called(rasa, number)
        shown.append(rasa.locator("#client .number").inner_text())
    press(rasa, "F8")
    expect(rasa.locator("#client")).to_contain_text("Laukiančių klientų nėra")

    assert shown == numbers == [f"A{n:03d}" for n in range(1, 31)]
    expect(rasa.locator("#foot dd").first).to_have_text("30")
    assert office.screens.trouble == []


def test_keys_are_ones_own_and_rest_while_something_is_typed(office: Office) -> None:
    office.comes()
    rasa = office.screens.desk("1", "rasa")
    opens(rasa, "settings")
    rasa.locator("[data-of-act=calls]").click()
    rasa.keyboard.press("F10")
    rasa.reload()
    expect(rasa.locator("#calls kbd")).to_have_text("F10")
    expect(rasa.locator("#no-shows kbd")).to_have_text("")
    opens(rasa, "callbacks")
    rasa.locator("#callback-phone").press("F10")
    rasa.locator("#callback-phone").press_sequentially("8 612")
    office.comes("B")
    expect(rasa.locator("#line .no")).to_have_count(2)
    expect(rasa.locator("#callback-phone")).to_have_value("8 612")
    expect(rasa.locator("#callback-phone")).to_be_focused()
    rasa.keyboard.press("Escape")
    press(rasa, "F10")
    called(rasa, "A001")
    opens(rasa, "settings")
    rasa.get_by_label("Tamsios").check()
    rasa.reload()

    assert rasa.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(14, 21, 18)"
    assert office.screens.trouble == []


def test_the_small_window_calls_too_and_a_newer_window_takes_over(office: Office) -> None:
    office.comes()
    office.comes()
    rasa = office.screens.desk("1", "rasa")
    with rasa.context.expect_page() as above:
        touch(rasa, "#small-window")
    small = above.value
    expect(small.locator("live-parts[data-revision] .comes")).to_have_text("A001")
    press(small, "F8")
    called(rasa, "A001")
    called(small, "A001")
    expect(small.locator("#count")).to_have_text("1")
    touch(rasa, "#small-window")
    # A browser without such windows opens a plain one.
    rasa.evaluate("delete window.documentPictureInPicture")
    with rasa.expect_popup() as opened:
        touch(rasa, "#small-window")
    plain = opened.value
    expect(plain.locator("live-parts[data-revision] .number")).to_have_text("A001")
    press(plain, "F8")
    called(plain, "A002")
    called(rasa, "A002")

    newer = rasa.context.new_page()
    newer.goto(office.branch.url + "/desk")
    called(newer, "A002")
    expect(rasa.locator("#alert")).to_contain_text("kitame lange")
    wait_for(plain.is_closed, "the small window to go with its page")
    press(newer, "F4")
    expect(newer.locator("#client")).to_contain_text("Laukiančių klientų nėra")


def test_what_went_wrong_is_said_at_the_button(office: Office) -> None:
    office.comes()
    rasa = office.screens.desk("1", "rasa")
    office.screens.desk("2", "darius")
    press(rasa, "F8")
    called(rasa, "A001")
    opens(rasa, "transfer")
    rasa.locator("#transfer-note").evaluate("note => note.removeAttribute('maxlength')")
    rasa.locator("#transfer-note").fill("a" * 201)
    touch(rasa, "#transfers")
    expect(rasa.locator("#transfer .said")).to_have_text(
        "Atsiprašome, pastaba per ilga, telpa ženklų: 200. Sutrumpinkite ją."
    )
    expect(rasa.locator("#transfer-note")).to_have_value("a" * 201)
    rasa.route("**/desk/transfers?*", lambda route: route.abort())
    touch(rasa, "#transfers")
    expect(rasa.locator("#transfer .said")).to_have_text("Nėra ryšio su serveriu. Jungiamės iš naujo…")
    rasa.unroute("**/desk/transfers?*")
    rasa.route("**/desk/recalls?*", lambda route: route.fulfill(status=502, body="<h1>Bad gateway</h1>"))
    rasa.keyboard.press("Escape")
    press(rasa, "F9")
    expect(rasa.locator("#alert")).to_have_text("Nėra ryšio su serveriu. Jungiamės iš naujo…")
    called(rasa, "A001")


def test_nothing_at_the_desk_shuts_anybody_out(office: Office) -> None:
    """EN 301 549: every state of the page in both languages, in the light and in the dark."""
    rasa, darius = office.screens.desk("1", "rasa"), office.screens.desk("2", "darius")
    stamp = rasa.locator("input[name=stamp]").first.get_attribute("value")
    english = rasa.context.new_page()
    english.emulate_media(color_scheme="dark")
    english.goto(f"{office.branch.url}/desk?lang=en&stamp={stamp}")
    found: dict[str, list[str]] = {}

    def look(state: str, *opened: str) -> None:
        wait_for(lambda: revision(rasa) == revision(english), "the same picture")
        for page in (rasa, english):
            found[f"{state} {page.url}"] = barriers(page)
            for part in opened:
                page.locator(f"#{part}").evaluate("part => (part.open = true)")
                found[f"{state} {part} {page.url}"] = barriers(page, f"#{part}")
            page.keyboard.press("Escape")

    look("free", "callbacks", "settings", "me", "pause", "help")
    office.comes(language="uk", priority=True)
    office.comes(language="ru")
    look("arrival", "of-A001")
    press(darius, "F8")
    called(darius, "A001")
    opens(darius, "transfer")
    darius.locator("#transfer-to").select_option("counter:1")
    darius.locator("#transfer-note").fill("Trūksta parašo")
    touch(darius, "#transfers")
    touch(darius, "#help > summary")
    touch(darius, "#help-emergency")
    press(rasa, "F8")
    called(rasa, "A001")
    press(rasa, "F9")
    expect(rasa.locator("#alert")).to_be_visible()
    look("called", "transfer", "finish", "park", "more", "pause", "why")
    touch(rasa, "#starts")
    expect(rasa.locator("#starts")).to_be_disabled()
    look("serving", "leave")
    touch(rasa, "#leave > summary")
    touch(rasa, "#step-outs-2")
    expect(rasa.locator(".out")).to_be_visible()
    look("out")
    press(rasa, "F8")
    expect(rasa.locator(".out")).to_have_count(0)
    opens(rasa, "park")
    touch(rasa, "#parkings-5")
    office.it_is("10:20")
    opens(rasa, "callbacks")
    rasa.locator("#callback-phone").fill("8 612 34567")
    touch(rasa, "#callbacks-add")
    expect(rasa.locator("#client .callback")).to_be_visible()
    look("between", "aside", "gone", "callbacks")
    small = rasa.context.new_page()
    small.set_viewport_size({"width": 340, "height": 300})
    small.goto(f"{office.branch.url}/desk/small?stamp={stamp}")
    found["small"] = barriers(small)
    rasa.set_viewport_size({"width": 390, "height": 844})
    look("phone")
    english.close()
    small.close()
    opens(rasa, "pause")
    touch(rasa, "#pauses-break")
    expect(rasa.locator("#unlock")).to_be_visible()
    found["locked"] = barriers(rasa)
    touch(rasa, "#unlock")
    expect(rasa.locator("#returns")).to_be_visible()
    found["pause"] = barriers(rasa)

    assert {state: faults for state, faults in found.items() if faults} == {}
