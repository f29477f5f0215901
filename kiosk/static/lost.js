// Asks for the server until it is there, and goes back to the start by itself.

import "./corner.js";

const EVERY_MS = 2_000;
const PATIENCE_MS = 4_000;

async function look() {
  try {
    const said = await fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) });
    if (said.ok) return location.replace("/kiosk");
  } catch {
    // Not yet.
  }
  setTimeout(look, EVERY_MS);
}

look();
