// Keys for the buttons: as drawn by the server, unless this computer has its own. Off while something is typed.

import { keep as keepAs, setting } from "./kept.js";

const TYPING = "select, textarea, input:not([type=radio], [type=checkbox], [type=hidden])";
const MODIFIERS = new Set(["Control", "Alt", "Shift", "Meta"]);

const drawn = new Map(); // act -> the key the server names
let own = read();

function read() {
  try {
    return JSON.parse(setting("keys")) || {};
  } catch {
    return {};
  }
}

// "Ctrl+Enter", "F8": what was pressed; nothing for a modifier by itself.
export function pressed(event) {
  if (MODIFIERS.has(event.key)) return "";
  const key = event.key === " " ? "Space" : event.key.length === 1 ? event.key.toUpperCase() : event.key;
  return [event.ctrlKey && "Ctrl", event.altKey && "Alt", event.shiftKey && "Shift", event.metaKey && "Meta", key]
    .filter(Boolean)
    .join("+");
}

export const keyOf = (act) => (act in own ? own[act] : drawn.get(act) || "");

// Gives an act a key of this computer's own, and takes it from the act that had it.
export function setKey(act, key) {
  for (const other of drawn.keys()) if (key && other !== act && keyOf(other) === key) own[other] = "";
  own[act] = key;
  keep();
}

export function resetKeys() {
  own = {};
  keep();
}

function keep() {
  keepAs("keys", JSON.stringify(own));
  show();
}

// Writes the keys on the buttons.
export function show() {
  for (const button of document.querySelectorAll("[data-act]")) {
    const { act } = button.dataset;
    const label = button.querySelector("kbd");
    if (!drawn.has(act) || !("keyed" in button.dataset)) {
      drawn.set(act, button.getAttribute("aria-keyshortcuts") || "");
      button.dataset.keyed = "";
    }
    const key = keyOf(act);
    if (label) label.textContent = key;
    if (key) button.setAttribute("aria-keyshortcuts", key.replace("Ctrl", "Control"));
    else button.removeAttribute("aria-keyshortcuts");
  }
}

document.addEventListener("keydown", (event) => {
  if (event.repeat || event.defaultPrevented || event.target.closest(TYPING)) return;
  const key = pressed(event);
  if (!key) return;
  const button = [...document.querySelectorAll("[data-act]")].find(({ dataset: { act, also } }) => keyOf(act) === key || also === key);
  if (!button) return;
  event.preventDefault(); // also of a button that rests now: the browser's own meaning of the key would surprise
  if (button.disabled) return;
  if (button.matches("summary")) button.focus();
  button.click();
});
