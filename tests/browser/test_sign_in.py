"""A clerk's way in and out, in a real browser on a real day, with a password set by the real command."""

import re
import subprocess
import sys
from collections.abc import Iterator

import httpx2 as httpx
import pytest
from branches import Branch
from playwright.sync_api import Page, expect
from screens import Screens

PASSWORD = "katinas varpas upė"


def set_password(branch: Branch, login: str, password: str = PASSWORD) -> None:
    subprocess.run(
        [
            sys.executable, "-m", "server", "staff", "password", login,
            f"--config={branch.config}", f"--data={branch.data}",
        ],
        input=password + "\n", text=True, check=True, capture_output=True,
    )  # fmt: skip


def types_password(page: Page, login: str = "darius") -> None:
    """Sign in with the keyboard alone."""
    expect(page.locator("#login")).to_be_focused()
    page.keyboard.type(login)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")


@pytest.fixture
def desk(branch: Branch, screens: Screens) -> Iterator[Page]:
    """The desk of somebody who has just signed in with the keyboard."""
    set_password(branch, "darius")
    page = screens.open("/desk")
    types_password(page)
    expect(page.get_by_role("button", name="2 langelis")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("live-parts[data-revision]")).to_be_attached()
    yield page


def test_a_clerk_signs_in_locks_is_taken_over_and_loses_no_press(
    branch: Branch, screens: Screens, desk: Page
) -> None:
    for _ in range(2):
        httpx.post(f"{branch.url}/api/v1/tickets", json={"service": "A"})
    desk.keyboard.press("F8")
    expect(desk.locator("#client .number")).to_have_text("A001")

    # Another tab at the same counter takes over; the first one says so and can take it back.
    second = desk.context.new_page()
    second.goto(branch.url + "/desk")
    expect(desk.locator("#alert")).to_contain_text("dabar dirbama kitame lange arba kitame kompiuteryje")
    desk.get_by_role("button", name="2 langelis").click()
    expect(desk.locator("#client .number")).to_have_text("A001")
    expect(second.locator("#alert")).to_contain_text("dabar dirbama kitame lange")

    # Locked in one window, locked in all; the counter stays.
    desk.locator("#lock").evaluate("form => form.requestSubmit()")  # its menu closes when the desk is drawn
    expect(desk.get_by_role("heading", name="Ekranas užrakintas")).to_be_visible()
    second.goto(branch.url + "/desk")
    expect(second).to_have_url(re.compile("/locked"))
    second.close()
    desk.keyboard.type(PASSWORD)
    desk.keyboard.press("Enter")
    expect(desk.locator("live-parts[data-revision] #client .number")).to_have_text("A001")

    # The sign-in ends in the middle of a press: it is said, and after signing in the desk is back.
    desk.route("**/sign-in/here*", lambda route: route.fulfill(status=204))  # nothing noticed yet
    desk.locator("live-parts").evaluate("live => live.disconnectedCallback(live.socket.onclose = null)")
    set_password(branch, "darius")
    desk.keyboard.press("F8")
    expect(desk.locator("#alert")).to_contain_text("tai, ką ką tik paspaudėte, neatlikta")
    desk.unroute("**/sign-in/here*")
    types_password(desk)
    expect(desk.get_by_role("button", name="2 langelis")).to_be_focused()
    desk.keyboard.press("Enter")
    expect(desk.locator("live-parts[data-revision] #client .number")).to_have_text("A001")
    desk.keyboard.press("F8")
    expect(desk.locator("#client .number")).to_have_text("A002")

    desk.locator("#me > summary").click()
    desk.get_by_role("button", name="Atsijungti").click()
    expect(desk.get_by_role("heading", name="Prisijungimas")).to_be_visible()
    desk.go_back()
    expect(desk.locator("#login")).to_be_visible()
    assert screens.trouble == []
    assert screens.asked == {branch.url.removeprefix("http://")}
