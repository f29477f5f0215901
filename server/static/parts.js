// A page's living parts: elements with an id and the attribute data-part. The server draws them; here a
// part is exchanged only when its drawing has changed, so that nothing jumps and no half-made touch is lost.

const drawn = new Map();

// What runs by itself in the page (the text of a <time>) is no change of the drawing.
const still = (drawing) => drawing.replace(/(<time[^>]*>)[^<]*/g, "$1");

// A part that a script has changed by itself is drawn anew next time.
export const forget = (id) => drawn.delete(id);

// Returns how many parts the drawing held: none at all means that it was of another page.
export function exchange(html) {
  const fresh = document.createElement("template");
  fresh.innerHTML = html;
  const { id: focused, selectionStart, selectionEnd } = document.activeElement || {};
  const parts = [...fresh.content.querySelectorAll("[data-part]")];
  for (const part of parts) {
    const now = document.getElementById(part.id);
    const drawing = still(part.outerHTML);
    if (now && (drawn.get(part.id) || still(now.outerHTML)) !== drawing) replace(now, part);
    drawn.set(part.id, drawing);
  }
  const again = focused && document.getElementById(focused);
  if (again && again !== document.activeElement) {
    again.focus({ preventScroll: true });
    if (selectionStart != null) again.setSelectionRange(selectionStart, selectionEnd);
  }
  return parts.length;
}

// What somebody has opened stays open; what was typed or chosen stays while it is about the same (data-of).
function replace(now, part) {
  for (const open of now.querySelectorAll("details[id][open]")) {
    const same = part.querySelector(`#${CSS.escape(open.id)}`);
    if (same) same.open = true;
  }
  if (now.dataset.of === part.dataset.of) keepFilledIn(now, part);
  now.replaceWith(part);
}

function keepFilledIn(now, part) {
  for (const chosen of now.querySelectorAll("select[id]")) {
    const same = part.querySelector(`#${CSS.escape(chosen.id)}`);
    if (same && [...same.options].some((option) => option.value === chosen.value)) same.value = chosen.value;
  }
  for (const typed of now.querySelectorAll("input[id]")) {
    const same = part.querySelector(`#${CSS.escape(typed.id)}`);
    if (same && typed.value !== typed.defaultValue) same.value = typed.value;
    if (same && typed.checked !== typed.defaultChecked) same.checked = typed.checked;
  }
}
