// The desk's life: acts in place, keys, running times, the title, what is said to those who listen.

import "/static/server/live.js";
import { paint } from "/static/server/times.js";
import "./acts.js";
import { show } from "./keys.js";
import "./sheets.js";

const live = document.querySelector("live-parts");

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
