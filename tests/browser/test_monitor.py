"""A supervisor's morning in real browsers: her page, a kiosk and a desk at once."""

import httpx2 as httpx
from accessible import barriers
from branches import Branch
from playwright.sync_api import Browser, expect
from screens import Screens


def test_a_supervisor_sees_what_happens_and_steers_it(rehearsal: Branch, chromium: Browser) -> None:
    screens = Screens(chromium, rehearsal)
    page = screens.open("/monitor", staff="rasa")
    kiosk, desk = screens.open("/kiosk"), screens.desk("2", "darius")
    for service in ("A", "B", "B"):
        httpx.post(f"{rehearsal.url}/api/v1/tickets", json={"service": service})
    expect(page.locator("#facts dd").first).to_have_text("3")
    expect(page.locator("#service-B .big")).to_have_text("2")
    expect(page.locator("#counter-2 .who")).to_contain_text("Darius Pavardenis")
    expect(page.locator("#counter-2 .what")).to_contain_text("Laisvas")
    expect(desk.locator("#count")).to_have_text("1")

    # Somebody needs help: the page says so by itself, and one press answers.
    desk.locator("#help-open").click()
    desk.locator("#help-asks_for_head").click()
    page.locator("#alarms").get_by_role("button", name="Einu").click()
    expect(desk.locator("#help")).to_contain_text("eina Rasa Pavardenė")

    # A notice that is being written stays while the page is drawn anew.
    page.locator("#notice-open").click()
    page.locator("#cause-other").check()
    page.locator("#notice-lt").fill("Tvarkome salę.")
    httpx.post(f"{rehearsal.url}/api/v1/tickets", json={"service": "B"})
    expect(page.locator("#service-B .big")).to_have_text("3")
    expect(page.locator("#notice-lt")).to_have_value("Tvarkome salę.")
    page.locator("#notices-post").click()
    expect(page.locator("#notice")).not_to_have_attribute("open", "")
    expect(page.locator("#notices .list")).to_contain_text("Tvarkome salę.")

    # A counter gets another service: its desk has the people at once, without being opened anew.
    page.locator("#at-2-open").click()
    page.locator("#move-2-B").check()
    page.locator("#moves-2").click()
    expect(page.locator("#at-2-open")).to_have_class("chips moved")
    expect(desk.locator("#count")).to_have_text("4")

    # Numbers are paused: the kiosk says so by itself, and why.
    page.locator("#pause-all-open").click()
    page.locator("#reason-all").select_option("technical")
    page.locator("#pauses-all").click()
    expect(page.locator("#alarms")).to_contain_text("Numerių niekam neduodame.")
    kiosk.get_by_role("link", name="Prašymai").click()
    expect(kiosk.get_by_role("heading", level=1)).to_contain_text("dėl techninių trikdžių")
    kiosk.get_by_role("link", name="Atgal").click()
    assert barriers(page) == []
    page.get_by_role("button", name="Vėl duoti numerius").click()
    expect(kiosk.get_by_role("button", name="Prašymai")).to_be_visible()
    assert screens.trouble == []
    assert screens.asked == {rehearsal.url.removeprefix("http://")}
    screens.close()
