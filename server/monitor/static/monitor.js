// The supervisor's page alive: acts in place, running minutes, alarms said to those who listen.

import "/static/desk/acts.js";
import "/static/desk/sheets.js";
import { paint } from "/static/server/times.js";

const live = document.querySelector("live-parts");
const speaker = document.getElementById("heard");

function fresh() {
  paint();
  const said = document.getElementById("alarms").dataset.said;
  if (speaker.textContent !== said) speaker.textContent = said;
}

live.addEventListener("picture", fresh);
live.addEventListener("acted", fresh);
setInterval(paint, 1000);
fresh();
