// The keypad's life: digits appear at once; without this script each one is a page of its own.

const form = document.querySelector("form.keypad");
const typed = form.elements.typed;
const boxes = [...form.querySelectorAll(".typed span")];

function press(digit) {
  typed.value = digit === "back" ? typed.value.slice(0, -1) : (typed.value + digit).slice(0, boxes.length);
  draw();
}

function draw() {
  boxes.forEach((box, n) => {
    box.textContent = typed.value[n] || "";
    box.classList.toggle("here", n === typed.value.length);
  });
  form.querySelector("#confirm").disabled = typed.value.length < boxes.length;
}

for (const key of form.querySelectorAll("button[name=digit]")) {
  key.addEventListener("click", (click) => {
    click.preventDefault();
    press(key.value);
  });
}

document.addEventListener("keydown", (event) => {
  if (!form.isConnected || event.ctrlKey || event.altKey || event.metaKey) return;
  if (/^[0-9]$/.test(event.key)) press(event.key);
  else if (event.key === "Backspace") press("back");
  else if (event.key === "Enter" && typed.value.length === boxes.length) form.requestSubmit(form.querySelector("#confirm"));
  else return;
  event.preventDefault();
});

// A page brought back from the browser's memory must not keep somebody's code.
window.addEventListener("pageshow", () => draw());
