// What opens over the page: one at a time, the first field at hand, closed by Escape and by a press beside it.

const open = () => document.querySelectorAll("details.sheet[open]");

document.addEventListener(
  "toggle",
  (event) => {
    const sheet = event.target;
    if (!(sheet instanceof HTMLDetailsElement) || !sheet.open) return;
    if (sheet.matches(".person")) return sheet.scrollIntoView({ block: "nearest" });
    if (!sheet.matches(".sheet")) return;
    for (const other of open()) if (other !== sheet) other.open = false;
    // A sheet that a fresh drawing has opened again is where it was: only a person's press moves the focus.
    if (document.activeElement !== sheet.querySelector("summary")) return;
    const first = sheet.querySelector(".body :is(select, input:not([type=hidden]), button, a)");
    if (first) first.focus({ preventScroll: true });
  },
  true,
);

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const sheet of open()) {
    sheet.open = false;
    sheet.querySelector("summary").focus();
  }
});

document.addEventListener("pointerdown", (event) => {
  for (const sheet of open()) if (!sheet.contains(event.target)) sheet.open = false;
});
