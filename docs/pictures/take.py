"""Takes the pictures of the README anew, from a rehearsed morning at the sample office: ``make pictures``."""

import subprocess
import sys
import time
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx2 as httpx
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).parent
URL = "http://127.0.0.1:8099"
AT_COUNTER = {"1": "rasa", "2": "darius", "3": "vilma", "4": "jonas", "608": "egidijus"}
ARRIVALS = ["A", "D", "S", "K", "B", "B", "A", "L", "Z", "S", "A", "D"]


def main() -> None:
    """Start a rehearsal, live through a quarter of an hour, take the pictures."""
    with TemporaryDirectory() as data:
        server = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "server",
                "rehearse",
                "--at=2026-11-24T09:41",
                "--port=8099",
                f"--data={data}",
            ],
            cwd=HERE.parent.parent,
            stdout=subprocess.DEVNULL,
        )
        try:
            _wait_until_open()
            _live_through_a_morning()
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path="/usr/bin/chromium-headless-shell", args=["--no-sandbox", "--disable-gpu"]
                )
                _take_pictures(browser)
                browser.close()
        finally:
            server.terminate()
            server.wait()


def _wait_until_open() -> None:
    for _ in range(200):
        try:
            httpx.get(f"{URL}/healthz").raise_for_status()
        except httpx.HTTPError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("the rehearsal does not open")


def _live_through_a_morning() -> None:
    api = httpx.Client(base_url=f"{URL}/api/v1")
    signed_in = {counter: _sign_in(api, login, counter) for counter, login in AT_COUNTER.items()}

    def call(counter: str) -> None:
        api.post(f"/counters/{counter}/calls", headers=signed_in[counter]).raise_for_status()

    for minute, service in enumerate(ARRIVALS):
        api.post("/rehearsal/clock", json={"at": f"2026-11-24T09:{41 + minute}:12"})
        language = "uk" if minute == 9 else "lt"
        api.post("/tickets", json={"service": service, "language": language, "priority": minute == 10})
        if minute in (2, 4, 5, 7, 9):
            call(("2", "3", "4", "608", "1")[(2, 4, 5, 7, 9).index(minute)])
    call("2")
    api.close()


def _sign_in(api: httpx.Client, login: str, counter: str) -> dict[str, str]:
    token = api.post("/sign-ins", json={"login": login, "counter": counter}).json()["token"]
    return {"Authorization": f"Bearer {token}"}


# Every screen of the kiosk that a visitor meets: its name, its address, how it is shown.
KIOSK_SCREENS = (
    ("group", "/kiosk/groups/0", ""),
    ("priority", "/kiosk/priority?priority=yes", ""),
    ("search", "/kiosk/search?typed=dek", ""),
    ("how", "/kiosk/how", ""),
    ("code", "/kiosk/code", ""),
    ("times", "/kiosk/other-time?service=J&why=booked_only", ""),
    ("home-ukrainian", "/kiosk?lang=uk", ""),
    ("home-large", "/kiosk", "large"),
    ("home-contrast", "/kiosk", "contrast"),
    ("home-low", "/kiosk", "low"),
    ("home-speech", "/kiosk", "speech"),
)


def _take_pictures(browser: Browser) -> None:
    kiosk = _open(browser, "/kiosk", 1080, 1920)
    _save(kiosk, "kiosk", 540)
    kiosk.click("button[value=D] >> nth=0")
    kiosk.wait_for_selector(".paper.printed")
    _save(kiosk, "ticket-screen", 540)
    for name, address, view in KIOSK_SCREENS:
        page = _open(browser, f"{address}?view={view}" if view else address, 1080, 1920)
        _save(page, f"kiosk-{name}", 270)
    _save(_open(browser, "/kiosk", 1920, 1080), "kiosk-lying", 480)
    _save(_open(browser, "/display", 1920, 1080), "display", 1200)
    _save(_open(browser, "/display", 3840, 2160), "display-4k", 480)
    _save(_open(browser, "/display", 1080, 1920), "display-upright", 270)
    desk = _open(browser, "/desk", 1366, 768, login="rasa")
    desk.wait_for_selector("live-parts[data-revision]")
    _save(desk, "desk", 1100)
    _save(_open(browser, "/monitor", 1366, 900, login="ausra"), "monitor", 1100)
    _save(_open(browser, "/statistics", 1366, 1000, login="ausra"), "statistics", 1100)
    papers = _open(browser, "/printer", 1366, 900, login="ausra").locator("#papers img").first
    _keep(papers.screenshot(), "ticket", 0)
    monitor = _open(browser, "/monitor", 1366, 900, login="ausra")
    monitor.click("#of-K-open")
    monitor.click("#closings-K")
    monitor.wait_for_selector("#service-K.stopped")
    _save(_open(browser, "/kiosk/not-now?service=K", 1080, 1920), "kiosk-not-now", 270)


def _open(browser: Browser, path: str, width: int, height: int, login: str = "") -> Page:
    page = browser.new_page(viewport={"width": width, "height": height})
    page.goto(URL + path)
    if login:
        page.locator(f"form:has(input[value={login}]) button").first.click()
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(500)
    return page


def _save(page: Page, name: str, width: int) -> None:
    _keep(page.screenshot(), name, width)


def _keep(picture: bytes, name: str, width: int) -> None:
    image = Image.open(BytesIO(picture)).convert("RGB")
    if width:
        image = image.resize((width, round(image.height * width / image.width)), Image.Resampling.LANCZOS)
    image.save(HERE / f"{name}.webp", quality=82, method=6)


if __name__ == "__main__":
    main()
