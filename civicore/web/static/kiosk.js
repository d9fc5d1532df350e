/* The kiosk with script: the pad types without reloading, who goes away is forgotten, the start page stays fresh. */
const about = document.getElementById("kiosk").dataset;
const cut = document.body.classList.contains("on-cut");
const over = cut ? about.home : about.over;
const WARNING = 15;

/* Back may bring a page out of the browser's memory: it is asked for anew. */
addEventListener("pageshow", (event) => event.persisted && location.reload());
for (const one of document.querySelectorAll("[data-scripted]")) one.hidden = false;

/* The pad and the keyboard: a key types without asking the server. Names begin with a capital, as they are written. */
const pad = document.getElementById("pad");
const typed = pad?.querySelector("[data-typed]");
function letter(sign) {
  if (typed.dataset.typed !== "name") return sign;
  return /(^|[\s\-–])$/u.test(typed.value) ? sign.toLocaleUpperCase() : sign.toLocaleLowerCase();
}
if (pad) {
  pad.addEventListener("click", (event) => {
    const key = event.target.closest("button[name=key]");
    if (!key) return;
    event.preventDefault();
    if (key.value === "clear") typed.value = "";
    else if (key.value === "back") typed.value = [...typed.value].slice(0, -1).join("");
    else if (typed.value.length < typed.maxLength) typed.value += letter(key.value);
    document.dispatchEvent(new CustomEvent("kiosk:typed", { detail: key.getAttribute("aria-label") ?? key.value }));
  });
  addEventListener("keydown", (event) => {
    const typing = event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.altKey && !event.metaKey;
    if (typing && document.activeElement !== typed && !document.querySelector("dialog[open]")) typed.focus();
  });
}

/* Nothing is sent into the void: without network, and a worker that stands in for it, the person is told. */
const away = document.getElementById("away");
document.getElementById("away-again")?.addEventListener("click", () => away.close());
addEventListener("submit", (event) => {
  if (navigator.onLine || cut || navigator.serviceWorker?.controller) return;
  event.preventDefault();
  away.showModal();
});

/* Idle: a warning, more time, or the start page with nothing of the previous person left. */
const dialog = document.getElementById("idle");
const left = document.getElementById("idle-count");
const idle = Number(about.idle);
let touched = performance.now();

function more() {
  touched = performance.now();
  if (dialog.open) dialog.close();
}
function reset() {
  location.replace(over);
}
function watch() {
  const seconds = idle - (performance.now() - touched) / 1000;
  if (seconds <= 0) return reset();
  if (seconds <= Math.min(WARNING, idle / 2)) {
    if (!dialog.open) {
      dialog.showModal();
      document.dispatchEvent(new CustomEvent("kiosk:warned"));
    }
    left.textContent = String(Math.ceil(seconds));
  }
  setTimeout(watch, 250);
}
document.getElementById("idle-more").addEventListener("click", more);
dialog.addEventListener("close", more);
for (const kind of ["pointerdown", "keydown", "input", "wheel", "touchmove"]) {
  addEventListener(kind, () => dialog.open || more(), { passive: true, capture: true });
}
if (about.resets === "1") watch();
document.addEventListener("kiosk:begun", watch, { once: true });

/* The start page shows how many wait now, a ticket whether its paper came out; whoever is using it is not disturbed. */
const same = document.body.classList.contains("on-ticket") ? "body.on-ticket main" : "body.on-start main, body.on-shut main";
async function refresh() {
  if (document.visibilityState === "visible" && performance.now() - touched > 3000) {
    try {
      const answer = await fetch(about.kiosk, { headers: { Accept: "text/html" } });
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      const main = fresh.querySelector(same);
      if (answer.ok && main && performance.now() - touched > 3000) swap(main);
    } catch {
      document.dispatchEvent(new CustomEvent("kiosk:cut"));
    }
  }
  setTimeout(refresh, Number(about.refresh) * 1000);
}
function swap(main) {
  const held = document.activeElement?.value, shown = document.querySelector("main");
  if (shown.innerHTML === main.innerHTML) return;
  shown.replaceChildren(...main.childNodes);
  if (held) document.querySelector(`main button[value="${CSS.escape(held)}"]`)?.focus();
}
if (Number(about.refresh)) setTimeout(refresh, Number(about.refresh) * 1000);

if (about.prints === "1") addEventListener("load", () => print());
