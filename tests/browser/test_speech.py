"""The kiosk by keys and ears alone: what is said is what stands there."""

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from branches import PATIENCE_S, Branch
from measuring import trouble_on
from offices import SMALL
from playwright.sync_api import Browser, Page, Route, expect

HEARS = (Path(__file__).parent / "hears.js").read_text(encoding="utf-8")
PLACE = r"(.*, )?\d+ (iš|of) \d+|(.*, )?\d+, (усього|всего) \d+"
ADDED = re.compile(rf"{PLACE}|(Pasirinkimų|Choices): \d+")  # what is said besides
SEEN = """(roots) => {
  const silent = "[aria-hidden], [hidden], [role=timer], noscript, svg, [data-secret]";
  const visible = (one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest(silent);
  return [...document.querySelectorAll(roots)].map((root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const texts = [];
    for (let node; (node = walker.nextNode()); ) if (visible(node.parentElement)) texts.push(node.data);
    return texts.join(" ");
  }).join(" ");
}"""

BOOKABLE = SMALL.replace("    bring: {lt", "    appointments: true\n    bring: {lt", 1)


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Branch]:
    office = Branch(tmp_path_factory.mktemp("hall"), BOOKABLE, ("rehearse", "--at=2026-11-23T10:00"))
    office.opens()
    yield office
    office.closes()


class Listener:
    """Somebody with headphones at the pad of a kiosk, who does not look."""

    def __init__(self, chromium: Browser, hall: Branch) -> None:
        self.page: Page = chromium.new_page(base_url=hall.url, viewport={"width": 1080, "height": 1920})
        self.heard: list[str] = []
        self.trouble: list[str] = []
        self.sent: list[str] = []
        self.page.expose_function("heard", self._hear)
        self.page.add_init_script(HEARS)
        self.page.on("pageerror", lambda error: self.trouble.append(str(error)))
        self.page.on("request", lambda request: self.sent.append(request.url))

    def _hear(self, text: str) -> None:
        self.heard.append(text)

    def press(self, *keys: str) -> None:
        """Press keys; what was said before the last one is forgotten."""
        for key in keys:
            self.heard.clear()
            self.page.keyboard.press(key)

    def until(self, condition: Callable[[], object], what: str) -> None:
        patience = time.monotonic() + PATIENCE_S
        while not condition():
            assert time.monotonic() < patience, f"never heard {what}, but {self.heard}"
            self.page.wait_for_timeout(10)

    def hears(self, last: str) -> list[str]:
        """Listen until a text that matches has been said; return all that was said since the key."""
        self.until(lambda: any(re.fullmatch(last, one) for one in self.heard), last)
        return list(self.heard)

    def goes_to(self, choice: str) -> str:
        """Go down until a choice is said; return its place."""
        for _ in range(40):
            self.press("ArrowDown")
            self.until(lambda: self.heard, "anything")
            if self.heard[0] == choice:
                return self.hears(PLACE)[-1]
        raise AssertionError(f"never heard {choice}")

    def seen(self, roots: str = ".main") -> str:
        return letters(self.page.evaluate(SEEN, roots))


def letters(text: str) -> str:
    return "".join(re.findall(r"\w", text))


def shown(heard: list[str]) -> str:
    """What of a transcript stands on the screen."""
    return letters("".join(one for one in heard if not ADDED.fullmatch(one)))


@pytest.fixture
def listener(chromium: Browser, hall: Branch) -> Iterator[Listener]:
    found = Listener(chromium, hall)
    found.page.goto("/kiosk")
    yield found
    assert found.trouble == []
    found.page.close()


