"""The wall in Chromium: what can be read from the last seat, what flashes, what is true without a line."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import httpx2 as httpx
import pytest
from branches import Branch, wait_for
from offices import ROOT, SAMPLE, SMALL
from playwright.sync_api import Browser, Page, expect
from screens import Screens

from display.legible import counter_sizes, wall_sizes
from server import devices
from server.clock import Clock
from server.config import parse
from server.rules.device import DeviceKind
from server.store.database import Database

LYING, UPRIGHT = (1920, 1080), (1080, 1920)
SIZES = [LYING, (3840, 2160), UPRIGHT, (1280, 720)]
DISPLAYS = """displays:
  - {id: hall, counters: ["1", "2", "3", "4"], languages: [lt, en, uk]}
  - {id: everything}
  - {id: window, kind: counter, counters: ["1"]}
  - {id: attic, counters: ["608"], paired_only: true}
"""


def called(branch: Branch, counter: str, service: str, language: str = "lt") -> str:
    """Somebody takes a ticket and is called at once; return her number."""
    httpx.post(f"{branch.url}/api/v1/tickets", json={"service": service, "language": language})
    answer = httpx.post(f"{branch.url}/api/v1/counters/{counter}/calls", headers=branch.at(counter))
    number: str = answer.json()["called"]["number"]
    return number


@pytest.fixture(scope="module", params=["10:00"])
def busy(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Branch]:
    """The sample office with everything at once: calls, people waiting, a break, a notice. To look at."""
    config = SAMPLE.read_text(encoding="utf-8").replace("displays:\n", DISPLAYS)
    config = config.replace("closing_warning_min: 30", "closing_warning_min: 60")
    command = ("rehearse", f"--at=2026-11-24T{request.param}", "--speed=0")
    office = Branch(tmp_path_factory.mktemp("busy"), config, command).opens()
    for counter, service in (("1", "A"), ("2", "D"), ("3", "S"), ("4", "K"), ("608", "Z")):
        called(office, counter, service)
    for service in ("A", "B", "D", "S", "H", "L", "Z"):
        httpx.post(f"{office.url}/api/v1/tickets", json={"service": service})
    httpx.post(f"{office.url}/api/v1/counters/4/finishes", headers=office.at("4"))
    until = {"kind": "break", "until": f"2026-11-24T{request.param[:2]}:55:00+02:00"}
    httpx.post(f"{office.url}/api/v1/counters/4/pauses", json=until, headers=office.at("4"))
    boss = {"Authorization": f"Bearer {office.signs_in('ausra', program=True)}"}
    httpx.post(f"{office.url}/api/v1/notices", json={"cause": "long_waits"}, headers=boss)
    yield office
    office.closes()


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Branch]:
    """The small office, whose server may be killed and started again."""
    command = ("rehearse", "--at=2026-11-23T10:00", "--speed=0")
    config = SMALL + "speech: {speed: 300, repeat: false}\n"
    office = Branch(tmp_path_factory.mktemp("small"), config, command).opens()
    yield office
    office.closes()


class Wall:
    """The small office's wall: its time passes when it is told to, and its sounds eight times as fast."""

    def __init__(self, chromium: Browser, office: Branch) -> None:
        self.office = office
        self.screens = Screens(chromium, office)
        self.page = self.screens.open("/pair", "display")
        self.page.clock.install()
        self.page.add_init_script(QUICK_SOUND)
        self.board = self.page.locator("live-parts[data-revision]")
        self.number, self.beside = self.page.locator("#newest .number"), self.page.locator("#before b")
        self.page.goto(f"{office.url}/display")
        expect(self.board).to_be_attached()


QUICK_SOUND = """
const start = AudioBufferSourceNode.prototype.start;
AudioBufferSourceNode.prototype.start = function () {
  this.playbackRate.value = 8;
  start.call(this);
};
"""


@pytest.fixture
def wall(chromium: Browser, small: Branch) -> Iterator[Wall]:
    wall = Wall(chromium, small)
    yield wall
    wall.screens.close()
    for counter in ("1", "2"):
        httpx.post(f"{small.url}/api/v1/counters/{counter}/finishes", headers=small.at(counter))


