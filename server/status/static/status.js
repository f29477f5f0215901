// Keeps the page as it stands, in place: whoever reads it is not thrown back to its beginning.

import { exchange } from "/static/server/parts.js";

const EVERY_MS = 30_000;

async function refresh() {
  if (document.hidden) return;
  try {
    const answer = await fetch(location.href, { headers: { accept: "text/html" } });
    if (answer.ok) exchange(await answer.text());
  } catch {
    // the next one may come through; the page says of when it is
  }
}

setInterval(refresh, EVERY_MS);
document.addEventListener("visibilitychange", refresh);
