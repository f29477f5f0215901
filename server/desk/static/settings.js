// The settings of this computer: colours, sound, the reminder of phone calls, keys, notes of the browser.

import { keep, setting } from "./kept.js";
import { keyOf, pressed, resetKeys, setKey } from "./keys.js";

const panel = document.getElementById("settings");

for (const input of panel.querySelectorAll("input[name]")) {
  input.checked = input.value === setting(input.name);
  input.addEventListener("change", () => {
    keep(input.name, input.value);
    apply();
  });
}

function apply() {
  window.eileThemed();
  document.documentElement.dataset.phones = setting("phones");
}

// Keys: press the button, then the new key; Delete takes the key away, Escape leaves it as it was.
const choices = [...panel.querySelectorAll("button[data-of-act]")];
let asking = null;

function write() {
  for (const choice of choices) {
    choice.textContent = choice === asking ? panel.dataset.press : keyOf(choice.dataset.ofAct) || "–";
  }
}

function ask(choice) {
  asking = choice;
  write();
}

for (const choice of choices) {
  choice.addEventListener("click", () => ask(asking === choice ? null : choice));
  choice.addEventListener("blur", () => ask(null));
}

panel.addEventListener("keydown", (event) => {
  if (!asking || event.key === "Tab") return;
  event.preventDefault();
  event.stopPropagation();
  const key = pressed(event);
  if (!key) return;
  if (key === "Delete" || key === "Backspace") setKey(asking.dataset.ofAct, "");
  else if (key !== "Escape") setKey(asking.dataset.ofAct, key);
  ask(null);
});

document.getElementById("keys-reset").addEventListener("click", () => {
  resetKeys();
  write();
});

const notes = document.getElementById("notes");

function offer() {
  notes.hidden = !("Notification" in window) || Notification.permission !== "default";
}

notes.addEventListener("click", async () => {
  await Notification.requestPermission();
  offer();
});

offer();
apply();
panel.addEventListener("toggle", write);
panel.hidden = false;
