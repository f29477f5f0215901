"""Whose turn it is to be announced, in the wall's own script, on a clock that runs when it is told to."""

from collections.abc import Iterator
from typing import Any

import pytest
from offices import ROOT
from playwright.sync_api import Browser, Page, Route

# A wall without walls: what is shown and sounded is written down with its second. A chime takes 1 s, a full
# sentence 7 s, a short one 3 s, what everybody is told 20 s. A story is a list of [second, what stands then];
# a call is "A001@0", or "A001@0!" when it was called again at that second. With a fault the page's own Sound
# is heard, in a browser that has this fault for thirteen seconds.
HARNESS = """
async ({ story, until, broken, known, repeat, fault }) => {
  const { Announcer } = await import("/static/display/announce.js");
  const log = [];
  let now = 1_000_000;
  const begun = now;
  const waiting = new Set();
  const clock = {
    now: () => now,
    wait: (ms, signal) =>
      new Promise((resolve) => {
        const one = { at: now + ms, go: () => (waiting.delete(one), resolve()) };
        waiting.add(one);
        if (signal?.aborted) one.go();
        else signal?.addEventListener("abort", one.go);
      }),
  };
  const note = (what) => log.push(`${(now - begun) / 1000} ${what}`);
  let over = null;
  let ends = 0;
  const last = (seconds, what) => {
    note(what);
    const fault = (broken || {})[what];
    if (fault === "throws") throw new Error(fault);
    if (fault === "fails") return Promise.reject(new Error(fault));
    if (fault === "hangs") return new Promise(() => {});
    ends = now + seconds * 1000;
    return new Promise((resolve) => {
      over = resolve;
      clock.wait(seconds * 1000).then(resolve);
    });
  };
  const sound = fault ? await inBrowser(fault) : {
    prepare() {},
    chime: () => last(1, "chime"),
    play: (address) => last(address === "closing" ? 20 : address.startsWith("short") ? 3 : 7, address),
    left: () => Math.max(0, ends - now),
    stop: () => over && over(),
  };
  async function inBrowser(fault) {
    const { Sound } = await import("/static/display/sound.js");
    const [step, how] = fault.split(" ");
    const meets = (here) => here === step && now < begun + 13_000;
    const meet = (here) => {
      if (meets(here) && how === "hangs") return new Promise(() => {});
      if (meets(here)) throw new Error(fault);
    };
    window.setTimeout = (go, ms) => void clock.wait(ms).then(go);
    window.fetch = async (address) => {
      const answers = meets("answer");
      await meet("fetch");
      return { ok: !answers, status: answers ? 500 : 200, arrayBuffer: async () => address };
    };
    window.AudioContext = class {
      constructor() {
        meet("context");
      }
      get state() {
        return meets("permission") ? "suspended" : "running";
      }
      resume = () => new Promise(() => {});
      createGain = () => ({ gain: {}, connect() {} });
      async decodeAudioData(what) {
        await meet("decode");
        return { what, duration: 2 };
      }
      get currentTime() {
        return now / 1000;
      }
      createBufferSource() {
        let playing = false;
        return {
          connect() {},
          disconnect() {},
          start() {
            const lasts = meet("start");
            playing = true;
            note(this.buffer.what);
            if (!lasts) clock.wait(2_000).then(() => this.onended());
          },
          stop() {
            if (!playing) throw new Error("it was never begun");
            this.onended();
          },
        };
      }
    };
    const sound = new Sound("chime", 1);
    let muted = false;
    sound.onmute = (now) => {
      if (now !== muted) note(now ? "mute" : "heard again");
      muted = now;
    };
    return sound;
  }
  const numbers = (calls) => calls.map((call) => call.number).join("+");
  const stage = { show: (calls) => note(`show ${numbers(calls)}`), rest: () => note("rest") };
  const announcer = new Announcer({ stage, sound, clock, repeat, known: known || null });
  const calls = (standing) =>
    standing.map((one) => {
      const [number, at] = one.split("@");
      const again = at.endsWith("!") ? "again " : "";
      return {
        number,
        at: begun + parseFloat(at) * 1000,
        full: [`${again}${number}`, ...(number.startsWith("U") ? [`${number} uk`] : [])],
        short: [`short ${number}`],
      };
    });
  const settle = async () => {
    for (let i = 0; i < 50; i++) await null;
  };
  const events = story.map(([at, standing]) => [begun + at * 1000, standing]);
  while (true) {
    await settle();
    const next = Math.min(...[...waiting].map((one) => one.at), events.length ? events[0][0] : Infinity);
    if (next > begun + until * 1000) break;
    now = next;
    if (events.length && events[0][0] === next) {
      const [, standing] = events.shift();
      if (typeof standing === "string") announcer.tell(standing);
      else announcer.learn(calls(standing));
    }
    for (const one of [...waiting].filter((one) => one.at <= now)) one.go();
  }
  return { log, remembered: announcer.remembered() };
}
"""


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    """A page that has the wall's own scripts, and nothing else."""

    def serve(route: Route) -> None:
        name = route.request.url.rpartition("/")[2]
        if name.endswith(".js"):
            route.fulfill(path=ROOT / "display" / "static" / name, content_type="text/javascript")
        else:
            route.fulfill(body="<!doctype html>", content_type="text/html")

    page = chromium.new_page()
    page.route("**/*", serve)
    page.goto("http://wall.test/")
    yield page
    page.close()


