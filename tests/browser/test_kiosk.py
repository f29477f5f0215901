"""The kiosk in every language and every way of showing, looked at by measure."""

import re
from collections.abc import Iterator
from itertools import product

import pytest
from accessible import barriers
from branches import Branch
from measuring import say_it_longer, trouble_on
from playwright.sync_api import Browser, Page, expect

SIZES = ({"width": 1080, "height": 1920}, {"width": 1920, "height": 1080})
LANGUAGES = ("lt", "en", "uk", "ru")
MODES = ("", "large", "low", "large-low-speech")
SCREENS = (
    "/kiosk", "/kiosk?screen=2", "/kiosk/priority?priority=yes", "/kiosk/groups/0", "/kiosk/groups/1",
    "/kiosk/how", "/kiosk/how?screen=2", "/kiosk/code", "/kiosk/other-time?service=J",
    "/kiosk/not-now?service=K", "/kiosk/groups/99", "/kiosk/search?typed=s", "/kiosk/off", "/kiosk/pair",
)  # fmt: skip
LONGER = ("/kiosk", "/kiosk/groups/0", "/kiosk/groups/1", "/kiosk/how", "/kiosk/not-now?service=K")
ONCE = ("/kiosk?screen=2", "/kiosk/groups/1", "/kiosk/how?screen=2")  # another of the same


def asked(path: str, language: str, modes: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}lang={language}" + (f"&view={modes}" if modes else "")


@pytest.fixture
def page(sample_branch: Branch, chromium: Browser) -> Iterator[Page]:
    """A kiosk that has no page of its own yet for when there is no server: that one is tried elsewhere."""
    context = chromium.new_context(base_url=sample_branch.url, viewport=SIZES[0], service_workers="block")
    yield context.new_page()
    context.close()


def trouble_at_both_sizes(page: Page, modes: str = "") -> list[str]:
    """The screen upright and lying: the same page, turned."""
    found = []
    for size in SIZES:
        page.set_viewport_size(size)
        found += [f"{size['width']}: {one}" for one in trouble_on(page, modes)]
    return found


@pytest.mark.parametrize("modes", MODES)
def test_everything_is_large_enough_within_reach_and_whole(page: Page, modes: str) -> None:
    # Every language as it is; the ways of showing in the language with the longest words; and one that we do
    # not speak yet, two fifths longer.
    trouble = []
    for language, path in product(("ru",) if modes else LANGUAGES, SCREENS):
        page.goto(asked(path, language, modes))
        trouble += [f"{language} {path}: {one}" for one in trouble_at_both_sizes(page, modes)]
        if language == "lt" and path in LONGER:
            say_it_longer(page)
            trouble += [f"longer {path}: {one}" for one in trouble_at_both_sizes(page)]

    assert trouble == []


@pytest.mark.parametrize("modes", ["", "large", "low"])
def test_a_ticket_fits_its_screen(page: Page, modes: str) -> None:
    trouble = []
    for language in LANGUAGES:
        page.goto(asked("/kiosk", language, modes))
        page.locator("button[value=D]").first.click()
        page.wait_for_selector(".paper.printed")
        trouble += [f"{language}: {one}" for one in trouble_at_both_sizes(page, modes)]

    assert trouble == []


def test_nothing_shuts_anybody_out(page: Page) -> None:
    found = []
    paths = [path for path in SCREENS if path not in ONCE]
    for language, path in zip(LANGUAGES * 3, paths, strict=False):
        page.goto(asked(path, language, ""))
        found += [f"{language} {path}: {one}" for one in barriers(page)]
        page.evaluate("document.documentElement.classList.add('contrast')")
        found += [f"{language} {path}, contrast: {one}" for one in barriers(page)]

    assert found == []


def test_every_service_is_two_touches_away(page: Page) -> None:
    page.goto("/kiosk")
    tiles = "[...document.querySelectorAll('a.service, button.service')].map((one) => one.value || one.href)"
    reached = set()
    for first in page.evaluate(tiles):
        if "/groups/" not in first:
            reached.add(first)
            continue
        page.goto(first)
        reached |= set(page.evaluate(tiles))

    services = {re.sub(r".*service=(\w+).*", r"\1", one) for one in reached}
    assert services == set("ABDSKHMZTLVJ")


def test_the_way_of_showing_stays_through_the_visit_and_ends_with_it(page: Page) -> None:
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


def test_nobody_is_hurried(page: Page) -> None:
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


def test_what_nobody_used_is_forgotten_without_a_word(page: Page) -> None:
    page.clock.install()
    page.goto("/kiosk?lang=ru&view=large")
    page.clock.run_for(59_000)
    expect(page.locator("html")).to_have_class("kiosk large")
    page.clock.run_for(2_000)
    page.wait_for_url("**/kiosk")
    expect(page.locator("html")).to_have_class("kiosk")


def test_the_start_page_is_light(page: Page) -> None:
    sizes: dict[str, int] = {}
    page.on("response", lambda answer: sizes.update({answer.url: len(answer.body())}))
    page.goto("/kiosk")
    page.wait_for_load_state("networkidle")
    assert sum(size for url, size in sizes.items() if not url.endswith(".woff2")) <= 150_000
