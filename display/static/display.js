// The wall: what the server draws, the newest call shown and sounded in its turn, and the truth about the connection.

import { serverNow } from "/static/server/live.js";
import { Announcer, clock } from "./announce.js";
import { Sound } from "./sound.js";
import { keepTrue, told } from "./truth.js";

const board = document.querySelector("live-parts");
const panel = document.getElementById("panel");
const mute = document.getElementById("mute");
const KNOWN = "calls announced"; // kept over a reload, so that nobody's call falls into its gap
const LATE_ANNOUNCEMENT_MS = 120_000;

const parts = () => document.getElementById("calls").content;

// On the stage stand the calls whose turn it is, otherwise what the server shows as newest; the others beside it.
const stage = {
  calls: [],
  show(calls) {
    this.calls = calls;
    this.draw();
    panel.classList.remove("calling");
    void panel.offsetWidth; // an animation that is begun again
    panel.classList.add("calling");
    board.dataset.shown = calls.map((call) => call.number).join(" ");
  },
  rest() {
    this.calls = [];
    panel.classList.remove("calling");
    this.draw();
  },
  draw() {
    const standing = [...parts().children];
    const turn = this.calls.map((call) => standing.find((one) => one.dataset.call === call.number)).filter(Boolean);
    if (!standing.length) return;
    const shown = turn.length ? turn : standing.slice(0, 1);
    const newest = document.getElementById("newest");
    fill(newest, shown.map((one) => one.querySelector(".card")));
    newest.classList.toggle("two", shown.length > 1);
    const list = document.querySelector("#before ol");
    const others = standing.filter((one) => !shown.includes(one)).slice(0, Number(list.dataset.rows));
    fill(list, others.map((one) => one.querySelector("li")));
    list.parentElement.classList.toggle("empty", !others.length);
  },
};

function fill(place, drawings) {
  const html = drawings.map((drawing) => drawing.outerHTML).join("");
  if (place.drawn === html) return;
  place.innerHTML = html;
  place.drawn = html;
}

const sound = new Sound(board.dataset.chime, Number(board.dataset.volume) / 100);
sound.onmute = (muted) => (mute.hidden = !muted);
document.addEventListener("pointerdown", () => mute.hidden || sound.wake().catch(() => {}));
const heard = {
  prepare: (addresses) => sound.prepare(addresses),
  chime() {
    if (told("chimes") === undefined) return null;
    board.dataset.rung = Number(board.dataset.rung || 0) + 1;
    return sound.chime();
  },
  play(address) {
    board.dataset.said = address;
    return sound.play(address);
  },
  left: () => sound.left(),
  stop: () => sound.stop(),
};

const announcer = new Announcer({
  stage,
  sound: heard,
  clock: clock(serverNow),
  known: JSON.parse(sessionStorage.getItem(KNOWN)),
  repeat: board.dataset.repeat !== undefined,
  failed: (what, trouble) => console.warn(`${what}: ${trouble.message}`),
});

const words = (list) => list.split(" ").filter(Boolean);
board.addEventListener("picture", () => {
  announcer.learn(
    [...parts().children].map(({ dataset }) => ({
      number: dataset.call,
      at: Number(dataset.at),
      full: words(dataset.full),
      short: words(dataset.short),
    })),
  );
  stage.draw();
  sessionStorage.setItem(KNOWN, JSON.stringify(announcer.remembered()));
});

// Closing time is announced after the calls of that moment, and by a display that was on when its time came.
let announced = 0;
board.addEventListener("picture", (event) => {
  const moment = Number(told("announced") || 0);
  if (moment <= announced) return;
  announced = moment;
  if (event.detail.now - moment < LATE_ANNOUNCEMENT_MS) announcer.tell(`${board.dataset.closing}&at=${moment}`);
});

keepTrue(board, () => announcer.turn === null);
