// Keeps the visitor's ticket true: a stream while the page is looked at, asking every few seconds where there is none.
const FLOOR = 15000; // ms between two questions without a stream
const LOST = 45000; // ms of silence after which the page says that it is cut off
let stream = null;
let heard = Date.now();
let state = read();

function read() {
  return document.querySelector("#ticket .own")?.className;
}

function region() {
  return document.getElementById("ticket");
}

async function renew() {
  try {
    const answer = await fetch(location.pathname, { headers: { Accept: "text/html" }, cache: "no-store" });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("ticket");
    if (!fresh) return;
    heard = Date.now();
    const said = document.getElementById("state")?.textContent.trim();
    if (fresh.querySelector("#state")?.textContent.trim() !== said) region().replaceWith(fresh);
    else region().querySelector(".own-foot").replaceWith(fresh.querySelector(".own-foot"));
    if (read() !== state) changed();
  } catch {
    // The next beat or question tries again; the foot of the ticket says how old it is.
  }
}

function changed() {
  state = read();
  document.title = document.querySelector("h1").textContent.trim();
  if (state?.includes("called")) navigator.vibrate?.([300, 150, 300]);
  // What can be done has changed too: the buttons below the ticket belong to another state.
  if (!state?.includes("waiting")) location.reload();
}

function listen() {
  if (document.hidden || stream || !("EventSource" in window)) return;
  stream = new EventSource(region().dataset.live);
  stream.onmessage = renew;
  stream.addEventListener("beat", () => (heard = Date.now()));
}

function stop() {
  stream?.close();
  stream = null;
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden) return stop();
  renew();
  listen();
});
addEventListener("pagehide", stop);
setInterval(() => {
  if (document.hidden) return;
  if (!stream || stream.readyState !== EventSource.OPEN) renew();
  const lost = region().querySelector(".own-lost");
  if (lost) lost.hidden = Date.now() - heard < LOST;
}, FLOOR);
listen();
