// Running times: <time data-since> and <time data-until>, by the server's clock.

import { serverNow } from "./live.js";

const clock = (ms) => `${Math.floor(ms / 60000)}:${String(Math.floor(ms / 1000) % 60).padStart(2, "0")}`;

export function paint() {
  const now = serverNow();
  for (const time of document.querySelectorAll("time[data-since]")) {
    const ms = Math.max(0, now - Number(time.dataset.since));
    time.textContent = time.dataset.unit ? `${Math.floor(ms / 60000)} ${time.dataset.unit}` : clock(ms);
  }
  for (const time of document.querySelectorAll("time[data-until]")) {
    time.textContent = clock(Math.max(0, Number(time.dataset.until) - now));
  }
}