def shown(chromium: Browser, branch: Branch, size: tuple[int, int], query: str = "", **context: Any) -> Page:
    page = chromium.new_context(viewport={"width": size[0], "height": size[1]}, **context).new_page()
    page.goto(f"{branch.url}/display{query}")
    expect(page.locator("live-parts[data-revision]")).to_be_attached()
    page.evaluate("document.fonts.ready")
    return page


# Whatever is visible lies on the screen and inside its section, and no text on another.
CUT_OFF = """() => {
  const trouble = [];
  const names = [".bar", "#newest", "#before", "#notices", "#waiting"];
  const sections = names.map((one) => document.querySelector(one));
  const seen = sections.filter((one) => one && getComputedStyle(one).display !== "none" && !one.hidden);
  for (const section of seen) {
    const around = section.getBoundingClientRect();
    const beyond = around.bottom > innerHeight + 17 || around.right > innerWidth + 17;
    if (beyond) trouble.push(`${section.id} leaves the screen`);
    for (const text of section.querySelectorAll("p, b, span, time, h2, small, strong")) {
      const inside = text.getBoundingClientRect();
      if (!inside.width || !text.textContent.trim()) continue;
      if (inside.left > innerWidth) continue; // a row for which there is no room is out of sight as a whole
      const below = inside.bottom > around.bottom + 1 || inside.top < around.top - 1;
      const wide = text.clientWidth && text.scrollWidth > text.clientWidth + 1;
      if (below || wide || inside.right > around.right + 1)
        trouble.push(`${text.textContent.trim()} is cut`);
    }
  }
  seen.forEach((one, i) => seen.slice(i + 1).forEach((other) => {
    const a = one.getBoundingClientRect(), b = other.getBoundingClientRect();
    if (a.left + 1 < b.right && b.left + 1 < a.right && a.top + 1 < b.bottom && b.top + 1 < a.bottom)
      trouble.push(`${one.id || one.className} lies on ${other.id || other.className}`);
  }));
  return trouble;
}"""
FONT = "one => parseFloat(getComputedStyle(one).fontSize)"


# The same, and how large the newest number is, while each notice has its turn.
IN_TURN = f"""() => {{
  const notices = [...document.querySelectorAll("#notices p")];
  return notices.map((_, turn) => {{
    notices.forEach((one, place) => (one.hidden = place !== turn));
    return [({CUT_OFF})(), ({FONT})(document.querySelector("#newest .number"))];
  }});
}}"""
LONGER = """() => {
  for (const number of document.querySelectorAll("#newest .number, #before b")) {
    number.textContent = "WW-0001";
    number.dataset.breadth = 8;
  }
}"""


def test_the_wall_is_whole_and_large_on_every_screen(busy: Branch, chromium: Browser) -> None:
    for display in ("hall", "everything"):
        page = shown(chromium, busy, LYING, f"?id={display}")
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            newest, row, place = (
                round(page.locator(one).first.evaluate(FONT) * 100 / min(width, height), 3)
                for one in ("#newest .number", "#before b", "#before span")
            )

            assert page.evaluate(CUT_OFF) == []
            assert newest >= wall_sizes(4)["the newest number"][0]
            assert row >= 11
            assert place >= wall_sizes(4)["the list"][0]
        assert page.locator("#before li").count() >= 2
        page.evaluate(LONGER)
        for width, height in (LYING, UPRIGHT):
            page.set_viewport_size({"width": width, "height": height})
            assert page.evaluate(CUT_OFF) == []
        page.context.close()


@pytest.mark.parametrize("busy", ["16:00"], indirect=True)
def test_near_closing_the_wall_is_whole_and_its_notices_take_turns(busy: Branch, chromium: Browser) -> None:
    for display, languages in (("hall", ["en", "uk"]), ("everything", [])):
        page = shown(chromium, busy, LYING, f"?id={display}")
        state = page.locator("#waiting.closing p").first
        expect(state).to_contain_text("Darbo laikas baigiasi 17.00 val.")
        expect(page.locator("#notices p")).to_have_count(
            2 + len(languages)
        )  # after the disturbance and the break
        closing = page.locator("#notices p:nth-child(n+3) small")
        assert closing.evaluate_all("all => all.map(one => one.lang)") == languages
        assert all(one.evaluate(FONT) < state.evaluate(FONT) for one in closing.all())
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            trouble, newest = zip(*page.evaluate(IN_TURN), strict=True)

            assert trouble == ([],) * (2 + len(languages))
            assert min(newest) == newest[0]  # it takes no room from the call that other notices leave it
        page.context.close()


