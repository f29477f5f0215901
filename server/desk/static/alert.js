// Somebody has come, and this counter is free: sound, title, badge, a note of the browser; again until she is called.
// Whether it is so is the server's to say (data-arrival on #client): while somebody is served it says nothing (15.2).
// Looked at with each picture, which the server sends every few seconds: a hidden window's own timers are slow.

import { serverNow } from "/static/server/live.js";
import { setting } from "./kept.js";

const live = document.querySelector("live-parts");
const icon = document.querySelector("link[rel=icon]");
const muted = document.getElementById("muted");
const usual = icon.href;
const sound = new Audio(live.dataset.sound);

let told = ""; // since when she waits whose coming was told
let rung = 0;
let before = 0; // how many waited in the picture before
let note = null;

async function ring() {
  rung = serverNow();
  live.dataset.rung = Number(live.dataset.rung || 0) + 1;
  glow();
  if (setting("sound") === "off") return;
  try {
    sound.currentTime = 0;
    await sound.play();
    if (muted) muted.hidden = true;
  } catch {
    if (muted) muted.hidden = false; // a browser lets no page sound before somebody has touched it
  }
}

// The card lights up when it rings, not each time it is drawn.
function glow() {
  const card = document.querySelector("#client .arrival");
  if (!card) return;
  card.classList.add("rings");
  card.addEventListener("animationend", () => card.classList.remove("rings"), { once: true });
}

function write(text) {
  if (!("Notification" in window) || Notification.permission !== "granted" || document.hasFocus()) return;
  note = new Notification(text, { tag: "eile-arrival", silent: true });
  note.onclick = () => {
    window.focus();
    note.close();
  };
}

function badge(count) {
  icon.href = count ? live.dataset.waitingIcon : usual;
  if (!("setAppBadge" in navigator)) return;
  const set = count ? navigator.setAppBadge(count) : navigator.clearAppBadge();
  set.catch(() => {}); // a page that is not installed has no place for a badge
}

function look() {
  const { arrival, since, said, ...facts } = document.getElementById("client").dataset;
  const count = Number(facts.count);
  if (arrival && "new" in facts && since !== told) {
    told = since;
    ring();
    if (!before) write(said);
  } else if (arrival && serverNow() - Math.max(rung, Number(since)) >= Number(facts.repeat) * 1000) ring();
  if (!arrival && note) note.close();
  badge(arrival ? count : 0);
  before = count;
}

if (muted) muted.addEventListener("click", ring);
live.addEventListener("picture", look);
live.addEventListener("acted", look);
