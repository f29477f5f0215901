// Stands between the kiosk's pages and the server for one reason: when there is no server, also at a cold start of the
// browser, a page that says whom to ask is shown instead of the browser's own. While the server answers, every
// answer is the server's: nothing but that page and its files is ever kept.

const KEPT = "eile-lost";
const PAGE = "/kiosk/lost";
const FILES = ["/static/server/base.css", "/static/kiosk/lost.css", "/static/kiosk/lost.js", "/static/kiosk/corner.js"];
const PATIENCE_MS = 8_000; // for the server to begin its answer
const NOBODY = [502, 504]; // says whoever stands before the server: these it never says itself

async function keep() {
  const kept = await caches.open(KEPT);
  await kept.addAll([PAGE, ...FILES].map((path) => new Request(path, { cache: "no-cache" })));
}

// A page is asked for with whatever it needs; a missing answer has the kept one instead.
async function page(request) {
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (!NOBODY.includes(answer.status)) return answer;
  } catch {
    // There is no server.
  }
  return (await caches.match(PAGE)) || Response.error();
}

async function file(request) {
  try {
    return await fetch(request);
  } catch {
    return (await caches.match(new URL(request.url).pathname)) || Response.error();
  }
}

addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(keep());
});

addEventListener("activate", (event) => event.waitUntil(clients.claim()));

// The start page asks for this each time it is drawn, so that what is kept is as new as what was last seen.
addEventListener("message", (event) => event.waitUntil(keep().catch(() => {})));

addEventListener("fetch", (event) => {
  const { request } = event;
  const path = new URL(request.url).pathname;
  if (request.mode === "navigate" && request.method === "GET") event.respondWith(page(request));
  else if (FILES.includes(path)) event.respondWith(file(request));
});