def test_a_ticket_is_taken_without_a_look(listener: Listener) -> None:
    page = listener.page
    listener.press("ArrowDown")  # the first key of the pad starts it
    opening = listener.hears("Rodyklių klavišais.*")
    assert opening[:2] == ["Pasirinkite paslaugą", "Pasirinkimų: 8"]
    expect(page.locator("html")).to_have_class("kiosk speech")
    assert page.evaluate("document.activeElement === document.body")

    # All the way round: whatever stands there is said, each choice with its place and state.
    around: list[str] = []
    for _ in range(19):
        listener.press("ArrowDown")
        listener.until(lambda: listener.heard, "anything")
        if page.evaluate("document.activeElement.matches('a, button')"):
            listener.hears(PLACE)
        around += listener.heard
        expect(page.locator(".at")).to_be_focused()
    assert {"1 iš 8", "7 iš 8", "2 of 4", "Vaizdas, įjungta, 4 iš 4"} <= set(around)
    assert {"Kalba, pasirinkta, 1 iš 4", "3, усього 4", "Vaizdas, išjungta, 1 iš 4"} <= set(around)
    assert sorted(shown(around)) == sorted(listener.seen(".head, .pad, .main, .foot"))
    assert trouble_on(page) == []

    # A key cuts what is being said; what was about to follow is never heard.
    page.goto("/kiosk?view=speech")
    listener.press("ArrowLeft", "ArrowDown")
    assert listener.hears("1 iš 8") == ["Prašymai", "Dabar neteikiama", "1 iš 8"]
    listener.press("ArrowLeft")
    assert listener.hears("1 iš 8")[0] == "Prašymai"

    # Louder, and that stays through the visit.
    listener.press("AudioVolumeUp")
    listener.hears("Garsumas: 4 iš 5")
    expect(page.get_by_text("Garsumas: 4 iš 5")).to_be_visible()

    # In English and back again.
    listener.goes_to("English")
    listener.press("Enter")
    assert listener.hears("Go to the next or previous choice.*")[:2] == ["Choose a service", "Choices: 8"]
    listener.press("AudioVolumeUp")
    listener.hears("Volume: 5 of 5")
    listener.goes_to("Lietuvių")
    listener.press("Enter")
    listener.hears("Rodyklių klavišais.*")

    listener.goes_to("Atsiėmimas")
    listener.press("Enter")
    ticket = listener.hears("Pasiimkite taloną")
    expect(page.locator(".number")).to_have_text("B001")
    assert ticket[:2] == ["Jūsų eilės numeris", "B001"]
    assert "Pasiruoškite: asmens dokumentas" in ticket
    assert "Prieš Jus eilėje nieko nėra" in ticket
    listener.press("ArrowLeft")
    listener.hears("Pasiimkite taloną")
    assert shown(listener.heard) == listener.seen()
    assert not any("B001" in url or "Jūsų" in url for url in listener.sent)

    # What only her phone needs is said to who goes there, and the visit ends as it began.
    listener.goes_to("Baigti")
    listener.press("Enter")
    page.wait_for_url("**/kiosk")
    expect(page.locator("html")).to_have_class("kiosk")
    listener.press("ArrowDown")
    listener.hears("Rodyklių klavišais.*")
    listener.press("AudioVolumeUp")
    assert listener.hears("Garsumas: . iš 5") == ["Garsumas: 4 iš 5"]


def test_a_code_is_typed_and_refused_by_ear_and_nobody_is_hurried(listener: Listener) -> None:
    page = listener.page
    page.clock.install()
    page.goto("/kiosk/code?view=speech&lang=lt")
    assert listener.hears("Šeši skaitmenys.*")[:2] == ["Įveskite registracijos kodą", "Pasirinkimų: 13"]
    assert listener.goes_to("2") == "2 iš 13"
    listener.press("Enter")
    listener.until(lambda: listener.heard == ["2"], "the digit")
    for typed in ("24", "246", "2460", "24608", "246081"):  # a pad with digits does it too
        listener.press(typed[-1])
        listener.until(lambda typed=typed: listener.heard == list(typed), typed)
    expect(page.locator(".at")).to_have_text("1")
    listener.goes_to("Patvirtinti")
    listener.press("Enter")
    refusal = listener.hears("Jums padės.*")
    assert refusal[0].startswith("Atsiprašome, tokio registracijos kodo neradome.")
    assert shown(refusal) == listener.seen()
    assert not any("246" in url for url in listener.sent)
    listener.press("ArrowDown", "ArrowDown", "ArrowDown")
    assert listener.hears(PLACE)[0] == "Bandyti dar kartą"
    listener.press("Enter")
    listener.hears("Šeši skaitmenys.*")

    # Twice as long as for others is waited, and then it is asked aloud.
    listener.press("x")  # any other key only cuts
    page.clock.run_for(119_000)
    expect(page.locator("#still")).to_be_hidden()
    listener.heard.clear()
    page.clock.run_for(2_000)
    asked = listener.hears("Palieskite ekraną arba.*")
    assert asked == ["Ar dar esate čia?", asked[-1]]
    page.clock.run_for(45_000)
    listener.press("Enter")
    listener.hears("Įveskite registracijos kodą")
    expect(page.locator("#still")).to_be_hidden()
    listener.press("x")
    page.clock.run_for(121_000)
    listener.hears(r"Ar dar esate čia\?")
    page.clock.run_for(52_000)
    page.wait_for_url("**/kiosk")


def test_what_goes_wrong_is_heard(listener: Listener, hall: Branch) -> None:
    page = listener.page
    page.goto("/kiosk?view=speech&lang=lt")
    listener.hears("Rodyklių klavišais.*")
    listener.goes_to("Atsiėmimas")
    held: list[Route] = []
    page.route("**/kiosk/tickets*", lambda route: held.extend([route]))
    listener.press("Enter")
    listener.hears("Palaukite.")
    expect(page.get_by_text("Palaukite.")).to_be_visible()
    held[0].abort()
    listener.hears("Atsiprašome, terminalas laikinai neveikia.*")
    expect(page.get_by_text("Palaukite.")).to_be_hidden()
    page.unroute("**/kiosk/tickets*")

    # A server that has started anew does not know this page's texts: it is asked for anew.
    page.evaluate("document.querySelectorAll('[data-seal]').forEach((one) => (one.dataset.seal = '0'))")
    with page.expect_navigation():
        listener.press("ArrowDown")
    listener.hears("Rodyklių klavišais.*")