def told(
    page: Page,
    story: list[list[Any]],
    until: float = 60,
    broken: dict[str, str] | None = None,
    known: list[str] | None = None,
    repeat: bool = False,
    fault: str = "",
) -> list[str]:
    """Play a story; return what was shown and sounded. The wall is on, and empty, before it begins."""
    wanted = {"story": [[-1, []], *story], "until": until, "broken": broken, "known": known, "repeat": repeat}
    wanted["fault"] = fault
    log: list[str] = page.evaluate(HARNESS, wanted)["log"]
    return log


def test_a_call_is_chimed_said_and_said_once_more_when_nobody_else_is_called(page: Page) -> None:
    """Clause 22.1."""
    assert told(page, [[0, ["A001@0"]]], repeat=True) == [
        "0 show A001", "0 chime", "1 A001", "10 short A001", "13 rest",
    ]  # fmt: skip


def test_two_calls_in_one_second_are_shown_and_said_in_order_each_with_its_own_number(page: Page) -> None:
    story = [[0, ["A001@0"]], [0.5, ["B001@0.5", "A001@0"]]]

    assert told(page, story, repeat=True) == [
        "0 show A001", "0 chime", "1 A001",
        "8 show B001", "8 chime", "9 B001", "18 short B001", "21 rest",
    ]  # fmt: skip


def test_two_calls_that_come_in_one_picture_are_told_one_by_one(page: Page) -> None:
    assert told(page, [[0, ["B001@0", "A001@0"]]]) == [
        "0 show A001", "0 chime", "1 short A001",
        "6 show B001", "6 chime", "7 B001", "14 rest",
    ]  # fmt: skip


@pytest.mark.parametrize("fault", ["throws", "fails", "hangs"])
@pytest.mark.parametrize("step", ["chime", "U001", "U001 uk", "short U001"])
def test_whatever_fails_the_next_call_is_said(page: Page, step: str, fault: str) -> None:
    """Novo SGA's wall is silent for good after one error."""
    story = [[0, ["U001@0"]], [14, ["U001@0", "A002@14"]]]
    log = told(page, story, until=200, broken={step: fault}, repeat=True)
    at = {line.split(" ", 1)[1]: float(line.split(" ")[0]) for line in log}

    assert [what for what in at if what.startswith("show")] == ["show U001", "show A002"]
    assert "short A002" in at and log[-1].endswith("rest")
    assert at["show A002"] <= 14 + 14  # it waits for one limit at most, whatever hangs
    assert at["A002"] <= at["show A002"] + 3


FAULTS = [
    "context throws", "permission hangs", "fetch throws", "fetch hangs", "answer fails", "decode throws",
    "decode hangs", "start throws", "start hangs",
]  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_whatever_the_browser_cannot_do_for_a_while_the_next_call_is_chimed_and_said(
    page: Page, fault: str
) -> None:
    log = told(page, [[0, ["U001@0"]], [14, ["U001@0", "A002@14"]]], until=200, repeat=True, fault=fault)
    seconds = {line.partition(" ")[2]: float(line.partition(" ")[0]) for line in log}
    after = log[next(n for n, line in enumerate(log) if line.endswith("show A002")) :]

    assert seconds["show A002"] <= 14 + 12 + 3
    assert [line.partition(" ")[2] for line in after if "heard" not in line] == [
        "show A002", "chime", "A002", "short A002", "rest",
    ]  # fmt: skip
    assert ("mute" in seconds, "heard again" in seconds) == ((fault == "permission hangs"),) * 2


def test_a_call_that_is_over_before_its_turn_is_not_said(page: Page) -> None:
    story = [[0, ["A001@0"]], [1, ["B001@1", "A001@0"]], [2, ["C001@2", "A001@0"]]]

    assert told(page, story) == [
        "0 show A001", "0 chime", "1 A001", "8 show C001", "8 chime", "9 C001", "16 rest",
    ]  # fmt: skip


