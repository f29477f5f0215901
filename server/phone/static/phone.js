// The ticket's life on a phone: the call is seen, felt and heard; the screen stays on if it is asked to.
// Everything else works without this script, only more slowly.

import "/static/server/live.js";
import { exchange, forget } from "/static/server/parts.js";

const OLD_MS = 30_000;
const ASK_MS = 15_000;
const SHAKE = [500, 250, 500, 250, 900];
const RINGS = 3;
const RING_EVERY_MS = 4_000;

const live = document.querySelector("live-parts");
const leaving = document.getElementById("leaving");
const sound = document.getElementById("sound");
const awake = document.getElementById("awake");
const stage = () => document.getElementById("stage");
const WATCHED = ["waiting", "nearly", "called", "parked"];

let called = stage().dataset.call; // when, in the newest picture; the page itself shows the first one
let heard = performance.now();
let ringing;

// What the parts show now: the title, the switches, and a call that is new.
function look() {
  const now = stage().dataset;
  document.title = now.title || document.title;
  document.getElementById("switches").hidden = !WATCHED.includes(now.stage);
  if (now.call === called) return;
  called = now.call || "";
  clearTimeout(ringing);
  if (!called) return;
  if (leaving.open) leaving.close();
  scrollTo(0, 0);
  stage().classList.add("fresh");
  if (navigator.vibrate && (!navigator.userActivation || navigator.userActivation.hasBeenActive)) navigator.vibrate(SHAKE);
  ring(RINGS);
}

function age() {
  const ms = performance.now() - heard;
  const updated = document.getElementById("updated");
  live.classList.toggle("old", ms >= OLD_MS);
  updated.textContent =
    ms < OLD_MS ? updated.dataset.ago.replace("{n}", Math.floor(ms / 1000)) : updated.dataset.old.replace("{time}", live.clock(live.pictured));
}

function fresh() {
  heard = performance.now();
  look();
  age();
}

// An answer that is no page of ours (a network's own excuse) is no answer.
async function take(answer) {
  if (exchange(await answer.text()) > 0) return;
  if (answer.status === 404 || answer.status === 410) location.reload(); // the ticket's day is over
  throw new TypeError("not a ticket");
}

// Some networks let no live connection through: then the page is asked for now and then.
let asked = performance.now();

async function ask() {
  if (Math.min(performance.now() - heard, performance.now() - asked) < ASK_MS) return;
  asked = performance.now();
  try {
    await take(await fetch(location.href));
    live.pictured = Date.now();
    fresh();
  } catch {
    // The page says by itself how old its picture is.
  }
}

live.addEventListener("picture", fresh);
setInterval(() => {
  age();
  ask();
}, 1000);
look();

// Sound: made here, after one tap that allows it.

let speaker;

function note(hertz, after) {
  const tone = speaker.createOscillator();
  const loud = speaker.createGain();
  const from = speaker.currentTime + after;
  tone.frequency.value = hertz;
  loud.gain.setValueAtTime(0.0001, from);
  loud.gain.exponentialRampToValueAtTime(0.8, from + 0.03);
  loud.gain.exponentialRampToValueAtTime(0.0001, from + 0.9);
  tone.connect(loud).connect(speaker.destination);
  tone.start(from);
  tone.stop(from + 1);
}

async function ring(times) {
  if (!pressed(sound) || !times) return;
  await speaker.resume();
  note(784, 0);
  note(587, 0.5);
  live.dataset.rung = Number(live.dataset.rung || 0) + 1;
  ringing = setTimeout(() => ring(times - 1), RING_EVERY_MS);
}

const pressed = (button) => button.getAttribute("aria-pressed") === "true";

function press(button, on) {
  if (pressed(button) === on) return;
  const words = button.querySelector("span");
  [words.textContent, button.dataset.is] = [button.dataset.is, words.textContent];
  button.setAttribute("aria-pressed", on);
}

sound.hidden = !window.AudioContext;
sound.addEventListener("click", () => {
  press(sound, !pressed(sound));
  clearTimeout(ringing);
  speaker = speaker || new AudioContext();
  ring(1); // so that she knows how it will sound
});

// The screen: browsers keep it on for pages that came by https, and let go of it when the page is hidden.

let lock;

async function keepAwake() {
  try {
    lock = await navigator.wakeLock.request("screen");
    press(awake, true);
  } catch {
    press(awake, false); // a battery that is nearly empty comes first
  }
}

awake.hidden = !navigator.wakeLock;
awake.addEventListener("click", () => {
  if (!pressed(awake)) return keepAwake();
  press(awake, false);
  lock.release();
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && pressed(awake)) keepAwake();
});

// Acts without leaving the page: a page that is drawn anew would have forgotten what was tapped.

function say(text) {
  const alert = document.getElementById("alert");
  alert.textContent = text;
  alert.hidden = !text;
  forget("alert");
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!("quiet" in form.dataset)) return;
  event.preventDefault();
  if (document.body.classList.contains("busy")) return;
  document.body.classList.add("busy");
  say("");
  try {
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    await take(answer);
    look();
  } catch {
    say(live.dataset.failed); // nothing is pretended: it may be tried again
  } finally {
    document.body.classList.remove("busy");
    if (leaving.open) leaving.close();
    scrollTo(0, 0);
  }
});

document.addEventListener("click", (event) => {
  const stay = event.target.closest("[data-stay]");
  if (!leaving.showModal || !(stay || event.target.closest("#leave"))) return;
  event.preventDefault();
  if (stay) leaving.close();
  else leaving.showModal();
});
