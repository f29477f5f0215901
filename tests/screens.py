"""The screens of a branch in Chromium."""

from urllib.parse import urlsplit

from branches import Branch
from playwright.sync_api import Browser, Page, expect

from server.guard import COOKIE

SIZES = {"kiosk": (1080, 1920), "display": (1920, 1080), "desk": (1366, 768), "phone": (390, 844)}

CHROMIUM = "/usr/bin/chromium-headless-shell"  # Debian's, without the windows and menus that nobody sees here
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
]

expect.set_options(timeout=20_000)


class Screens:
    """The branch's screens, each a browser of its own; what goes wrong in a page is kept in ``trouble``."""

    def __init__(self, browser: Browser, branch: Branch) -> None:
        self._browser = browser
        self._branch = branch
        self.trouble: list[str] = []
        self.asked: set[str] = set()
        self._pages: list[Page] = []

    def open(
        self,
        path: str,
        kind: str | None = None,
        javascript: bool = True,
        *,
        staff: str | None = None,
        counter: str | None = None,
    ) -> Page:
        """Open a page at the size of its screen, perhaps signed in, and at a counter."""
        width, height = SIZES.get(kind or path.strip("/").partition("/")[0], (1366, 768))
        context = self._browser.new_context(
            viewport={"width": width, "height": height}, java_script_enabled=javascript
        )
        if staff:
            token = self._branch.signs_in(staff, counter)
            context.add_cookies([{"name": COOKIE, "value": token, "url": self._branch.url}])
        page = context.new_page()
        self._pages.append(page)
        page.on("pageerror", lambda error: self.trouble.append(f"{path}: {error}"))
        page.on("console", lambda said: said.type == "error" and self.trouble.append(f"{path}: {said.text}"))
        page.on("request", lambda request: self.asked.add(urlsplit(request.url).netloc))
        page.goto(self._branch.url + path)
        return page

    def close(self) -> None:
        """Close every screen that was opened here."""
        for page in self._pages:
            page.context.close()

    def desk(self, counter: str = "1", staff: str = "rasa", javascript: bool = True) -> Page:
        """Open the desk at a counter."""
        page = self.open("/desk", javascript=javascript, staff=staff, counter=counter)
        if javascript:
            expect(page.locator("live-parts[data-revision]")).to_be_attached()
        return page


def ready(desk: Page) -> None:
    """Wait until the desk has had its answer to what was pressed: until then it takes no other press."""
    expect(desk.locator("body.busy")).to_have_count(0)


def press(desk: Page, key: str) -> None:
    """Press a key once the desk is ready for it."""
    ready(desk)
    desk.keyboard.press(key)
