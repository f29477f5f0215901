"""What axe finds on a page as it stands: what shuts people out (EN 301 549, WCAG 2.2 AA)."""

from functools import cache

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

OPTIONS = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}


@cache
def _axe() -> Axe:
    return Axe()


def barriers(page: Page, within: str | None = None) -> list[str]:
    """Return the rules that a page breaks and where, one line each.

    Args:
        page: the page as it stands.
        within: a selector, to look at a part of it only.
    """
    page.wait_for_load_state()
    page.evaluate("Promise.all(document.getAnimations().map((one) => one.finished))")
    found = _axe().run(page, within, OPTIONS).response["violations"]
    return [
        f"{rule['id']}: {node['html'][:160]} ({'; '.join(one['message'] for one in node['any'][:1])})"
        for rule in found
        for node in rule["nodes"]
    ]
