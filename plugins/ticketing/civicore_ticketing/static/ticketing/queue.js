// The waiting room by script: one stream for all tabs of this browser, asked for anew where there is none.
const region = document.getElementById("queue"), { events, state, freshness } = region.dataset;
const news = document.getElementById("news"), old = document.getElementById("old");
const BETWEEN = 20_000, FLOOR = 15_000;
let asOf = Date.now(), call = null, said = region.dataset.call, saidAt = -Infinity, drawn = region.innerHTML.trim();

function draw(found) {
  asOf = Date.now();
  if (found.html.trim() !== drawn) region.innerHTML = drawn = found.html.trim();
  call = found.call;
  tell();
  age();
}

// A screen reader hears the newest call, and nothing more for a while.
function tell() {
  if (!call?.id || call.id === said || Date.now() - saidAt < BETWEEN) return;
  said = call.id;
  saidAt = Date.now();
  news.textContent = call.text;
}

function age() {
  const gone = Date.now() - asOf > freshness * 1000;
  old.hidden = !gone;
  document.body.classList.toggle("old", gone);
}

async function ask() {
  try {
    const answer = await fetch(state, { signal: AbortSignal.timeout(10_000), headers: { Accept: "application/json" } });
    if (answer.ok) draw(await answer.json());
  } catch { /* the age is shown */ }
}

// One tab holds the lock and the stream, and passes on what it hears; when it goes, the next one takes over.
const others = "BroadcastChannel" in window ? new BroadcastChannel(events) : null;
const heard = (found) => (found ? draw(found) : (asOf = Date.now()));
if (others) others.onmessage = (event) => heard(event.data);
let wanted = null;

function lead() {
  if (wanted || document.hidden || !navigator.locks || !others) return;
  wanted = new AbortController();
  const { signal } = wanted;
  navigator.locks.request(events, { signal }, () => new Promise((release) => {
    const stream = new EventSource(events);
    const pass = (found) => { heard(found); others.postMessage(found); };
    stream.onmessage = (event) => pass(JSON.parse(event.data));
    stream.addEventListener("beat", () => pass(null));
    stream.onerror = () => { // a proxy said no while the server was renewed: this or another tab tries again
      if (stream.readyState !== EventSource.CLOSED || signal.aborted) return;
      rest();
      setTimeout(lead, FLOOR);
    };
    signal.addEventListener("abort", () => { stream.close(); release(); });
  })).catch(() => {});
}

function rest() {
  wanted?.abort();
  wanted = null;
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden) return rest();
  ask();
  lead();
});
addEventListener("pagehide", rest);
addEventListener("pageshow", lead);
setInterval(() => {
  tell();
  age();
  if (!document.hidden && Date.now() - asOf > FLOOR) ask();
}, 1000);
lead();
