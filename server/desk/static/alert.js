// Somebody has come, and this counter is free: sound, title, badge, a note of the browser; again until she is called.
// What is due is the server's to say (data-arrival on #client); while somebody is served it says nothing (15.2).

import { serverNow } from "/static/server/live.js";
import { setting } from "./settings.js";

const live = document.querySelector("live-parts");
const icon = document.querySelector("link[rel=icon]");
const usual = icon.href;
const sound = new Audio(live.dataset.sound);

let arrival = ""; // whose card is shown
let count = 0; // who waited in the picture before
let rung = 0;
let shown = null;

async function ring() {
  rung = serverNow();
  live.dataset.rung = Number(live.dataset.rung || 0) + 1;
  if (setting("sound") === "off") return;
  try {
    sound.currentTime = 0;
    await sound.play();
    mute(false);
  } catch {
    mute(true); // a browser lets no page sound before it was touched
  }
}

function mute(on) {
  document.getElementById("muted").hidden = !on;
}

function tell(text) {
  if (!("Notification" in window) || Notification.permission !== "granted" || document.hasFocus()) return;
  shown = new Notification(text, { tag: "eile-arrival", silent: true });
  shown.onclick = () => {
    window.focus();
    shown.close();
  };
}

function badge(waiting) {
  icon.href = waiting ? live.dataset.waitingIcon : usual;
  if (!("setAppBadge" in navigator)) return;
  const set = waiting ? navigator.setAppBadge(waiting) : navigator.clearAppBadge();
  set.catch(() => {}); // a page that is not installed has no place for a badge
}

function look() {
  const { dataset } = document.getElementById("client");
  const due = dataset.arrival || "";
  const waiting = Number(dataset.count);
  if (due && !arrival) {
    ring();
    if (count === 0) tell(dataset.arrivalText);
  } else if (due && serverNow() - rung >= Number(live.dataset.repeat) * 1000) ring();
  if (!due && shown) shown.close();
  badge(due ? waiting : 0);
  arrival = due;
  count = waiting;
}

document.getElementById("muted").addEventListener("click", ring);
live.addEventListener("picture", look);
live.addEventListener("acted", look);
