// Acts without leaving the page. Nothing is pretended: the page shows what the server has answered, and what went
// wrong is said at the button that was pressed.

import { exchange, forget } from "/static/server/parts.js";

const PATIENCE_MS = 10_000;

const live = document.querySelector("live-parts");
let busy = false;
let trouble = null; // {text, at: the button's id, lost: the connection was}

const slot = () => document.getElementById("alert");

// Says what went wrong. In a list or an opened sheet at the button itself, otherwise above the large one.
function say(text, at = "", lost = false) {
  trouble = text ? { text, at, lost, since: performance.now() } : null;
  place();
}

function place() {
  for (const old of document.querySelectorAll(".said")) old.remove();
  const button = trouble && trouble.at && document.getElementById(trouble.at);
  const within = button && button.closest(".body, .open");
  slot().textContent = trouble && !within ? trouble.text : "";
  slot().hidden = !slot().textContent;
  forget("alert");
  if (!within) return;
  const said = document.createElement("p");
  said.className = "alert said";
  said.setAttribute("role", "alert");
  said.textContent = trouble.text;
  button.closest("form").append(said);
}

function wait(on, button) {
  busy = on;
  document.body.classList.toggle("busy", on);
  if (button) button.toggleAttribute("aria-disabled", on);
}

async function send(form, button) {
  const body = new URLSearchParams(new FormData(form));
  if (button && button.name) body.append(button.name, button.value);
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
  try {
    const address = button && button.hasAttribute("formaction") ? button.formAction : form.action;
    return await fetch(address, { method: "POST", body, signal: patience.signal });
  } finally {
    clearTimeout(timer);
  }
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!("quiet" in form.dataset)) return;
  event.preventDefault();
  if (busy) return;
  const button = event.submitter;
  wait(true, button);
  say("");
  try {
    const answer = await send(form, button);
    const drawing = await answer.text();
    if (answer.ok) form.reset(); // what was filled in is done
    const ours = exchange(drawing) > 0;
    // Another page is due: the sign-in has ended, the screen is locked, a newer window works here.
    if (!ours && answer.redirected) return location.assign(answer.url);
    if (!ours) throw new Error("not a page of ours");
    if (answer.ok) done(form);
    else say(slot().textContent, button && button.id);
    live.dispatchEvent(new Event("acted"));
  } catch {
    say(live.dataset.lost, button && button.id, true); // the act may be tried again
  } finally {
    wait(false, button);
  }
});

function done(form) {
  const sheet = document.getElementById((form.closest("details.sheet") || {}).id);
  if (sheet) sheet.open = false;
  // A press that changes nothing on the page is still answered: nobody waits.
  const nobody = document.querySelector(".nobody .calm");
  if (nobody && form.action.includes("/desk/calls")) {
    nobody.classList.add("nudge");
    nobody.addEventListener("animationend", () => nobody.classList.remove("nudge"), { once: true });
  }
}

live.addEventListener("picture", () => {
  if (trouble && trouble.lost && performance.now() - trouble.since > 1000) say(""); // the connection is back
  else if (trouble) place();
});
