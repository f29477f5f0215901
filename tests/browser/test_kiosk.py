"""The kiosk in every language and every way of showing, looked at by measure."""

import re
from collections.abc import Iterator
from itertools import product

import pytest
from accessible import barriers
from branches import Branch
from playwright.sync_api import Browser, Page, expect

PORTRAIT, LANDSCAPE = (1080, 1920), (1920, 1080)
LANGUAGES = ("lt", "en", "uk", "ru")
MODES = ("", "large", "contrast", "low", "large-low", "contrast-large-low")
SCREENS = (
    "/kiosk", "/kiosk?screen=2", "/kiosk/priority?priority=yes", "/kiosk/groups/0", "/kiosk/groups/1", "/kiosk/how",
    "/kiosk/how?screen=2", "/kiosk/code", "/kiosk/other-time?service=J", "/kiosk/not-now?service=K",
    "/kiosk/groups/99", "/kiosk/search?typed=s",
)  # fmt: skip

MEASURE = """([target, text, reach]) => {
  const trouble = [], page = document.documentElement;
  if (page.scrollHeight > innerHeight || page.scrollWidth > innerWidth) trouble.push("the page scrolls");
  const seen = (one) => one.getClientRects().length && getComputedStyle(one).visibility === "visible"
    && !one.closest(".unseen, [aria-hidden=true], [hidden]");
  const name = (one) => (one.textContent.trim() || one.className).replace(/\\s+/g, " ").slice(0, 40);
  const controls = [...document.querySelectorAll("a[href], button")].filter((one) => seen(one) && !one.closest("dialog"));
  for (const one of controls) {
    const box = one.getBoundingClientRect();
    if (box.bottom > innerHeight + 0.5 || box.right > innerWidth + 0.5 || box.top < 0) trouble.push(name(one) + " leaves the screen");
    if (Math.min(box.height, box.width) < target - 0.5) trouble.push(`${name(one)} is ${Math.round(box.width)} × ${Math.round(box.height)}`);
    if (reach && box.top < innerHeight - reach - 0.5) trouble.push(`${name(one)} is out of reach by ${Math.round(innerHeight - reach - box.top)}`);
    for (const inner of one.querySelectorAll("*")) {
      if (!seen(inner)) continue;
      const text = inner.getBoundingClientRect();
      if (text.bottom > box.bottom + 1 || text.top < box.top - 1 || text.right > box.right + 1 || text.left < box.left - 1)
        trouble.push(name(inner) + " leaves its box");
    }
    if (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1) trouble.push(name(one) + " does not fit");
  }
  const boxes = [...controls, ...document.querySelectorAll(".slip, .paper, .who, .rules, .offer, .sorry > *, h1")].filter(seen);
  boxes.forEach((one, i) => boxes.slice(i + 1).forEach((other) => {
    if (one.contains(other) || other.contains(one)) return;
    const a = one.getBoundingClientRect(), b = other.getBoundingClientRect();
    if (a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1)
      trouble.push(`${name(one)} lies on ${name(other)}`);
  }));
  for (const box of document.querySelectorAll(".slip, .who")) {
    for (const inner of box.children) {
      if (seen(inner) && inner.getBoundingClientRect().bottom > box.getBoundingClientRect().bottom + 1) trouble.push(name(inner) + " leaves its box");
    }
  }
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const around = words.currentNode.parentElement;
    if (!words.currentNode.data.trim() || !seen(around) || around.closest(".rehearsal, script")) continue;
    const size = parseFloat(getComputedStyle(around).fontSize);
    if (size < text - 0.1) trouble.push(`${name(around)} is ${size} px`);
  }
  return trouble;
}"""

# A language of our own that is two fifths longer than the one shown.
LONGER = """() => {
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const said = words.currentNode, text = said.data;
    if (!text.trim() || said.parentElement.closest(".number, .letter, .key, .digits, .rehearsal, .languages, b")) continue;
    said.data = text.replace(/(\\p{L}{3,})/gu, (word) => word + word.slice(0, Math.round(word.length * 0.4)));
  }
}"""


def asked(path: str, language: str, modes: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}lang={language}" + (f"&view={modes}" if modes else "")


def trouble_on(page: Page, modes: str) -> list[str]:
    text = 56 if "large" in modes else 32
    upright = page.viewport_size == {"width": 1080, "height": 1920}
    reach = (318.2 / 597.7 * 1920 if upright else 0.46 * 1080) if "low" in modes else 0
    found: list[str] = page.evaluate(MEASURE, [104, text, reach])
    return found


@pytest.fixture(params=[PORTRAIT, LANDSCAPE], ids=["portrait", "landscape"])
def page(sample_branch: Branch, chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    width, height = request.param
    found = chromium.new_page(base_url=sample_branch.url, viewport={"width": width, "height": height})
    yield found
    found.close()


@pytest.mark.parametrize("modes", MODES)
def test_everything_is_large_enough_within_reach_and_whole(page: Page, modes: str) -> None:
    trouble = []
    for language, path in product(LANGUAGES, SCREENS):
        page.goto(asked(path, language, modes))
        trouble += [f"{language} {path}: {one}" for one in trouble_on(page, modes)]

    assert trouble == []
