// A board runs for weeks: it draws what the server sends, speaks each new call once, one after the other, and says
// so when it is cut off. Nothing here grows with time.
const board = document.getElementById("board").dataset;
const byId = (id) => document.getElementById(id);
const middle = byId("state"), stale = byId("stale"), clock = byId("clock");
const NEWS = 60_000, SILENT = 45_000, MARKED = 30_000, KEPT = 200;
const refresh = Math.max(2, +board.refresh) * 1000, GAP = Math.max(15_000, refresh * 1.5);

// -- time: the server's, carried on by this computer's steady clock

let ahead = Date.parse(board.now) - performance.now(), asOf = Date.parse(board.asOf), heard = performance.now();
const now = () => ahead + performance.now();
const wall = new Intl.DateTimeFormat(document.documentElement.lang, { timeZone: board.zone, hour: "numeric", minute: "2-digit", hourCycle: "h23" });
const shown = (element, at) => {
  const text = wall.format(at);
  if (element.textContent === text) return;
  element.textContent = text;
  element.dateTime = new Date(at).toISOString();
};

function alive(at) {
  ahead = Date.parse(at) - performance.now();
  heard = performance.now();
  tick();
}

function tick() {
  shown(clock, now());
  const cut = performance.now() - heard > SILENT;
  if (cut && stale.hidden) shown(byId("stale-since"), asOf);
  if (stale.hidden === cut) {
    stale.hidden = !cut;
    document.body.classList.toggle("old", cut);
  }
  mark();
}

// -- what is shown

const known = new Map(); // calls that were heard or shown and when that was, the newest last
const rows = () => middle.querySelectorAll("[data-call]");
const remember = (id) => {
  if (known.has(id)) return;
  known.set(id, performance.now());
  if (known.size > KEPT) known.delete(known.keys().next().value);
};
for (const id of board.known.split(" ")) known.set(id, -Infinity);
for (const row of rows()) known.set(row.dataset.call, -Infinity);
let drawn = middle.innerHTML.trim();

function draw(state) {
  if (state.look !== board.look) return location.reload(); // the server was renewed: so is this page
  const gap = Math.max(Date.parse(state.now) - now(), performance.now() - heard);
  alive(state.now);
  asOf = Date.parse(state.as_of);
  if (state.html.trim() !== drawn) {
    drawn = state.html.trim();
    middle.innerHTML = drawn;
  }
  const fresh = state.calls.filter((call) => !known.has(call.id));
  // After a gap the hall hears only the newest call: the others may be long served.
  for (const call of gap > GAP ? fresh.slice(-1) : fresh) announce(call, state);
  for (const row of rows()) row.classList.toggle("flash", !known.has(row.dataset.call));
  for (const call of state.calls) remember(call.id);
  for (const row of rows()) remember(row.dataset.call);
  mark();
}

function mark() {
  for (const row of rows()) row.classList.toggle("new", performance.now() - known.get(row.dataset.call) < MARKED);
}

// -- what is heard

const waiting = [];
let speaking = false, audio = null;
const quiet = () => !audio || audio.state !== "running";

function announce(call, state) {
  if (now() - Date.parse(call.at) > NEWS) return;
  // Fetched at once: by the time its turn comes the server may have forgotten it.
  const sounds = quiet() ? [] : call.sounds.map(fetched);
  if (quiet() || (!state.chime && !sounds.length)) return;
  waiting.push({ chime: state.chime, sounds, repeat: state.repeat });
  delayed();
  speak();
}

async function fetched(address) {
  try {
    const answer = await fetch(address, { signal: AbortSignal.timeout(15_000) });
    return answer.ok ? await answer.arrayBuffer() : null;
  } catch {
    return null;
  }
}

function delayed() {
  byId("delayed").hidden = waiting.length < 2;
  byId("delayed-count").textContent = waiting.length;
}

async function speak() {
  if (speaking) return;
  speaking = true;
  while (waiting.length) {
    const { chime, sounds, repeat } = waiting.shift();
    delayed();
    try {
      if (chime) await gong();
      for (let time = 0; time < repeat; time++) for (const sound of sounds) await play(await sound);
    } catch { /* a sound that cannot be played holds up no other */ }
  }
  speaking = false;
}

async function play(bytes) {
  if (!bytes || quiet()) return;
  const source = audio.createBufferSource();
  source.buffer = await audio.decodeAudioData(bytes.slice(0));
  source.connect(audio.destination);
  await ended(source);
  window.dispatchEvent(new Event("spoken"));
}

function ended(source, length) {
  return new Promise((done) => {
    source.onended = () => { source.disconnect(); done(); };
    source.start();
    if (length) source.stop(audio.currentTime + length);
  });
}

async function gong() {
  for (const [pitch, length] of [[659, 0.35], [523, 0.6]]) {
    const tone = audio.createOscillator(), volume = audio.createGain();
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.35, audio.currentTime);
    volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + length);
    tone.connect(volume).connect(audio.destination);
    await ended(tone, length);
    volume.disconnect();
  }
}

function listen() {
  byId("muted").hidden = !quiet();
}
if (board.sound === "1" && window.AudioContext) {
  audio = new AudioContext();
  audio.onstatechange = listen;
  addEventListener("pointerdown", () => audio.resume());
  addEventListener("keydown", (event) => event.key !== "Tab" && audio.resume());
  listen();
}

// -- the line to the server: a stream, and where it does not hold, questions

let stream = null, asking = false;

function connect() {
  stream?.close();
  stream = new EventSource(board.events);
  stream.onmessage = (event) => draw(JSON.parse(event.data));
  stream.addEventListener("beat", (event) => alive(JSON.parse(event.data).now));
}

async function ask() {
  if (asking) return;
  asking = true;
  try {
    const answer = await fetch(board.state, { signal: AbortSignal.timeout(10_000), headers: { Accept: "application/json" } });
    if (answer.ok) draw(await answer.json());
    else if (answer.status < 500) location.reload(); // revoked: the page of the server says so
  } catch { /* the banner tells */ } finally { asking = false; }
}

let turns = 0;
setInterval(() => {
  const open = stream?.readyState === EventSource.OPEN && performance.now() - heard < SILENT;
  turns = (turns + 1) % 30;
  if (!open || turns % 6 === 0) ask(); // while the stream runs too: what changes by the clock alone
  if (stream?.readyState === EventSource.CLOSED || (turns === 0 && !open)) connect();
}, refresh);
setInterval(tick, 1000);
addEventListener("online", () => { connect(); ask(); });
connect();
