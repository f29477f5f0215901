// The kiosk's life: one ticket a touch, back to the start when nobody is there, nothing to pinch or drag.
//
// A page is left only for one that the server has just shown it can give: a kiosk that has lost its server
// says so in its own words, keeps what it shows, and goes on by itself when the server is back.

import "/static/server/live.js";
import "./corner.js";

const RENEW_S = 600; // an untouched start page is drawn anew, so that its greeting fits the hour
const PATIENCE_MS = 6_000;

const NOT_LET_IN = 403; // a page says so, and whom to ask
const LOST_MS = 10_000;
const ABANDONED_S = 20; // a choice that got no answer is not left lying for the next visitor

const lost = document.getElementById("lost");
let leaving = false;
let lostAt = -Infinity;

function sayLost() {
  lost.hidden = false;
  lostAt = performance.now();
}

async function ask(address, options = {}) {
  return fetch(address, { ...options, signal: AbortSignal.timeout(PATIENCE_MS) });
}

// What was touched shows it at once, until its screen is there (EN 301 549, 5.8).
export async function go(address, touched = null) {
  if (leaving) return;
  leaving = true;
  touched?.classList.add("pressed");
  try {
    const answer = await ask(address);
    if (answer.ok || answer.status === NOT_LET_IN) return location.replace(answer.url);
    throw new Error("the server cannot give it");
  } catch {
    sayLost();
    touched?.classList.remove("pressed");
    setTimeout(() => (leaving = false), 1000);
  }
}

function enliven(root) {
  for (const link of root.querySelectorAll("a[href]")) {
    link.addEventListener("click", (click) => {
      click.preventDefault();
      go(link.href, link);
    });
  }
  for (const form of root.querySelectorAll("form[data-once]")) form.addEventListener("submit", send);
}

enliven(document);

// One choice is one request: further touches wait for the answer. The nonce makes a repeated request harmless.
async function send(submit) {
  const form = submit.target;
  const button = submit.submitter;
  submit.preventDefault();
  if (form.dataset.sent) return;
  form.dataset.sent = "yes";
  button.classList.add("pressed");
  const choice = new URLSearchParams(new FormData(form, button));
  try {
    const action = button.hasAttribute("formaction") ? button.formAction : form.action;
    const answer = await ask(action, { method: "POST", body: choice });
    if (answer.redirected) return location.replace(answer.url);
    const page = await answer.text();
    const [main, foot] = [".main", ".foot"].map((name) => part(page, name));
    if (!main || !foot) throw new Error("not a page of the kiosk");
    document.querySelector(".main").replaceWith(main);
    document.querySelector(".foot").replaceWith(foot);
    [main, foot].forEach(enliven);
    document.dispatchEvent(new Event("screen"));
  } catch {
    sayLost();
    form.dataset.unanswered = "yes";
    button.classList.remove("pressed");
    delete form.dataset.sent;
  }
}

function part(page, selector) {
  return new DOMParser().parseFromString(page, "text/html").querySelector(selector);
}

// When the branch opens or closes, this page is not the right one any more.
const state = document.getElementById("state");
const wasOpen = state && state.dataset.open;
document.addEventListener("picture", () => {
  const now = document.getElementById("state");
  if (now && now.dataset.open !== wasOpen) go(location.href);
});

// The words of trouble stand as long as the trouble, and long enough to be read.
document.addEventListener("picture", () => {
  if (performance.now() - lostAt > LOST_MS) lost.hidden = true;
});

// The browser keeps a page for when there is no server, where it may keep anything: at this computer or over HTTPS.
if (navigator.serviceWorker && location.pathname === "/kiosk") {
  navigator.serviceWorker
    .register("/kiosk/worker.js", { scope: "/kiosk" })
    .then((found) => found.active && found.active.postMessage("keep"))
    .catch(() => {}); // then there is none
}

// A page brought back from the browser's memory has an old choice in it.
window.addEventListener("pageshow", (event) => event.persisted && location.reload());

for (const kind of ["contextmenu", "dragstart", "gesturestart"]) {
  document.addEventListener(kind, (event) => event.preventDefault());
}

let touched = performance.now();
const still = document.getElementById("still");
const left = document.getElementById("still-left");
const screen = document.querySelector(".screen");

// What is being said keeps its listener's time running.
export const stay = () => (touched = performance.now());

function touch() {
  stay();
  if (still.open) still.close(); // any touch goes on, as often as anybody likes (WCAG 2.2.1)
}

for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, touch, { capture: true, passive: true });

// Nobody is hurried: an untouched screen asks before it is given to the next visitor. A start page on which
// nothing was chosen has nothing to lose, and forgets its language and ways of showing without a word.
setInterval(() => {
  const quiet = (performance.now() - touched) / 1000;
  const idle = Number(screen.dataset.idle);
  const shown = document.querySelector("[data-home-after]");
  if (document.querySelector("form[data-unanswered]") && quiet > ABANDONED_S) return go("/kiosk");
  if (shown) return quiet > Number(shown.dataset.homeAfter) && go("/kiosk");
  if (location.pathname === "/kiosk") return quiet > ("plain" in screen.dataset ? RENEW_S : idle) && go("/kiosk");
  if (quiet < idle) return;
  if (!still.open) still.showModal();
  const seconds = Math.max(0, Math.ceil(idle + Number(screen.dataset.more) - quiet));
  if (left.textContent !== String(seconds)) left.textContent = seconds;
  if (seconds === 0) go("/kiosk");
}, 250);
