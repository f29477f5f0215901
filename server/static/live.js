// <live-parts src="/display/live">: keeps the parts of a page as the server draws them.
//
// Each message is the newest whole picture {revision, now, html}; one message makes the page right,
// whatever it missed. Without a message for STALE_MS the page says that it is stale and keeps its picture.

import { exchange } from "./parts.js";

const STALE_MS = 10_000;
const FIRST_RETRY_MS = 300;
const LAST_RETRY_MS = 3_000;
const PATIENCE_MS = 4_000; // for a connection to be made
const ELSEWHERE = 4400; // the page may not stay: the reason is the address to go to

let ahead = 0; // how far the server's clock is ahead of this one

export const serverNow = () => Date.now() + ahead;

class LiveParts extends HTMLElement {
  connectedCallback() {
    this.retry = FIRST_RETRY_MS;
    this.heard = performance.now();
    this.pictured = Number(this.dataset.now) || Date.now();
    ahead = this.pictured - Date.now();
    this.watch = setInterval(() => this.check(), 500);
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden && !this.socket) this.open();
    });
    this.open();
  }

  disconnectedCallback() {
    clearInterval(this.watch);
    clearTimeout(this.timer);
    if (this.socket) this.socket.close();
  }

  open() {
    clearTimeout(this.timer);
    const address = new URL(this.getAttribute("src"), document.baseURI); // also in a window that has no address of its own
    address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(address);
    this.socket = socket;
    socket.onmessage = (message) => this.draw(JSON.parse(message.data));
    socket.onclose = (closed) => (closed.code === ELSEWHERE ? this.leave(closed.reason) : this.lost(socket));
    this.begun = performance.now();
  }

  draw(picture) {
    this.retry = FIRST_RETRY_MS;
    this.heard = performance.now();
    this.pictured = picture.now;
    ahead = picture.now - Date.now();
    exchange(picture.html);
    this.mark(false);
    const first = !this.drawn;
    this.drawn = true;
    this.dataset.revision = picture.revision;
    this.dispatchEvent(new CustomEvent("picture", { bubbles: true, detail: { ...picture, first } }));
  }

  // A window that only accompanies another one closes.
  leave(address) {
    if ("companion" in this.dataset) window.close();
    location.replace(address);
  }

  lost(socket) {
    if (this.socket !== socket) return;
    this.socket = null;
    this.timer = setTimeout(() => this.open(), this.retry * (0.75 + Math.random() / 2));
    this.retry = Math.min(this.retry * 2, LAST_RETRY_MS);
  }

  check() {
    const now = performance.now();
    if (now - this.heard >= STALE_MS) this.mark(true);
    // A link can be dead without having been closed, and a server that cannot be reached answers nothing for minutes.
    const connecting = this.socket && this.socket.readyState === WebSocket.CONNECTING;
    const silent = now - Math.max(this.heard, this.begun);
    if (this.socket && silent >= (connecting ? PATIENCE_MS : STALE_MS)) this.abandon(this.socket);
  }

  abandon(socket) {
    this.lost(socket);
    socket.onmessage = socket.onclose = null;
    socket.close(); // which may take as long again: nobody waits for it
  }

  mark(stale) {
    if (this.hasAttribute("stale") === stale) return;
    this.toggleAttribute("stale", stale);
    const notice = this.querySelector("[data-stale]");
    if (!notice) return;
    notice.hidden = !stale;
    notice.textContent = stale ? notice.dataset.stale.replace("{time}", this.clock(this.pictured)) : "";
  }

  // As a time is said within a sentence, like Words.time of the server: "8.05" in Lithuanian, "8:05" elsewhere.
  clock(at) {
    const format = new Intl.DateTimeFormat("lt", { hour: "2-digit", minute: "2-digit", timeZone: this.dataset.zone });
    const time = format.format(at).replace(/^0/, "");
    return document.documentElement.lang === "lt" ? time.replace(":", ".") : time;
  }
}

customElements.define("live-parts", LiveParts);