def test_no_language_is_larger_than_the_state_language(busy: Branch, chromium: Browser) -> None:
    page = shown(chromium, busy, LYING, "?id=hall")
    sizes = page.locator("live-parts [lang]").evaluate_all(
        "all => all.map(one => [getComputedStyle(one), getComputedStyle(one.parentElement)]"
        ".map(style => parseFloat(style.fontSize)))"
    )

    assert len(sizes) >= 4
    assert [pair for pair in sizes if pair[0] >= pair[1]] == []
    page.context.close()


def test_a_counters_own_display_shows_its_number_lying_and_upright(busy: Branch, chromium: Browser) -> None:
    page = shown(chromium, busy, (800, 480), "?id=window")
    expect(page.locator("#newest")).to_contain_text("A001")
    expect(page.locator("#before")).to_be_hidden()
    for size in ((800, 480), (480, 800)):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        letters = page.locator("#newest .number").evaluate(FONT) / 4.8

        assert page.evaluate(CUT_OFF) == []
        assert letters >= counter_sizes(4, portrait=size[0] < size[1])["the number"][0]
    page.context.close()


def test_the_page_kept_by_the_displays_own_computer_goes_to_the_server_when_it_is_there(
    busy: Branch, chromium: Browser
) -> None:
    page = chromium.new_page(viewport={"width": 1920, "height": 1080})
    boot = (ROOT / "display/install/boot.html").as_uri()
    page.goto(f"{boot}#http://127.0.0.1:9/display?id=everything")
    expect(page.locator("h1")).to_have_text("Klausykite darbuotojų")
    page.goto("about:blank")
    page.goto(f"{boot}#{busy.url}/display?id=everything")
    expect(page.locator("live-parts[data-revision]")).to_be_attached()

    assert page.url == f"{busy.url}/display?id=everything"
    page.close()


# Relative luminance over time, by moving every animation by hand: no machine is too slow for it. A flash is a
# change of a tenth and more and back, where the darker is below 0.8 (WCAG 2.3.1, general flash).
FLASHES = """async () => {
  const light = (colour) => {
    const [r, g, b, a] = colour.match(/[\\d.]+/g).map(Number);
    if (a === 0) return null;
    const part = (value) => ((value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const animations = document.getAnimations();
  animations.forEach((one) => one.pause());
  const panel = document.getElementById("panel");
  const times = [];
  let last = null, extreme = null, rising = null;
  for (let ms = 0; ms <= 9000; ms += 20) {
    animations.forEach((one) => (one.currentTime = ms));
    const now = light(getComputedStyle(panel).backgroundColor);
    if (extreme === null) extreme = now;
    const change = rising === null ? Math.abs(now - extreme) : rising ? extreme - now : now - extreme;
    if (change >= 0.1) {
      rising = now > extreme;
      times.push(ms / 1000);
      extreme = now;
    } else if (rising !== null && (rising ? now > extreme : now < extreme)) extreme = now;
    last = now;
  }
  return { animated: animations.length, times };
}"""


def test_at_most_one_and_a_half_flashes_a_second_and_none_for_who_wants_no_motion(
    busy: Branch, chromium: Browser
) -> None:
    page = shown(chromium, busy, LYING, "?id=everything")
    page.evaluate("document.getElementById('panel').classList.add('calling')")
    measured = page.evaluate(FLASHES)
    page.emulate_media(reduced_motion="reduce")
    still = page.evaluate("document.getAnimations().length")
    page.context.close()

    assert (measured["animated"] >= 1, still) == (True, 0)
    # Two opposing changes are one flash.
    changes = measured["times"]
    assert max((sum(at <= one < at + 1 for one in changes) for at in changes), default=0) / 2 <= 1.5
    assert len(changes) / 2 <= 6 * 1.5


def test_the_picture_moves_a_little_every_five_minutes(wall: Wall) -> None:
    places = set()
    for minute in range(0, 45, 5):
        now = 1_764_000_000_000 + minute * 60_000
        wall.board.evaluate("(board, now) => board.draw({ revision: 0, now, html: '' })", now)
        wall.page.clock.run_for(1_000)
        places.add(wall.page.evaluate("document.getElementById('shift').style.transform"))

    offsets = {float(one) for place in places for one in re.findall(r"(-?[\d.]+)rem", place)}
    assert len(places) == 9
    assert offsets == {-0.75, 0, 0.75}


