"""The kiosk in every language and every way of showing, looked at by measure."""

import re
from collections.abc import Iterator
from itertools import product

import pytest
from accessible import barriers
from branches import Branch
from measuring import say_it_longer, trouble_on
from playwright.sync_api import Browser, Page, expect

PORTRAIT, LANDSCAPE = (1080, 1920), (1920, 1080)
LANGUAGES = ("lt", "en", "uk", "ru")
MODES = ("", "large", "low", "large-low")
SCREENS = (
    "/kiosk", "/kiosk?screen=2", "/kiosk/priority?priority=yes", "/kiosk/groups/0", "/kiosk/groups/1",
    "/kiosk/how", "/kiosk/how?screen=2", "/kiosk/code", "/kiosk/other-time?service=J",
    "/kiosk/not-now?service=K",
    "/kiosk/groups/99", "/kiosk/search?typed=s",
)  # fmt: skip


def asked(path: str, language: str, modes: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}lang={language}" + (f"&view={modes}" if modes else "")


@pytest.fixture(params=[PORTRAIT, LANDSCAPE], ids=["portrait", "landscape"])
def page(sample_branch: Branch, chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    width, height = request.param
    found = chromium.new_page(base_url=sample_branch.url, viewport={"width": width, "height": height})
    yield found
    found.close()


@pytest.mark.parametrize("modes", MODES)
def test_everything_is_large_enough_within_reach_and_whole(page: Page, modes: str) -> None:
    # Every language as it is; the ways of showing in the language with the longest words.
    trouble = []
    for language, path in product(("ru",) if modes else LANGUAGES, SCREENS):
        page.goto(asked(path, language, modes))
        trouble += [f"{language} {path}: {one}" for one in trouble_on(page, modes)]

    assert trouble == []


@pytest.mark.parametrize("modes", ["", "large", "low"])
def test_a_ticket_fits_its_screen(page: Page, modes: str) -> None:
    trouble = []
    for language in LANGUAGES:
        page.goto(asked("/kiosk", language, modes))
        page.locator("button[value=D]").first.click()
        page.wait_for_selector(".paper.printed")
        trouble += [f"{language}: {one}" for one in trouble_on(page, modes)]

    assert trouble == []


def test_there_is_room_for_a_language_with_longer_words(page: Page) -> None:
    trouble = []
    for path in ("/kiosk", "/kiosk/groups/0", "/kiosk/groups/1", "/kiosk/how", "/kiosk/not-now?service=K"):
        page.goto(asked(path, "lt", ""))
        say_it_longer(page)
        trouble += [f"{path}: {one}" for one in trouble_on(page)]

    assert trouble == []


@pytest.mark.parametrize("modes", ["", "contrast"])
def test_nothing_shuts_anybody_out(sample_branch: Branch, chromium: Browser, modes: str) -> None:
    page = chromium.new_page(base_url=sample_branch.url, viewport={"width": 1080, "height": 1920})
    found = []
    for language, path in zip(LANGUAGES * 3, SCREENS, strict=True):
        page.goto(asked(path, language, modes))
        found += [f"{language} {path}: {one}" for one in barriers(page)]
    page.close()

    assert found == []


def test_every_service_is_two_touches_away(sample_branch: Branch, chromium: Browser) -> None:
    page = chromium.new_page(base_url=sample_branch.url, viewport={"width": 1080, "height": 1920})
    page.goto("/kiosk")
    tiles = "[...document.querySelectorAll('a.service, button.service')].map((one) => one.value || one.href)"
    reached = set()
    for first in page.evaluate(tiles):
        if "/groups/" not in first:
            reached.add(first)
            continue
        page.goto(first)
        reached |= set(page.evaluate(tiles))
    page.close()

    services = {re.sub(r".*service=(\w+).*", r"\1", one) for one in reached}
    assert services == set("ABDSKHMZTLVJ")


def test_the_way_of_showing_stays_through_the_visit_and_ends_with_it(
    sample_branch: Branch, chromium: Browser
) -> None:
    page = chromium.new_page(base_url=sample_branch.url, viewport={"width": 1080, "height": 1920})
    page.goto("/kiosk")
    page.get_by_role("button", name="Didesnės raidės").click()
    expect(page.locator("html")).to_have_class("kiosk large")
    page.get_by_role("link", name="Українська").click()
    expect(page.locator("html")).to_have_attribute("lang", "uk")
    page.get_by_role("button", name="Контраст").click()
    expect(page.get_by_role("button", name="Більші літери")).to_have_attribute("aria-pressed", "true")
    page.locator("button.service").first.click()
    expect(page.locator(".number")).to_be_visible()
    expect(page.locator("html")).to_have_class("kiosk large contrast")
    page.get_by_role("link", name="Готово").click()
    expect(page.locator("html")).to_have_class("kiosk")
    assert page.locator("html").get_attribute("lang") == "lt"
    page.close()


def test_nobody_is_hurried(sample_branch: Branch, chromium: Browser) -> None:
    page = chromium.new_page(base_url=sample_branch.url, viewport={"width": 1080, "height": 1920})
    page.clock.install()
    page.goto("/kiosk/groups/0?lang=en")
    still = page.locator("#still")
    for _ in range(11):
        page.clock.run_for(59_000)
        expect(still).to_be_hidden()
        page.clock.run_for(2_000)
        expect(still).to_be_visible()
        page.clock.run_for(22_000)
        expect(still).to_contain_text("Are you still here?")
        page.mouse.click(20, 20)  # anywhere
        expect(still).to_be_hidden()
    assert page.url.endswith("/kiosk/groups/0?lang=en")
    page.clock.run_for(61_000)
    expect(page.locator("#still-left")).to_have_text(re.compile("2[345]"))
    page.clock.run_for(26_000)
    page.wait_for_url("**/kiosk")
    page.close()


def test_what_nobody_used_is_forgotten_without_a_word(sample_branch: Branch, chromium: Browser) -> None:
    page = chromium.new_page(base_url=sample_branch.url, viewport={"width": 1080, "height": 1920})
    page.clock.install()
    page.goto("/kiosk?lang=ru&view=large")
    page.clock.run_for(59_000)
    expect(page.locator("html")).to_have_class("kiosk large")
    page.clock.run_for(2_000)
    page.wait_for_url("**/kiosk")
    expect(page.locator("html")).to_have_class("kiosk")
    page.close()


def test_the_start_page_is_light(sample_branch: Branch, chromium: Browser) -> None:
    page = chromium.new_page(base_url=sample_branch.url, viewport={"width": 1080, "height": 1920})
    sizes: dict[str, int] = {}
    page.on("response", lambda answer: sizes.update({answer.url: len(answer.body())}))
    page.goto("/kiosk")
    page.wait_for_load_state("networkidle")
    page.close()

    assert sum(size for url, size in sizes.items() if not url.endswith(".woff2")) <= 150_000
