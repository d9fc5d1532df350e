// The counter: deeds by one key, news as they happen. Every deed is a form that works without this.

const counter = document.getElementById("counter");
const panel = document.getElementById("keys");
const said = document.getElementById("said");
const cut = document.getElementById("cut");
const TWICE = 2000; // ms in which two presses of "next" are one
const FLOOR = 30000; // ms after which the page asks by itself
const FIELDS = "input:not([type=hidden]), select, textarea";
let busy = false, asking = false, again = false, lastNext = -TWICE, current = Date.now();

const part = async (address, options = {}) => {
  const answer = await fetch(address, { ...options, headers: { "x-part": "1", ...options.headers } });
  const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
  // Signed out, or no longer allowed: the page itself says so.
  if (!parsed.querySelector("[data-part=told]")) return location.reload();
  return parsed;
};

// Puts news in the place of what is shown; what somebody is typing into stays, and so do the focus and what is opened.
const swap = (parsed, own) => {
  const focus = document.activeElement;
  const opened = [...counter.querySelectorAll("details[open]")].map((one) => one.id);
  for (const old of [...counter.querySelectorAll("[data-part]")]) {
    const fresh = parsed.querySelector(`[data-part="${old.dataset.part}"]`);
    if (!fresh) continue;
    const typing = !own && (old.contains(focus) && focus.matches(FIELDS) || [...old.querySelectorAll("details[open] form")].some(changed));
    if (typing) carry(old, fresh);
    else if (own || plain(old) !== plain(fresh)) old.replaceWith(fresh);
    else carry(old, fresh);
  }
  if (!own) for (const id of opened) document.getElementById(id)?.setAttribute("open", "");
  caps();
  if (focus?.id && !focus.isConnected) refocus(focus.id);
};
const changed = (form) => [...form.querySelectorAll(FIELDS)].some((one) =>
  one.tagName === "SELECT" ? one.selectedIndex > 0 : one.value !== one.defaultValue);
// Whether two drawings say the same: marks against forgery differ each time, keys are the clerk's own.
const plain = (node) => {
  const copy = node.cloneNode(true);
  for (const one of copy.querySelectorAll("[type=hidden], kbd")) one.remove();
  for (const one of copy.querySelectorAll("[aria-keyshortcuts], [data-left], details, [data-sent]"))
    for (const name of ["aria-keyshortcuts", "data-left", "open", "data-sent"]) one.removeAttribute(name);
  return copy.innerHTML;
};
// What a form shows stays; what it says of the counter's state is the newest.
const carry = (old, fresh) => {
  const [forms, newer] = [old.querySelectorAll("form"), fresh.querySelectorAll("form")];
  if (forms.length !== newer.length) return;
  forms.forEach((form, number) => {
    for (const one of form.querySelectorAll("[type=hidden]")) {
      const now = newer[number].elements.namedItem(one.name);
      if (now?.value !== undefined && one.name !== "do") one.value = now.value;
    }
    delete form.dataset.sent;
  });
};
const refocus = (id) => {
  const same = document.getElementById(id);
  const found = same && !same.disabled ? same : ["do-next", "do-pause", "do-open"].map((one) => document.getElementById(one)).find(Boolean);
  found?.focus();
};

const tell = (words) => {
  said.textContent = "";
  if (words) setTimeout(() => (said.textContent = words), 50);
};
const told = () => counter.querySelector("[data-part=told]").dataset;
const isCurrent = (yes) => {
  if (yes) current = Date.now();
  else document.getElementById("cut-since").textContent = new Date(current).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  cut.hidden = yes;
};
const shown = (parsed, own) => {
  const before = told();
  swap(parsed, own);
  const now = told();
  document.title = now.title;
  isCurrent(true);
  if (own) tell(now.said);
  else if (before.waiting === "0" && now.waiting !== "0" && now.idle) tell(counter.dataset.waitingWords);
  countDown();
};

// A deed: its form is sent, and only what changed comes back.
const send = async (form, button) => {
  const body = new URLSearchParams(new FormData(form, button));
  if (busy || (body.get("do") === "next" && performance.now() - lastNext < TWICE)) return;
  if (body.get("do") === "next") lastNext = performance.now();
  busy = true;
  counter.setAttribute("aria-busy", "true");
  try {
    const parsed = await part(form.action, { method: "POST", body });
    if (parsed) shown(parsed, true);
  } catch {
    isCurrent(false);
    lastNext = -TWICE;
    delete form.dataset.sent;
  } finally {
    busy = false;
    counter.removeAttribute("aria-busy");
  }
};
counter.addEventListener("submit", (event) => {
  event.preventDefault();
  event.stopPropagation();
  send(event.target, event.submitter);
});

