"""The kiosk without its server, without scripts, without a touch."""

from pathlib import Path

from branches import Branch
from playwright.sync_api import Browser, Page, expect
from screens import QUIET

TALL = {"width": 1080, "height": 1920}


def test_without_a_server_a_kept_page_says_whom_to_ask_and_comes_back_by_itself(
    branch: Branch, chromium: Browser, tmp_path: Path
) -> None:
    kept = tmp_path / "profile"
    kinds = chromium.browser_type

    def browser() -> Page:
        context = kinds.launch_persistent_context(
            kept, executable_path="/usr/bin/chromium", args=QUIET, viewport=TALL
        )
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
