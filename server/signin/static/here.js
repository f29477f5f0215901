// Tells the server now and then that somebody is in front of the screen, and leaves the page once it has locked:
// nothing stays to be read (standard, 5.7 and 9.3). The server keeps the time.

const TOLD_EVERY_MS = 30_000;
const ASKED_EVERY_MS = 10_000;

const form = document.querySelector("form[data-here]");
let told = performance.now();

async function ask(address, options) {
  try {
    const answer = await fetch(address, options);
    if (answer.redirected) location.replace(form.elements.next.value); // from there the server shows the way
  } catch {
    // no connection: the page says so itself, and the next question comes soon
  }
}

function here() {
  if (performance.now() - told < TOLD_EVERY_MS) return;
  told = performance.now();
  ask(form.dataset.here, { method: "POST", body: new URLSearchParams(new FormData(form)) });
}

for (const kind of ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"]) {
  addEventListener(kind, here, { passive: true });
}
setInterval(() => ask(`${form.dataset.here}?auto=1`), ASKED_EVERY_MS);
document.addEventListener("visibilitychange", () => document.hidden || ask(`${form.dataset.here}?auto=1`));
