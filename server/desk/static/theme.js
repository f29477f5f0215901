// Light or dark as chosen on this computer, otherwise as the computer itself is set. Runs before anything is painted.

const MEDIA = { light: "not all", dark: "all" };

function themed() {
  document.getElementById("dark").media = MEDIA[localStorage.getItem("eile.theme")] || "(prefers-color-scheme: dark)";
}

window.eileThemed = themed;
themed();