# What stands as newest and what is said, each with the page's own second.
WRITTEN_DOWN = """() => {
  window.written = [];
  const write = (what, how) => {
    const before = written.filter((one) => one[0] === what).at(-1);
    if (how && (!before || before[1] !== how)) written.push([what, how, Date.now()]);
  };
  const look = () => {
    write("shown", document.querySelector("#newest .number")?.textContent);
    write("said", document.querySelector("live-parts").dataset.said);
  };
  const all = { childList: true, subtree: true, attributes: true, characterData: true };
  new MutationObserver(look).observe(document.body, all);
}"""


def test_two_calls_in_one_second_are_both_shown_and_said_in_order(wall: Wall) -> None:
    asked: list[str] = []
    wall.page.on(
        "requestfinished", lambda request: asked.append(request.url) if "voice" in request.url else None
    )
    wall.page.evaluate(WRITTEN_DOWN)
    first, second = called(wall.office, "1", "A"), called(wall.office, "2", "A")
    # A page whose seconds are hurried would not wait for its sounds.
    wait_for(lambda: wall.page.evaluate("true") and len(asked) == 4, "the sounds to be there")

    def written() -> list[tuple[str, str, int]]:
        return [tuple(one) for one in wall.page.evaluate("written")]

    until(wall, 30, lambda: len(written()) == 4)
    (_, one, since), (_, said, _), (_, other, then), (_, said_next, _) = written()
    address = "voice.wav.*number={}&counter={}&language=lt&form=.*"
    assert [what for what, _, _ in written()] == ["shown", "said", "shown", "said"]
    assert (one, other) == (first, second)
    assert then - since > 5_800  # six seconds, whatever comes; it is written down a moment after
    assert re.search(address.format(first, 1), said) and re.search(address.format(second, 2), said_next)
    expect(wall.beside).to_have_text(first)
    expect(wall.board).to_have_attribute("data-rung", "2")
    assert len(asked) == len(set(asked)) == 4  # each sound was fetched once, before it was needed
    assert wall.screens.trouble == []


def test_a_broken_line_is_told_and_mended_and_the_page_renews_itself(wall: Wall) -> None:
    """Two minutes without a server: stale after ten seconds, then nothing that is not true."""
    stale, neutral = wall.page.locator(".stale"), wall.page.locator(".neutral")
    number = called(wall.office, "1", "A")
    expect(wall.number).to_have_text(number)

    wall.office.is_killed()
    wall.page.clock.run_for(4_000)
    expect(stale).to_be_hidden()
    wall.page.clock.run_for(8_000)
    expect(stale).to_have_text("Ryšys nutrūko. Rodome 10.00 val. duomenis.")
    wall.page.clock.fast_forward(48_000)
    expect(neutral).to_be_hidden()  # a minute without a server: the numbers are marked, and there
    expect(wall.number).to_be_visible()
    wall.page.clock.fast_forward(61_000)
    expect(neutral).to_contain_text("Klausykite darbuotojų")

    # Somebody has changed the settings meanwhile: the picture comes right at once, the rest of the page soon.
    wall.office.config.write_text(SMALL.replace('"Priimamasis"', '"Nauja salė"'), encoding="utf-8")
    wall.office.opens()
    number = called(wall.office, "2", "A")
    wall.page.clock.run_for(5_000)
    expect(wall.number).to_have_text(number)
    expect(neutral).to_be_hidden()
    expect(stale).to_be_hidden()
    place = wall.page.locator(".bar .place")
    until(wall, 60, lambda: place.text_content() == "Nauja salė", at="2026-11-24T10:00")

    # At night it loads itself anew, and at no other hour.
    expect(wall.board).to_be_attached()
    wall.board.evaluate("board => (board.dataset.old = 'yes')")
    wall.page.clock.fast_forward(3 * 3_600_000)
    wall.page.clock.run_for(2_000)
    expect(wall.page.locator("live-parts[data-old]")).to_be_attached()
    until(wall, 60, lambda: not wall.page.locator("live-parts[data-old]").count(), at="2026-11-24T04:35")
    httpx.post(f"{wall.office.url}/api/v1/rehearsal/clock", json={"at": "2026-11-24T10:00"})
    said = [said for said in wall.screens.trouble if "net::ERR_" not in said and "WebSocket" not in said]
    assert said == []


