"""The kiosk without its server, without scripts, without a touch."""

from pathlib import Path

from branches import Branch
from playwright.sync_api import Browser, Page, expect
from screens import CHROMIUM, QUIET, Screens

TALL = {"width": 1080, "height": 1920}


def test_without_a_server_a_kept_page_says_whom_to_ask_and_comes_back_by_itself(
    branch: Branch, chromium: Browser, tmp_path: Path
) -> None:
    kept = tmp_path / "profile"
    kinds = chromium.browser_type

    def browser() -> Page:
        context = kinds.launch_persistent_context(kept, executable_path=CHROMIUM, args=QUIET, viewport=TALL)
        return context.pages[0]

    page = browser()
    page.goto(f"{branch.url}/kiosk")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    expect(page.locator("button.service").first).to_be_visible()
    branch.closes()
    page.reload()
    expect(page.locator(".gone h1")).to_have_text(
        "Atsiprašome, terminalas laikinai neveikia. Prašome kreiptis į 1 langelį."
    )
    expect(page.locator(".gone [lang=uk]")).to_contain_text("Вибачте")
    page.context.close()

    page = browser()  # a cold start
    page.goto(f"{branch.url}/kiosk")
    expect(page.locator(".gone h1")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('.gone')).display") == "flex"
    branch.opens()
    page.wait_for_url("**/kiosk")
    expect(page.locator("button.service").first).to_be_visible()
    page.context.close()


def test_with_a_keyboard_alone_one_comes_to_a_ticket(screens: Screens) -> None:
    kiosk = screens.open("/kiosk")
    focused = "document.activeElement.matches('a, button') ? document.activeElement.innerText : ''"
    for _ in range(20):
        kiosk.keyboard.press("Tab")
        if "Atsiėmimas" in kiosk.evaluate(focused):
            break
    assert kiosk.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    kiosk.keyboard.press("Enter")
    expect(kiosk.locator(".number")).to_have_text("B001")
    while "Baigti" not in kiosk.evaluate(focused):
        kiosk.keyboard.press("Tab")
    kiosk.keyboard.press("Enter")
    expect(kiosk.get_by_role("heading", name="Pasirinkite paslaugą")).to_be_visible()
    assert screens.trouble == []


def test_what_is_touched_shows_it_before_the_server_has_answered(screens: Screens) -> None:
    kiosk = screens.open("/kiosk")
    kiosk.route("**/kiosk/how**", lambda _: None)  # the server takes its time
    colour = "one => getComputedStyle(one).backgroundColor"
    link = kiosk.get_by_role("link", name="Kaip kviečiame?")
    before = link.evaluate(colour)
    link.dispatch_event("click")
    assert link.evaluate(colour) != before
    button = kiosk.locator("button.service").first
    box = button.bounding_box()
    assert box is not None
    kiosk.mouse.move(box["x"] + 9, box["y"] + 9)
    before = button.evaluate(colour)
    kiosk.mouse.down()  # and not only when the finger is lifted
    assert button.evaluate(colour) != before


def test_the_way_out_for_staff_is_there_only_on_a_computer_that_has_one(screens: Screens) -> None:
    left: list[str] = []
    for path in ("/kiosk", "/kiosk#kit"):
        kiosk = screens.open(path, kind="kiosk")
        kiosk.on("request", lambda request: left.append(request.url))
        kiosk.route("http://127.0.0.1:9414/", lambda route: route.fulfill(body="PIN"))
        expect(kiosk.locator("live-parts[data-revision]")).to_be_attached()
        for _ in range(4):
            kiosk.mouse.click(20, 40)
        assert [url for url in left if ":9414" in url] == []
        kiosk.mouse.click(20, 40)
    kiosk.wait_for_url("http://127.0.0.1:9414/")

    assert [url for url in left if ":9414" in url] == ["http://127.0.0.1:9414/"]
