/* The spoken mode: the same words are read aloud; 2 and 8 (or the arrows) move, 5 chooses, 4 goes back, 6 repeats. */
const about = document.getElementById("kiosk").dataset;
const audio = new AudioContext();
let playing = null;
let turn = 0;
let at = -1;

/* What can be chosen: of the warning alone while it stands, else first the screen's own, then languages and looks. */
function stops() {
  const dialog = document.querySelector("dialog[open]");
  const parts = dialog ? [dialog] : document.querySelectorAll("main, header, footer");
  const order = [...parts].sort((one, other) => (other.tagName === "MAIN") - (one.tagName === "MAIN"));
  return order
    .flatMap((part) => [...part.querySelectorAll("button, a[href], input:not([type=hidden])")])
    .filter((one) => one.checkVisibility() && one.tabIndex >= 0);
}
function words(element) {
  const label = element.labels?.[0]?.innerText;
  const said = element.getAttribute("aria-label") ?? label ?? element.innerText;
  return [said, element.value && element.matches("input") ? [...element.value].join(" ") : ""].join(". ");
}
function page() {
  const parts = document.querySelectorAll("main h1, main p:not(.k-shut), main .k-shut, main dt, main dd, main figcaption");
  return [...parts].filter((one) => one.checkVisibility() && !one.querySelector("button, a")).map((one) => one.innerText).join(". ");
}
async function say(text, language) {
  const mine = ++turn;
  playing?.stop();
  playing = null;
  const form = document.querySelector("input[name=_csrf]");
  const answer = await fetch(about.say, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRF-Token": form.value },
    body: JSON.stringify({ text: text.slice(0, 600), language }),
  }).catch(() => null);
  if (!answer?.ok || mine !== turn) return;
  const sound = await audio.decodeAudioData(await answer.arrayBuffer());
  if (mine !== turn) return;
  await audio.resume();
  playing = new AudioBufferSourceNode(audio, { buffer: sound });
  playing.connect(audio.destination);
  playing.start();
  document.dispatchEvent(new CustomEvent("kiosk:said", { detail: text }));
}
function move(by) {
  const all = stops();
  at = Math.min(Math.max(at + by, 0), all.length - 1);
  all[at]?.focus();
}
function back() {
  const way = document.querySelector(".k-back button, .k-over a, .k-done a");
  way?.click();
}
const DEEDS = {
  2: () => move(-1), ArrowUp: () => move(-1),
  8: () => move(1), ArrowDown: () => move(1),
  4: back, ArrowLeft: back,
  6: () => say(page()), ArrowRight: () => say(page()),
  5: () => document.activeElement?.click(),
};
addEventListener("keydown", (event) => {
  const typing = document.getElementById("code") && /^\d$/.test(event.key) && !document.querySelector("dialog[open]");
  const deed = typing || event.ctrlKey || event.altKey || event.metaKey ? null : DEEDS[event.key];
  if (!deed) return;
  event.preventDefault();
  deed();
});
addEventListener("focusin", (event) => {
  if (event.target === document.body || !event.target.matches("button, a, input")) return;
  at = stops().indexOf(event.target);
  say(words(event.target), event.target.lang || undefined);
});
document.addEventListener("kiosk:typed", (event) => say(event.detail));
document.getElementById("code")?.addEventListener("input", (event) => event.data && say(event.data));
document.addEventListener("kiosk:warned", () => say(document.getElementById("idle").innerText));
document.activeElement?.blur();
say(page());