def until(wall: Wall, seconds: int, true: Callable[[], bool], at: str = "") -> None:
    """Let the page's seconds pass until something is true.

    With the time that it is at the server, the page hears from it each second: it would be stale otherwise,
    because its seconds are hurried and the server's are not.
    """
    for _ in range(seconds):
        if at:
            httpx.post(f"{wall.office.url}/api/v1/rehearsal/clock", json={"at": at})
        if true():
            return
        wall.page.clock.run_for(1_000)
        wall.page.wait_for_load_state()
    assert true()


def test_a_display_is_paired_at_its_keyboard_and_let_in_no_more_when_it_was_revoked(
    busy: Branch, chromium: Browser
) -> None:
    settings = parse(busy.config.read_text(encoding="utf-8"), "config.yaml")
    page = chromium.new_context(viewport={"width": 1920, "height": 1080}).new_page()
    page.goto(f"{busy.url}/display?id=attic")
    expect(page.locator("h1")).to_have_text("Klausykite darbuotojų")
    expect(page.get_by_role("link", name="Įvesti kodą")).to_be_focused()
    page.keyboard.press("Enter")  # the way to the code is what stands out, and there is no address to type
    expect(page.locator("#code")).to_be_focused()
    with Database(busy.data) as database:
        code = devices.pair(settings, database, Clock().now(), DeviceKind.DISPLAY, "attic")
    page.keyboard.type(f"{code[:3]} {code[3:]}")
    page.keyboard.press("Enter")
    expect(page.locator("#newest .number")).to_have_text("Z001")
    with Database(busy.data) as database:
        (device,) = (line.split()[0] for line in devices.listing(settings, database))
        devices.revoke(settings, database, Clock().now(), int(device))
    httpx.post(f"{busy.url}/api/v1/rehearsal/clock", json={"at": "2026-11-24T10:00"})
    expect(page.locator(".neutral")).to_contain_text("atjungtas")
    page.context.close()


def test_hundreds_of_calls_leave_nothing_behind(busy: Branch, chromium: Browser) -> None:
    """Pages that stay open for years die of what they keep; ``make bench`` makes it twenty thousand."""
    page = shown(chromium, busy, LYING, "?id=everything")
    cdp = page.context.new_cdp_session(page)

    def kept() -> tuple[float, int]:
        # What a frame that is not drawn yet still needs is thrown away a moment later.
        found = []
        for _ in range(4):
            page.evaluate("new Promise(requestAnimationFrame)")
            cdp.send("HeapProfiler.collectGarbage")
            used: float = cdp.send("Runtime.getHeapUsage")["usedSize"]
            nodes: int = cdp.send("Memory.getDOMCounters")["nodes"]
            found.append((used / 1e6, nodes))
        return min(used for used, _ in found), min(nodes for _, nodes in found)

    page.evaluate(MANY_CALLS, [0, 40])
    before = kept()
    page.evaluate(MANY_CALLS, [40, 160])
    after = kept()
    page.context.close()

    assert after[0] - before[0] < 0.5  # megabytes
    assert after[1] - before[1] < 60


# As the server would: whole pictures, each with a new call and without an old one.
MANY_CALLS = """async ([from, to]) => {
  const board = document.querySelector("live-parts");
  const ids = ["newest", "before", "notices", "waiting"];
  const parts = ids.map((id) => document.getElementById(id).outerHTML).join("");
  const calls = document.getElementById("calls").outerHTML;
  for (let n = from; n < to; n++) {
    const number = `A${String(n).padStart(4, "0")}`;
    const now = Date.now() + n * 20_000; // a call every twenty seconds
    const html = (parts + calls).replaceAll("A001", number).replace(/data-at="\\d+"/g, `data-at="${now}"`)
      .replace(/data-full="[^"]*" data-short="[^"]*"/g, 'data-full="" data-short=""');
    board.draw({ revision: n, now, html });
    await new Promise((go) => setTimeout(go, 0));
  }
}"""
