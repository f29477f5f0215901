// The kiosk for who cannot see it: a pad's keys go from text to text and choose, and everything is said.
//
// What is said is what stands on the screen: each text has the server's seal (data-seal), which is sent back with it to
// get its sound. A key cuts whatever is being said. Without speech mode any key of the pad only switches it on.

import { go, stay } from "./kiosk.js";
import { Speaker } from "./speaker.js";

const QUIETEST = 0.16; // of the full sound; each step of loudness is 4 dB
const STEP = 10 ** (4 / 20);
const LOUDNESS = "kiosk.loudness"; // kept from screen to screen of one visit
const SHOWN_MS = 3_000; // how long the loudness is seen
const SLOW_MS = 700; // a choice that takes longer is said to take time
const STAYING_MS = 1_000;
const TWICE_MS = 500; // a hand that trembles strikes once (EN 301 549, 5.8)

const CHOICES = "a[href], button:not(:disabled)";
const TEXTS = "[data-seal], [role=status], [role=alert]";
const ANNOUNCED = "[role=status], [role=alert]";

const pad = document.getElementById("pad");
const still = document.getElementById("still");
const uses = new Map(
  Object.entries(pad.dataset)
    .filter(([name]) => name.startsWith("key"))
    .map(([name, key]) => [key, name.slice(3).toLowerCase()]),
);

const use = (event) => (event.ctrlKey || event.altKey || event.metaKey ? null : uses.get(event.key));

if ("speaking" in pad.dataset) speak();
else wait();

// Who comes next starts with the loudness of every visit. Enter may be meant for what is focused, or for a keypad.
function wait() {
  sessionStorage.removeItem(LOUDNESS);
  window.addEventListener(
    "keydown",
    (event) => {
      const taken = document.activeElement !== document.body || document.querySelector(".keypad");
      if (!use(event) || event.repeat || (use(event) === "enter" && taken)) return;
      event.preventDefault();
      go(pad.dataset.start);
    },
    { capture: true },
  );
}