def test_a_call_that_is_over_in_its_turn_leaves_at_once(page: Page) -> None:
    story = [[0, ["A001@0"]], [2, ["B001@2"]]]

    assert told(page, story) == [
        "0 show A001", "0 chime", "1 A001", "2 show B001", "2 chime", "3 B001", "10 rest",
    ]  # fmt: skip


def test_a_call_that_is_made_again_says_so(page: Page) -> None:
    story = [[0, ["A001@0"]], [9, ["A001@9!"]], [30, ["A001@30!"]]]

    assert told(page, story) == [
        "0 show A001", "0 chime", "1 A001", "8 rest",
        "9 show A001", "9 chime", "10 again A001", "17 rest",
        "30 show A001", "30 chime", "31 again A001", "38 rest",
    ]  # fmt: skip


def test_many_at_once_stand_in_pairs_and_are_said_shortly(page: Page) -> None:
    log = told(page, [[0, [f"A00{n}@0" for n in range(1, 7)]]])

    assert log == [
        "0 show A001+A002", "0 chime", "1 short A001", "4 short A002",
        "7 show A003+A004", "7 chime", "8 short A003", "11 short A004",
        "14 show A005", "14 chime", "15 short A005",
        "20 show A006", "20 chime", "21 A006", "28 rest",
    ]  # fmt: skip


def test_a_newcomer_does_not_wait_for_a_call_said_once_more(page: Page) -> None:
    pause = [[0, ["A001@0"]], [9, ["B001@9", "A001@0"]]]
    saying = [[0, ["A001@0"]], [11, ["B001@11", "A001@0"]]]

    assert told(page, pause, repeat=True)[3:5] == ["9 show B001", "9 chime"]
    assert told(page, saying, repeat=True)[3:6] == ["10 short A001", "11 show B001", "11 chime"]


def test_a_display_that_is_switched_on_at_noon_announces_nobody_who_stands(page: Page) -> None:
    log = page.evaluate(
        HARNESS,
        {
            "story": [[0, ["A001@-3", "B001@-60"]], [5, ["C001@5", "A001@-3", "B001@-60"]]],
            "until": 60,
            "broken": None,
            "known": None,
            "repeat": False,
        },
    )["log"]

    assert log == ["5 show C001", "5 chime", "6 C001", "13 rest"]


def test_after_a_break_in_the_line_only_what_is_fresh_is_sounded(page: Page) -> None:
    story = [[0, ["A001@0"]], [60, ["C001@58", "B001@40", "A001@0"]]]

    assert told(page, story, until=100)[3:] == [
        "8 rest", "60 show C001", "60 chime", "61 C001", "68 rest",
    ]  # fmt: skip


def test_a_page_that_loads_itself_anew_loses_no_call_and_says_none_twice(page: Page) -> None:
    known = [f"A001@{1_000_000 - 2_000}"]
    log = told(page, [[0, ["B001@-1", "A001@-2"]]], known=known)

    assert log == ["0 show B001", "0 chime", "1 B001", "8 rest"]


def test_a_call_taken_back_and_made_again_by_undoing_is_not_said_twice(page: Page) -> None:
    story = [[0, ["A001@0"]], [9, []], [10, ["A001@0"]]]

    assert told(page, story)[-1] == "8 rest"


def test_what_everybody_is_told_waits_for_the_calls_and_shows_nothing(page: Page) -> None:
    story = [[0, ["A001@0"]], [1, "closing"], [2, ["B001@2", "A001@0"]]]

    assert told(page, story) == [
        "0 show A001", "0 chime", "1 A001", "8 closing", "28 show B001", "28 chime", "29 B001", "36 rest",
    ]  # fmt: skip


def test_who_waited_too_long_to_be_announced_is_shown_in_silence(page: Page) -> None:
    """However slowly everything fails, nobody is called by voice to where she has long been."""
    calls = [f"A00{n}@0" for n in range(1, 7)]
    broken = {"chime": "hangs", **{f"short A00{n}": "hangs" for n in range(1, 7)}}
    log = told(page, [[0, calls]], broken=broken, until=100)

    assert log == [
        "0 show A001+A002", "0 chime", "3 short A001", "15 short A002",
        "27 show A003+A004", "27 chime", "30 short A003", "42 short A004",
        "54 show A005", "60 show A006", "66 rest",
    ]  # fmt: skip


def test_what_was_announced_is_remembered_for_a_minute_only(page: Page) -> None:
    story = [[n * 30, [f"A{n:03d}@{n * 30}"]] for n in range(20)]
    wanted = {"story": [[-1, []], *story], "until": 600, "broken": None, "known": None, "repeat": False}

    assert len(page.evaluate(HARNESS, wanted)["remembered"]) <= 3
