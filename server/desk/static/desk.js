// The desk's life: acts in place, keys, running times, the title, what is said to those who listen.

import { serverNow } from "/static/server/live.js";
import "./acts.js";
import { show } from "./keys.js";
import "./sheets.js";

const live = document.querySelector("live-parts");
const clock = (ms) => `${Math.floor(ms / 60000)}:${String(Math.floor(ms / 1000) % 60).padStart(2, "0")}`;

function paint() {
  const now = serverNow();
  for (const time of document.querySelectorAll("time[data-since]")) {
    const ms = Math.max(0, now - Number(time.dataset.since));
    time.textContent = time.dataset.unit ? `${Math.floor(ms / 60000)} ${time.dataset.unit}` : clock(ms);
  }
  for (const time of document.querySelectorAll("time[data-until]")) {
    time.textContent = clock(Math.max(0, Number(time.dataset.until) - now));
  }
}

// One sentence for screen readers when what is at the counter, or elsewhere, has changed.
function say() {
  document.title = document.getElementById("client").dataset.title;
  for (const [voice, of] of [["said", "client"], ["heard", "quiet"]]) {
    const speaker = document.getElementById(voice);
    const part = document.getElementById(of);
    if (speaker && part && speaker.textContent !== part.dataset.said) speaker.textContent = part.dataset.said;
  }
}

function fresh() {
  paint();
  show();
  say();
}

live.addEventListener("picture", fresh);
live.addEventListener("acted", fresh);
setInterval(paint, 1000);
fresh();
