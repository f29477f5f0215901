// The wall: a chime for each call that the picture before did not have, and the server's clock.

import { serverNow } from "/static/server/live.js";

const LATE_ANNOUNCEMENT_MS = 120_000;
const TOO_OLD_MS = 15_000; // nobody is helped by the sound of a call made before a break in the line

const board = document.querySelector("live-parts");
const mute = document.getElementById("mute");
const chime = board.dataset.chime && new Audio(board.dataset.chime);
let heard = 0; // the newest call there was in any picture so far

board.addEventListener("picture", (event) => {
  const newest = Math.max(0, ...[...document.querySelectorAll("[data-at]")].map((call) => Number(call.dataset.at)));
  const fresh = newest > heard && event.detail.now - newest < TOO_OLD_MS;
  heard = Math.max(heard, newest);
  if (event.detail.first || !fresh) return;
  document.getElementById("newest").classList.add("fresh");
  ring();
});

// Closing time is announced after the calls of that moment, and by a display that was on when its time came.
let announced = 0;

board.addEventListener("picture", (event) => {
  const moment = Number(document.getElementById("announced").dataset.moment || 0);
  if (moment <= announced) return;
  announced = moment;
  if (event.detail.now - moment < LATE_ANNOUNCEMENT_MS) setTimeout(() => say(`/display/closing.wav?at=${moment}`), 3_000);
});

async function say(sound) {
  const voice = new Audio(sound);
  try {
    await voice.play();
    board.dataset.said = sound;
  } catch {
    // No voice is installed, or the browser wants a touch first: the sentence stands on the wall.
  }
}

async function ring() {
  if (!chime) return;
  board.dataset.rung = Number(board.dataset.rung || 0) + 1;
  try {
    chime.currentTime = 0;
    await chime.play();
    mute.hidden = true;
  } catch {
    mute.hidden = false; // the browser wants one touch before it makes a sound
  }
}

document.addEventListener("pointerdown", () => {
  if (!mute.hidden) ring();
});

const zone = board.dataset.zone;
const hours = new Intl.DateTimeFormat("lt", { hour: "2-digit", minute: "2-digit", timeZone: zone });
const days = new Intl.DateTimeFormat("lt", { dateStyle: "full", timeZone: zone });
setInterval(() => {
  const now = serverNow();
  document.getElementById("clock").textContent = hours.format(now);
  document.getElementById("date").textContent = days.format(now);
}, 1000);
