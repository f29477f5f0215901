// The desk's life: acts without leaving the page, keys, running times, the title of the window.

import { serverNow } from "/static/server/live.js";
import { exchange, forget } from "/static/server/parts.js";

const live = document.querySelector("live-parts");
const alert = () => document.getElementById("alert");
let busy = false;

let lostSince = 0;

function say(text) {
  alert().textContent = text;
  alert().hidden = !text;
  forget("alert");
  lostSince = text ? performance.now() : 0;
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!("quiet" in form.dataset)) return;
  event.preventDefault();
  if (busy) return;
  busy = true;
  document.body.classList.add("busy");
  say("");
  try {
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    // The login has ended, the screen is locked, another window works here: another page says so.
    if (exchange(await answer.text()) === 0 && answer.redirected) return location.assign(answer.url);
    paint();
  } catch {
    say(live.dataset.lost); // nothing is pretended: the act may be tried again
  } finally {
    busy = false;
    document.body.classList.remove("busy");
  }
});

document.addEventListener("keydown", (event) => {
  if (event.repeat || event.ctrlKey || event.altKey || event.shiftKey || event.metaKey) return;
  if (event.target.closest("input, textarea")) return;
  const button = document.querySelector(`button[data-key="${event.key}"]`);
  if (!button) return;
  event.preventDefault();
  if (!button.disabled) button.click();
});

const clock = (ms) => `${Math.floor(ms / 60000)}:${String(Math.floor(ms / 1000) % 60).padStart(2, "0")}`;

function paint() {
  const now = serverNow();
  for (const time of document.querySelectorAll("time[data-since]")) {
    const ms = Math.max(0, now - Number(time.dataset.since));
    time.textContent = time.dataset.form === "clock" ? clock(ms) : `${Math.floor(ms / 60000)} ${time.dataset.unit}`;
  }
  document.title = document.getElementById("client").dataset.title;
}

live.addEventListener("picture", () => {
  if (lostSince && performance.now() - lostSince > 1000) say(""); // the connection is back
  paint();
});
setInterval(paint, 1000);