// News: the server says that something has changed, the page asks what. It does not keep an absent clerk signed in.
let touched = true;
for (const sign of ["pointerdown", "pointermove", "keydown"]) addEventListener(sign, () => (touched = true), { passive: true });
const ask = async () => {
  if (asking || busy) return void (again = true);
  asking = true;
  try {
    const parsed = await part(location.href, touched ? {} : { headers: { "x-by-itself": "1" } });
    touched = false;
    if (parsed && !busy) shown(parsed, false);
  } catch {
    isCurrent(false);
  } finally {
    asking = false;
    if (again) { again = false; setTimeout(ask, 200); }
  }
};
const channel = "BroadcastChannel" in window ? new BroadcastChannel(counter.dataset.live) : null;
const heard = () => { ask(); channel?.postMessage(1); };
let stream = null; // only in the window that listens
const listen = () => {
  stream = new EventSource(counter.dataset.live);
  stream.onmessage = heard;
};
channel?.addEventListener("message", ask);
// Of several windows on one counter, one listens and tells the others.
if (navigator.locks) navigator.locks.request(counter.dataset.live, () => (listen(), new Promise(() => {})));
else listen();
setInterval(() => {
  if (stream?.readyState === EventSource.CLOSED) listen(); // a proxy said no while the server was renewed
  if (Date.now() - current >= FLOOR - 1000) ask();
}, FLOOR / 3);
document.addEventListener("visibilitychange", () => document.hidden || ask());

// What can be taken back goes when its time is over.
let last;
const countDown = () => {
  clearTimeout(last);
  const undo = counter.querySelector("[data-left]");
  if (undo) last = setTimeout(() => {
    const focused = undo.contains(document.activeElement);
    undo.remove();
    if (focused) refocus("");
  }, undo.dataset.left * 1000);
};

// Keys, by their place on the keyboard. Each clerk may change them and turn them off in this browser.
const rows = [...panel.querySelectorAll("[data-key]")];
const stored = () => {
  try {
    return JSON.parse(localStorage.getItem(panel.dataset.store)) ?? {};
  } catch {
    return {};
  }
};
let own = stored(), waitingFor = null;
const keep = () => {
  try {
    localStorage.setItem(panel.dataset.store, JSON.stringify(own));
  } catch { /* then they hold until the page is left */ }
  caps();
};
const chordOf = (deed) => own[deed] ?? panel.querySelector(`[data-key="${deed}"]`)?.dataset.chord ?? "";
const capOf = (chord) => chord.split("+").map((one) => one.replace(/^(Key|Digit)/, "")).join("+");
const pressed = (event) => [event.ctrlKey && "Control", event.metaKey && "Meta", event.altKey && "Alt", event.shiftKey && "Shift", event.code].filter(Boolean).join("+");
const allowed = (chord) => /^(Shift\+)?F(2|4|8|9)$|^Alt\+Shift\+(Key[A-Z]|Digit\d)$|^Numpad(\d|Add|Subtract|Multiply|Divide|Decimal)$/.test(chord);

function caps() {
  for (const row of rows) {
    const chord = chordOf(row.dataset.key);
    row.querySelector("kbd").textContent = capOf(chord) || panel.dataset.off;
    row.querySelector("[data-drop]").disabled = !chord;
  }
  for (const one of counter.querySelectorAll("[data-cap]")) {
    const words = capOf(chordOf(one.dataset.cap));
    one.dataset.shown = words;
    one.hidden = !words;
    const button = one.closest("button, summary");
    if (words) button.setAttribute("aria-keyshortcuts", words);
    else button.removeAttribute("aria-keyshortcuts");
  }
}
const changeTo = (row, chord) => {
  const words = panel.querySelector(".keys-told");
  const other = rows.find((one) => one !== row && chordOf(one.dataset.key) === chord);
  if (!allowed(chord)) return void (words.textContent = panel.dataset.reserved);
  if (other) return void (words.textContent = panel.dataset.taken.replace("{deed}", other.querySelector(".keys-deed").textContent));
  words.textContent = "";
  waitingFor = null;
  own[row.dataset.key] = chord;
  keep();
};
panel.addEventListener("click", (event) => {
  const row = event.target.closest("[data-key]");
  if (event.target.matches("[data-change]")) {
    waitingFor = row;
    panel.querySelector(".keys-told").textContent = panel.dataset.press;
  } else if (event.target.matches("[data-drop]")) {
    own[row.dataset.key] = "";
    keep();
  } else if (event.target.matches("[data-reset]")) {
    own = {};
    keep();
  }
});
panel.addEventListener("focusout", () => (waitingFor = null));

addEventListener("keydown", (event) => {
  if (event.isComposing || event.defaultPrevented || /^(Control|Shift|Alt|Meta|AltGraph)/.test(event.key)) return;
  const chord = pressed(event);
  if (waitingFor) {
    if (["Tab", "Escape"].includes(event.code)) return void (waitingFor = null);
    event.preventDefault();
    return changeTo(waitingFor, chord);
  }
  if (event.target.closest?.(`${FIELDS}, [contenteditable]`)) return;
  const row = rows.find((one) => chordOf(one.dataset.key) === chord && chord);
  const target = row && counter.querySelector(`[data-deed="${row.dataset.key}"]`);
  if (!target) return;
  event.preventDefault();
  if (event.repeat || target.disabled) return;
  if (target.tagName !== "DETAILS") return send(target.form, target);
  target.open = true;
  target.querySelector(FIELDS)?.focus();
});

panel.hidden = false;
caps();
countDown();
