// The locked screen still tells who has come: title, sound, and a sentence for screen readers.

import "./alert.js";

const live = document.querySelector("live-parts");
const title = document.title;

live.addEventListener("picture", () => {
  const { arrival, count, said } = document.getElementById("client").dataset;
  const voice = document.getElementById("said");
  document.title = arrival ? `(${count}) ${title}` : title;
  if (voice.textContent !== said) voice.textContent = said;
});
