// What a wall does by itself, for years: the server's clock, silence told as silence, a fresh page each night, pictures
// that move a little so that none burns in.

import { serverNow } from "/static/server/live.js";

const LOST_MS = 120_000; // numbers so old are worse than none
const SHIFT_MS = 300_000;
const SHIFTS = [[0, 0], [1, 0], [1, 1], [0, 1], [-1, 1], [-1, 0], [-1, -1], [0, -1], [1, -1]]; // prettier-ignore
const SHIFT_REM = 0.75; // 8 dots of 1080; display.css leaves so much room around
const CHANGE_MS = 12_000; // of notices and slides
const NIGHT = 4; // o'clock
const YOUNG_MS = 3_600_000 * 2;
const SPREAD_MS = 10_000; // so that not all displays of a house ask at once

// What the newest picture tells the script: a data attribute of the calls' template.
export const told = (name) => document.getElementById("calls").dataset[name];

export function keepTrue(board, idle) {
  const zone = board.dataset.zone;
  const hours = new Intl.DateTimeFormat("lt", { hour: "2-digit", minute: "2-digit", timeZone: zone });
  const days = new Intl.DateTimeFormat("lt", { dateStyle: "full", timeZone: zone });
  const loaded = { at: performance.now(), edition: told("edition"), minute: 1 + Math.floor(Math.random() * 30) };
  let heard = performance.now();
  let reloading = false;

  board.addEventListener("picture", () => {
    heard = performance.now();
    board.removeAttribute("lost");
    board.toggleAttribute("closed", told("closed") !== undefined);
    board.toggleAttribute("empty", !document.getElementById("calls").content.children.length);
    turnPages(board, serverNow());
  });

  const tick = () => {
    const now = serverNow();
    const clock = hours.format(now);
    write("clock", clock);
    write("date", days.format(now));
    if (performance.now() - heard >= LOST_MS) board.setAttribute("lost", "");
    const [x, y] = SHIFTS[Math.floor(now / SHIFT_MS) % SHIFTS.length];
    document.getElementById("shift").style.transform = `translate(${x * SHIFT_REM}rem, ${y * SHIFT_REM}rem)`;
    turnPages(board, now);
    const [hour, minute] = clock.split(":").map(Number);
    const old = performance.now() - loaded.at > YOUNG_MS;
    if (old && hour === NIGHT && minute >= loaded.minute) reload(0);
    else if (told("edition") !== loaded.edition) reload(Math.random() * SPREAD_MS);
  };
  setInterval(tick, 1_000);
  tick();

  // Only into a page that is there: a browser's own page of an error would stay.
  async function reload(wait) {
    if (reloading) return;
    reloading = true;
    await new Promise((go) => setTimeout(go, wait));
    const there = await fetch(location.href).then((answer) => answer.ok, () => false); // prettier-ignore
    if (there && idle() && !board.hasAttribute("stale")) location.reload();
    else setTimeout(() => (reloading = false), SPREAD_MS);
  }
}

function write(id, text) {
  const place = document.getElementById(id);
  if (place.textContent !== text) place.textContent = text;
}

// Notices stand one after the other, slides too.
function turnPages(board, now) {
  const page = Math.floor(now / CHANGE_MS);
  const notices = [...document.querySelectorAll("#notices p")];
  notices.forEach((notice, place) => (notice.hidden = place !== page % notices.length));
  const slides = (told("slides") || "").split(" ").filter(Boolean);
  const frame = document.getElementById("slides");
  const address = slides[page % slides.length];
  frame.hidden = !address;
  board.toggleAttribute("slides", Boolean(address));
  if (address && frame.firstElementChild.getAttribute("src") !== address) frame.firstElementChild.src = address;
}
