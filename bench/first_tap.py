"""How soon the kiosk can be touched on a slow computer: Chromium, slowed down six times, by a real server.

Prints, in ms from the start of loading: when the services are painted, when a touch is taken (the page's
script has run), how long a touch takes to be shown, and what the page weighs. The limits: 1000 ms, 100 ms
and 150 kB.
"""

import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, sync_playwright

sys.path.append(str(Path(__file__).parent.parent / "tests"))
from branches import Branch
from offices import SAMPLE
from screens import QUIET

SLOWED = 6
TIMES = 9
LIMIT_MS, PRESS_MS, LIMIT_BYTES = 1000, 100, 150_000
TAKEN = "performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"  # modules have run by then
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
WEIGHT = """() => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
  .filter((one) => !one.name.includes(".woff2"))
  .reduce((sum, one) => sum + one.decodedBodySize, 0)"""
PRESS = """() => new Promise((seen) => {
  const link = document.querySelector(".beside a");
  const began = performance.now();
  link.click();
  const marked = link.classList.contains("pressed");
  requestAnimationFrame(() => setTimeout(() => seen([performance.now() - began, marked])));
})"""


def main() -> int:
    """Measure; return 1 if a limit is not kept."""
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        command = ("rehearse", "--at=2026-11-23T10:00")
        office = Branch(Path(folder), SAMPLE.read_text(encoding="utf-8"), command).opens()
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium-headless-shell", args=QUIET)
        try:
            found = [_visit(browser, office.url) for _ in range(TIMES)]
        finally:
            browser.close()
            office.closes()
    painted, taken, pressed, weight = (median(column) for column in zip(*found, strict=True))
    print(f"painted            {painted:7.0f} ms")
    print(f"a touch is taken   {taken:7.0f} ms, at worst {max(one[1] for one in found):.0f} ms")
    print(f"a touch is shown   {pressed:7.0f} ms after it")
    print(f"weight, no font    {weight / 1000:7.1f} kB")
    return int(taken > LIMIT_MS or pressed > PRESS_MS or weight > LIMIT_BYTES)


def _visit(browser: Browser, url: str) -> tuple[float, float, float, float]:
    context = browser.new_context(viewport={"width": 1080, "height": 1920}, service_workers="block")
    page = context.new_page()
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    page.goto(f"{url}/kiosk")
    page.wait_for_load_state("networkidle")
    weight = page.evaluate(WEIGHT)
    page.route("**/kiosk/code**", lambda route: route.abort())  # this page is looked at further
    shown, marked = page.evaluate(PRESS)
    assert marked
    times = page.evaluate(PAINTED), page.evaluate(TAKEN)
    context.close()
    return *times, shown, weight


if __name__ == "__main__":
    sys.exit(main())
