"""From a press to the wall in Chromium, and what twenty thousand calls leave behind in its page.

Prints how long after a press of "call next" the number is drawn on a display and its sound begins (median and
worst), and how much memory and how many nodes the page holds after 1 000 and after 20 000 calls. The limits:
the picture at 100 ms and the sound at 1.5 s by the median; two megabytes and a hundred nodes more at the end.
"""

import subprocess
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import sleep, time
from typing import Any

import httpx2 as httpx
from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

PRESSES, CALLS, WARM = 30, 20_000, 1_000
PICTURE_MS, SOUND_MS, MEGABYTES, NODES = 100.0, 1_500.0, 2.0, 100
FLAGS = ["--no-sandbox", "--disable-gpu", "--autoplay-policy=no-user-gesture-required"]

# When each number was painted, and when anything began to sound; the page's clock is the computer's.
WATCH = """
window.painted = {}, window.sounded = [];
const start = AudioBufferSourceNode.prototype.start;
AudioBufferSourceNode.prototype.start = function (...known) {
  sounded.push(performance.timeOrigin + performance.now());
  return start.apply(this, known);
};
addEventListener("DOMContentLoaded", () =>
  new MutationObserver(() => {
    const number = document.querySelector("#newest .number");
    if (!number || number.textContent in painted) return;
    const shown = number.textContent;
    painted[shown] = null;
    const done = () => (painted[shown] = performance.timeOrigin + performance.now());
    requestAnimationFrame(() => setTimeout(done));
  }).observe(document.body, { childList: true, subtree: true }),
);
"""

# As the server would: whole pictures, each with a new call and without an old one, twenty seconds apart.
MANY_CALLS = """async ([from, to]) => {
  const board = document.querySelector("live-parts");
  const ids = ["newest", "before", "notices", "waiting"];
  const parts = ids.map((id) => document.getElementById(id).outerHTML).join("");
  const template = parts + document.getElementById("calls").outerHTML;
  const old = document.querySelector("#newest .number").textContent;
  for (let n = from; n < to; n++) {
    const now = Date.now() + n * 20_000;
    const html = template.replaceAll(old, `A${n}`).replace(/data-at="\\d+"/g, `data-at="${now}"`)
      .replace(/data-full="[^"]*" data-short="[^"]*"/g, 'data-full="" data-short=""');
    board.draw({ revision: n, now, html });
    if (n % 10 === 0) await new Promise((go) => setTimeout(go));
  }
}"""


def main() -> int:
    """Measure; return 1 if a limit is not kept."""
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        server, url = _serve(Path(folder))
        try:
            browser = playwright.chromium.launch(
                executable_path="/usr/bin/chromium-headless-shell", args=FLAGS
            )
            picture, sound = _presses(browser, url)
            kept = _memory(browser, url)
            browser.close()
        finally:
            server.terminate()
            server.wait()
    print(
        f"from a press: picture {median(picture):.0f} ms ({max(picture):.0f} at most), "
        f"sound {median(sound):.0f} ms ({max(sound):.0f} at most), {PRESSES} presses"
    )
    return int(median(picture) > PICTURE_MS or median(sound) > SOUND_MS or not kept)


def _serve(folder: Path) -> tuple["subprocess.Popen[bytes]", str]:
    log = folder / "log"
    with log.open("wb") as file:
        command = ["rehearse", "--at=2026-11-24T10:00", "--port=0", f"--data={folder / 'data'}"]
        server = subprocess.Popen([sys.executable, "-m", "server", *command], stdout=file)
    while "All pages" not in (said := log.read_text(encoding="utf-8")):
        sleep(0.05)
    url = next(line.split()[-1] for line in said.splitlines() if "All pages" in line).rstrip("/")
    while True:
        try:
            httpx.get(f"{url}/healthz").raise_for_status()
        except httpx.HTTPError:
            sleep(0.05)
        else:
            return server, url


def _presses(browser: Browser, url: str) -> tuple[list[float], list[float]]:
    with httpx.Client(base_url=f"{url}/api/v1") as api:
        token = api.post("/sign-ins", json={"login": "rasa", "counter": "1"}).json()["token"]
        api.headers["Authorization"] = f"Bearer {token}"
        for _ in range(PRESSES + 1):
            api.post("/tickets", json={"service": "A"})
        page = _open(browser, url)
        picture, sound = [], []
        for _ in range(PRESSES):
            before = len(page.evaluate("sounded"))
            began = time() * 1000
            number = api.post("/counters/1/calls").json()["called"]["number"]
            painted = _wait(page, f"() => painted['{number}'] || null")
            sounded = _wait(page, f"() => sounded[{before}] || null")
            picture.append(painted - began)
            sound.append(sounded - began)
        page.close()
    return picture, sound


def _memory(browser: Browser, url: str) -> bool:
    page = _open(browser, url)
    cdp = page.context.new_cdp_session(page)
    page.evaluate(MANY_CALLS, [0, WARM])
    before = _held(cdp)
    page.evaluate(MANY_CALLS, [WARM, CALLS])
    after = _held(cdp)
    page.close()
    print(
        f"after {WARM} calls the page holds {before[0]:.2f} MB and {before[1]} nodes, "
        f"after {CALLS} {after[0]:.2f} MB and {after[1]} nodes",
        flush=True,
    )
    return after[0] - before[0] <= MEGABYTES and after[1] - before[1] <= NODES


def _held(cdp: CDPSession) -> tuple[float, int]:
    sleep(1)
    cdp.send("HeapProfiler.collectGarbage")
    used: float = cdp.send("Runtime.getHeapUsage")["usedSize"]
    nodes: int = cdp.send("Memory.getDOMCounters")["nodes"]
    return used / 1e6, nodes


def _open(browser: Browser, url: str) -> Page:
    page = browser.new_page(viewport={"width": 1920, "height": 1080})
    page.add_init_script(WATCH)
    page.goto(f"{url}/display")
    page.wait_for_selector("live-parts[data-revision]")
    return page


def _wait(page: Page, what: str) -> Any:
    while (found := page.evaluate(what)) is None:
        sleep(0.005)
    return found


if __name__ == "__main__":
    sys.exit(main())
