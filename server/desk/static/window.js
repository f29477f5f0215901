// The small window that stays above other programs: the same desk, drawn small. A browser without such windows
// opens an ordinary one.

const SIZE = { width: 340, height: 300 };

const button = document.getElementById("small-window");
let opened = null;

button.hidden = false;
button.addEventListener("click", async () => {
  if (opened && !opened.closed) return opened.close();
  opened = "documentPictureInPicture" in window ? await above() : plain();
});

function plain() {
  return window.open(button.dataset.src, "eile-small", `popup,width=${SIZE.width},height=${SIZE.height}`);
}

async function above() {
  const pip = await window.documentPictureInPicture.requestWindow(SIZE);
  const answer = await fetch(button.dataset.src);
  if (answer.redirected) {
    pip.close(); // locked, or another window works here: this page goes there by itself
    return null;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  // Scripts of a page that was only parsed do not run: they are put in anew.
  const scripts = [...page.querySelectorAll("script")];
  for (const script of scripts) script.remove();
  pip.document.documentElement.replaceWith(pip.document.importNode(page.documentElement, true));
  for (const script of scripts) {
    const fresh = pip.document.createElement("script");
    for (const { name, value } of script.attributes) fresh.setAttribute(name, value);
    pip.document.head.append(fresh);
  }
  return pip;
}
