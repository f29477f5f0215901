// The way out for staff, on a computer made a kiosk by kiosk/install: five touches in the upper left corner lead to a page
// of that computer, which asks for a PIN. Whoever came by another way has no such page, and the corner does nothing.

const STAFF = "http://127.0.0.1:9414/";
const TOUCHES = 5;
const WITHIN_MS = 5_000;

if (location.hash === "#kit") sessionStorage.setItem("kit", "yes");

const touches = [];

addEventListener("pointerdown", (touch) => {
  if (!sessionStorage.getItem("kit")) return;
  const corner = Math.min(innerWidth, innerHeight) / 8;
  if (Math.max(touch.clientX, touch.clientY) > corner) return touches.splice(0);
  touches.push(performance.now());
  if (touches.length >= TOUCHES && touches.at(-1) - touches.at(-TOUCHES) < WITHIN_MS) location.href = STAFF;
}, { capture: true });
