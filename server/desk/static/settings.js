// What this computer has been told: colours, sound, keys, notes of the browser. Kept in this browser.

import { keyOf, pressed, resetKeys, setKey } from "./keys.js";

const panel = document.getElementById("settings");
const name = (what) => `eile.${what}`;

export const setting = (what) => localStorage.getItem(name(what)) || "";

for (const input of panel.querySelectorAll("input[name]")) {
  input.checked = input.value === setting(input.name);
  input.addEventListener("change", () => {
    localStorage.setItem(name(input.name), input.value);
    window.eileThemed();
  });
}

// Keys: press the button, then the new key; Delete takes the key away, Escape leaves it as it was.
const choices = [...panel.querySelectorAll("button[data-of-act]")];
let asking = null;

function write() {
  for (const choice of choices) choice.textContent = choice === asking ? panel.dataset.press : keyOf(choice.dataset.ofAct) || "–";
}

for (const choice of choices) {
  choice.addEventListener("click", () => {
    asking = asking === choice ? null : choice;
    write();
  });
  choice.addEventListener("blur", () => {
    asking = null;
    write();
  });
}

panel.addEventListener("keydown", (event) => {
  if (!asking || event.key === "Tab") return;
  event.preventDefault();
  event.stopPropagation();
  const key = pressed(event);
  if (!key) return;
  if (key === "Delete" || key === "Backspace") setKey(asking.dataset.ofAct, "");
  else if (key !== "Escape") setKey(asking.dataset.ofAct, key);
  asking = null;
  write();
});

document.getElementById("keys-reset").addEventListener("click", () => {
  resetKeys();
  write();
});

const notes = document.getElementById("notes");

function permitted() {
  notes.hidden = !("Notification" in window) || Notification.permission !== "default";
}

notes.addEventListener("click", async () => {
  await Notification.requestPermission();
  permitted();
});

permitted();
document.addEventListener("DOMContentLoaded", write);
panel.hidden = false;
