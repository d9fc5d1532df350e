// Only what a page cannot do by itself; every journey works without it.

// A second press of the same button sends nothing more.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent && Date.now() - form.dataset.sent < 8000) event.preventDefault();
  else form.dataset.sent = Date.now();
});
// Back from the browser's cache: the form may be sent again.
addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of document.forms) delete form.dataset.sent;
});

// The summary of errors is read out at once, and its links land in the control, inside an opened day too.
document.querySelector(".errors")?.focus();
document.addEventListener("click", (event) => {
  const link = event.target.closest?.('a[href^="#"]');
  const target = link && document.getElementById(link.hash.slice(1));
  if (!target) return;
  target.closest("details")?.setAttribute("open", "");
  target.focus();
});

// A day that holds the chosen time stays open when the page comes back.
document.querySelector(".day :checked")?.closest("details")?.setAttribute("open", "");

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// In the installed app pages can be opened without network too; elsewhere only once somebody asked to keep something.
const installed = matchMedia("(display-mode: standalone)").matches;
const worker = navigator.serviceWorker;
if (installed && document.querySelector('link[rel="manifest"]')) worker?.register("/sw.js");

// What a page offers to keep on this device or to push to it: its script comes when somebody presses the button, or has
// kept something here before.
const rows = worker ? document.querySelectorAll("[data-pocket]") : [];
const keeps = rows.length && (installed || (await indexedDB.databases?.())?.some((one) => one.name === "pocket"));
for (const row of rows) {
  const scripts = row.dataset.pocket.split(" ");
  const load = () => scripts.reduce((before, one) => before.then(() => import(one)), Promise.resolve());
  const able = (row.dataset.needs ?? "name") in window;
  row.hidden = !able;
  if (row.nextElementSibling?.dataset.lacking !== undefined)
    row.nextElementSibling.hidden = able || !("standalone" in navigator);
  row.querySelector("button")?.addEventListener("click", () => load().then((part) => part.press(row)));
  if (keeps) load().then((part) => part.open?.(row));
}
