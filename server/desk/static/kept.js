// What this computer has been told, kept in this browser.

const name = (what) => `eile.${what}`;

export const setting = (what) => localStorage.getItem(name(what)) || "";
export const keep = (what, value) => localStorage.setItem(name(what), value);
