// Asks again how far the file is, and fetches it once it is made. Without scripts the page does the same.

const { next, after } = document.querySelector("main").dataset;
setTimeout(() => location.replace(next), Number(after));
