"""The screens of a branch in Chromium."""

from urllib.parse import urlsplit

from branches import Branch
from playwright.sync_api import Browser, Page, expect

SIZES = {"kiosk": (1080, 1920), "display": (1920, 1080), "desk": (1366, 768), "phone": (390, 844)}

expect.set_options(timeout=20_000)


class Screens:
    """The branch's screens, each a browser of its own; what goes wrong in a page is kept in ``trouble``."""

    def __init__(self, browser: Browser, branch: Branch) -> None:
        self._browser = browser
        self._branch = branch
        self.trouble: list[str] = []
        self.asked: set[str] = set()
        self._pages: list[Page] = []

    def open(self, path: str, kind: str | None = None, javascript: bool = True) -> Page:
        """Open a page at the size of its screen."""
        width, height = SIZES.get(kind or path.strip("/").partition("/")[0], (1366, 768))
        context = self._browser.new_context(
            viewport={"width": width, "height": height}, java_script_enabled=javascript
        )
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

    def desk(self, counter: str = "1", name: str = "Rasa Pavardenė") -> Page:
        """Sit down at a counter."""
        page = self.open("/desk")
        person = page.locator("li", has=page.get_by_role("heading", name=name))
        if not person.get_by_role("button", name=f"{counter} langelis").is_visible():
            person.get_by_text("Kita vieta").click()
        person.get_by_role("button", name=f"{counter} langelis").click()
        expect(page.locator("live-parts[data-revision]")).to_be_attached()
        return page
