// Keeps the figures of a period that is not over fresh: drawn by the server, fetched again while the page is seen.
// Tables that were opened stay open.

const EVERY_MS = 30_000;

const figures = document.getElementById("figures");

async function refresh() {
  if (document.hidden) return;
  const address = new URL(location.href);
  address.searchParams.set("auto", "1");
  let answer;
  try {
    answer = await fetch(address, { headers: { accept: "text/html" } });
  } catch {
    return; // the next one may come through
  }
  if (!answer.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("figures");
  if (!fresh) return;
  const open = [...figures.querySelectorAll("details")].map((one) => one.open);
  fresh.querySelectorAll("details").forEach((one, place) => (one.open = open[place] === true));
  figures.replaceChildren(...fresh.childNodes);
}

setInterval(refresh, EVERY_MS);
document.addEventListener("visibilitychange", refresh);