function speak() {
  const loudest = pad.querySelectorAll("[id^=loudness-]").length;
  const mute = document.getElementById("mute");
  const patience = document.getElementById("wait");
  let loudness = Number(sessionStorage.getItem(LOUDNESS) || pad.dataset.loudness);
  let at = null; // the text or choice that the keys have come to; null on a screen that has just opened
  let told = new Map();
  let entered = -TWICE_MS;
  let waiting;
  let hiding;

  const speaker = new Speaker({
    volume: gain(loudness),
    said: (text) => document.dispatchEvent(new CustomEvent("said", { detail: text })),
    refused: () => go(location.href), // the server has started anew, and does not know this page's seals
    silent: () => (mute.hidden = false),
  });

  function gain(step) {
    return Math.min(1, QUIETEST * STEP ** (step - 1));
  }

  // Texts and choices in their order. A choice is one, whatever texts it has.
  function stops() {
    const root = still.open ? still : document.querySelector(".screen");
    const all = `${CHOICES}, ${TEXTS}`;
    return [...root.querySelectorAll(all)].filter(
      (one) => !one.parentElement.closest(all) && !one.closest(".toast") && sayings(one).length,
    );
  }

  const seen = (one) => one.checkVisibility({ visibilityProperty: true });

  function sayings(stop) {
    if (!seen(stop)) return [];
    const found = [stop, ...stop.querySelectorAll("[data-seal]")].filter((one) => one.dataset.seal && seen(one)).map(said);
    return stop.dataset.placeSeal ? [...found, place(stop)] : found;
  }

  const language = (one) => one.closest("[lang]").lang;

  function said(one) {
    const own = [...one.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.data);
    return {
      language: language(one),
      text: own.join(" ").replace(/\s+/g, " ").trim() || one.dataset.stale,
      seal: one.dataset.seal,
      secret: one.closest("[data-secret]") !== null,
    };
  }

  function place(one) {
    return { language: language(one), text: one.dataset.place, seal: one.dataset.placeSeal, secret: false };
  }

  const spoken = (id) => [said(document.getElementById(id))];
  const forTrouble = () => ["#wait", "#lost", "[data-stale]"].flatMap((one) => [...document.querySelectorAll(one)].map(said));
  const isChoice = (one) => one.matches(CHOICES);

  // A screen says its texts up to the first choice, and the start page how the pad is used. What is nobody else's business,
  // such as a code, is said only to who goes there.
  function opening() {
    const main = stops().filter((one) => one.closest(".main"));
    const first = main.findIndex(isChoice);
    const texts = (first < 0 ? main : main.slice(0, first)).filter((one) => !one.closest("[data-secret]"));
    const start = location.pathname === "/kiosk" && !document.querySelector(".sorry");
    return [...texts, ...(start ? [document.getElementById("pad-help")] : [])].flatMap(sayings);
  }

  function open() {
    told = statuses();
    mark(null);
    repeat();
    speaker.prepare([...sayings(stepped(1)), ...forTrouble()]);
  }

  // From a screen that has just opened, down leads to its first choice, or where there is none to its first text.
  function stepped(step) {
    const all = stops();
    const here = all.indexOf(at);
    if (here >= 0) return all[(here + step + all.length) % all.length];
    const main = all.filter((one) => one.closest(".main"));
    const start = all.indexOf(main.find(isChoice) || main[0] || all[0]);
    return all[(start + Math.min(step, 0) + all.length) % all.length];
  }

  function move(step) {
    mark(stepped(step));
    repeat();
    speaker.prepare(sayings(stepped(step)));
  }

  function mark(stop) {
    document.querySelector(".at")?.classList.remove("at");
    at = stop;
    if (!stop) return document.activeElement.blur();
    stop.classList.add("at");
    if (!isChoice(stop)) stop.tabIndex = -1;
    stop.focus({ preventScroll: true });
  }

  function repeat() {
    speaker.say(at ? sayings(at) : opening());
  }

  function enter() {
    if (!at || !isChoice(at)) return repeat();
    if (performance.now() - entered < TWICE_MS) return;
    entered = performance.now();
    choose();
  }

  function choose() {
    speaker.cut();
    answered();
    waiting = setTimeout(() => {
      patience.hidden = false;
      speaker.say(spoken("wait"));
    }, SLOW_MS);
    at.click();
  }

  function answered() {
    clearTimeout(waiting);
    patience.hidden = true;
  }

  function turn(step) {
    loudness = ((loudness - 1 + step + loudest) % loudest) + 1;
    sessionStorage.setItem(LOUDNESS, loudness);
    speaker.turn(gain(loudness));
    for (const toast of pad.querySelectorAll(".toast")) toast.hidden = toast.id !== `loudness-${loudness}`;
    clearTimeout(hiding);
    hiding = setTimeout(() => (document.getElementById(`loudness-${loudness}`).hidden = true), SHOWN_MS);
    speaker.say(spoken(`loudness-${loudness}`));
  }

  const acts = {
    up: () => move(-1),
    down: () => move(1),
    enter,
    repeat,
    louder: () => turn(1),
    quieter: () => turn(-1),
    headphones: () => open(),
  };

  window.addEventListener(
    "keydown",
    (event) => {
      const wanted = use(event);
      const digit = /^[0-9]$/.test(event.key) && document.querySelector(`button[name=digit][value="${event.key}"]`);
      if (!wanted && !digit) return speaker.cut();
      event.preventDefault();
      if (still.open || !speaker.awake()) return goOn();
      if (event.repeat && !["up", "down"].includes(wanted)) return;
      if (!digit) return acts[wanted]();
      mark(digit);
      choose();
    },
    { capture: true },
  );

  // The first key after a question only answers it, and so does one that wakes a browser which kept silent.
  async function goOn() {
    speaker.cut();
    await speaker.wake();
    if (still.open) still.close();
    stay();
    repeat();
  }

  // A screen that an answer has put here: the same one goes on where it was, another one opens.
  let heading = document.querySelector("h1")?.textContent;
  document.addEventListener("screen", () => {
    answered();
    const now = document.querySelector("h1")?.textContent;
    if (now !== heading) open();
    else mark(stops().find((one) => at && one.name === at.name && one.value === at.value) || null);
    heading = now;
    announce();
  });

  // What a status says anew is said after what is being said.
  function statuses() {
    const found = [...document.querySelectorAll(`.screen :is(${ANNOUNCED})`)].filter((one) => !one.closest(".toast"));
    return new Map(found.filter(seen).map((one) => [one.id || one.className, sayings(one)]));
  }

  function announce() {
    const now = statuses();
    const textOf = (list) => (list || []).map((one) => one.text).join("\n");
    const news = [...now].filter(([key, list]) => textOf(list) !== textOf(told.get(key))).flatMap(([, list]) => list);
    told = now;
    if (at && !at.isConnected) mark(document.getElementById(at.id));
    if (news.length) {
      answered();
      speaker.add(news);
    }
  }

  const watch = new MutationObserver(announce);
  watch.observe(document.querySelector(".screen"), {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
    attributeFilter: ["hidden"],
  });

  new MutationObserver(() => {
    if (!still.open) return;
    speaker.say(stops().filter((one) => !isChoice(one)).flatMap(sayings));
  }).observe(still, { attributes: true, attributeFilter: ["open"] });

  setInterval(() => speaker.speaking && !still.open && stay(), STAYING_MS);
  open();
}
