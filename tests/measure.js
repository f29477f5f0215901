// What is too small, out of reach, cut off or on top of something else: run in a page with [target, text, reach] in px.
([target, text, reach]) => {
  const trouble = [], page = document.documentElement;
  if (page.scrollHeight > innerHeight || page.scrollWidth > innerWidth) trouble.push("the page scrolls");
  const seen = (one) => one.getClientRects().length && getComputedStyle(one).visibility === "visible"
    && !one.closest(".unseen, [aria-hidden=true], [hidden]");
  const name = (one) => (one.textContent.trim() || one.className).replace(/\s+/g, " ").slice(0, 40);
  const controls = [...document.querySelectorAll("a[href], button")].filter((one) => seen(one) && !one.closest("dialog"));
  for (const one of controls) {
    const box = one.getBoundingClientRect();
    if (box.bottom > innerHeight + 0.5 || box.right > innerWidth + 0.5 || box.top < 0) trouble.push(name(one) + " leaves the screen");
    if (Math.min(box.height, box.width) < target - 0.5) trouble.push(`${name(one)} is ${Math.round(box.width)} × ${Math.round(box.height)}`);
    if (reach && box.top < innerHeight - reach - 0.5) trouble.push(`${name(one)} is out of reach by ${Math.round(innerHeight - reach - box.top)}`);
    for (const inner of one.querySelectorAll("*")) {
      if (!seen(inner)) continue;
      const text = inner.getBoundingClientRect();
      if (text.bottom > box.bottom + 1 || text.top < box.top - 1 || text.right > box.right + 1 || text.left < box.left - 1)
        trouble.push(name(inner) + " leaves its box");
    }
    if (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1) trouble.push(name(one) + " does not fit");
  }
  const boxes = [...controls, ...document.querySelectorAll(".slip, .paper, .who, .rules li, .offer, .sorry > *, .privacy, h1")].filter(seen);
  boxes.forEach((one, i) => boxes.slice(i + 1).forEach((other) => {
    if (one.contains(other) || other.contains(one)) return;
    const a = one.getBoundingClientRect(), b = other.getBoundingClientRect();
    if (a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1)
      trouble.push(`${name(one)} lies on ${name(other)}`);
  }));
  for (const box of document.querySelectorAll(".slip, .who")) {
    for (const inner of box.children) {
      const a = inner.getBoundingClientRect(), b = box.getBoundingClientRect();
      if (seen(inner) && (a.bottom > b.bottom + 1 || a.top < b.top - 1)) trouble.push(name(inner) + " leaves its box");
    }
  }
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const around = words.currentNode.parentElement;
    if (!words.currentNode.data.trim() || !seen(around) || around.closest(".rehearsal, script")) continue;
    const size = parseFloat(getComputedStyle(around).fontSize);
    if (size && size < text - 0.1) trouble.push(`${name(around)} is ${size} px`);
  }
  return trouble;
}
