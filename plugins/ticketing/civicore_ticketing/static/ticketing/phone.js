// Keeps the visitor's ticket true: a stream while the page is looked at, asking every few seconds where there is none.
const FLOOR = 15000; // ms between two questions without a stream
const LOST = 45000; // ms of silence after which the page says that it is cut off
const CLOCK = 4; // with a stream it asks each so many floors: the hour alone changes things too
const ticket = document.getElementById("ticket");
const part = (tree, name) => tree.querySelector(`[data-part="${name}"]`);
let stream = null;
let heard = Date.now(), turns = 0, missed = false;

async function renew() {
  missed = true; // until the answer is here
  try {
    const answer = await fetch(location.pathname, { headers: { Accept: "text/html" }, cache: "no-store" });
    if (answer.status === 404) return location.reload(); // the day of the ticket is over
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (answer.ok && part(fresh, "state")) show(fresh);
  } catch {
    // The next beat or question tries again; the foot of the ticket says how old it is.
  }
}

// Pieces change in their place: whoever listens to the page hears the news, and what is being typed stays.
function show(fresh) {
  heard = Date.now();
  missed = false;
  const own = ticket.querySelector(".own"), now = fresh.querySelector(".own").className;
  for (const name of ["agenda", "state", "foot", "calls"]) swap(name, fresh);
  follow(fresh.getElementById("ticket").dataset.live);
  if (own.className === now) return;
  own.className = now;
  // What can be done belongs to the state.
  for (const name of ["head", "deeds"]) swap(name, fresh);
  document.title = fresh.title;
  if (now.includes("called")) navigator.vibrate?.([300, 150, 300]);
}

function swap(name, fresh) {
  const old = part(ticket, name), text = part(fresh, name).innerHTML;
  if (old.innerHTML !== text) old.innerHTML = text;
}

// A number that was sent to another office has its news there.
function follow(live) {
  if (live === ticket.dataset.live) return;
  ticket.dataset.live = live;
  stop();
  listen();
}

function listen() {
  if (document.hidden || stream || !("EventSource" in window)) return;
  stream = new EventSource(ticket.dataset.live);
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
  turns = (turns + 1) % CLOCK;
  if (stream?.readyState === EventSource.CLOSED) { // a proxy said no while the server was renewed
    stop();
    listen();
  }
  if (missed || !turns || stream?.readyState !== EventSource.OPEN) renew();
  ticket.querySelector(".own-lost").hidden = Date.now() - heard < LOST;
}, FLOOR);
listen();
