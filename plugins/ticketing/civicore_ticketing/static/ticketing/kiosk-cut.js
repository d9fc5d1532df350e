/* The kiosk while its server is away: numbers of its own, until they are used up or the server is back. */
const about = document.getElementById("kiosk").dataset;
const shelf = globalThis.kioskShelf;
const language = document.documentElement.lang;
const stage = document.getElementById("stage");
const ASKING = 5000;
let screen = "start";

function named(names) {
  return names[language] ?? Object.values(names)[0] ?? "";
}
function show(name, facts = {}) {
  const template = document.getElementById(`cut-${name}`);
  screen = name;
  stage.replaceChildren(template.content.cloneNode(true));
  document.getElementById("heading").textContent = facts.heading ?? template.dataset.heading;
  document.getElementById("lead").textContent = facts.lead ?? template.dataset.lead;
  document.getElementById("main").focus();
  if (name !== "start" && name !== "none") document.dispatchEvent(new CustomEvent("kiosk:begun"));
  stage.querySelector("[data-back]")?.addEventListener("click", start);
}
function offer(list, text, deed, kind = "agenda") {
  const button = document.getElementById("cut-choice").content.firstElementChild.cloneNode(true);
  button.querySelector("button").classList.add(`k-${kind}`);
  button.querySelector(".k-name").textContent = text;
  button.querySelector("button").addEventListener("click", deed);
  list.append(button);
}
function open() {
  const { until, agendas = [] } = shelf.pack() ?? {};
  return until !== null && until !== undefined && shelf.minute() < until ? agendas.filter((one) => one.open) : [];
}
function start() {
  const agendas = open();
  if (!agendas.length) return show("none");
  show("start");
  const list = stage.querySelector("ul");
  if (shelf.pack().codes) offer(list, list.dataset.booked, code, "code");
  for (const one of agendas) offer(list, named(one.name), () => errand(one));
}
function errand(agenda, typed) {
  if (!agenda.activities.length) return give(agenda, { code: typed });
  show("choose", { heading: named(agenda.name) });
  for (const one of agenda.activities)
    offer(stage.querySelector("ul"), named(one.name), () => give(agenda, { activity: one.id, code: typed }));
}
function code() {
  show("code");
  const form = stage.querySelector("form");
  const field = form.elements.namedItem("code");
  field.focus();
  form.addEventListener("click", (event) => {
    const key = event.target.closest("button[data-key]")?.dataset.key;
    if (!key) return;
    if (key === "clear") field.value = "";
    else if (key === "back") field.value = field.value.slice(0, -1);
    else field.value += key;
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const typed = field.value.trim();
    if (!typed) return;
    show("choose");
    for (const one of open()) offer(stage.querySelector("ul"), named(one.name), () => errand(one, typed));
  });
}
function give(agenda, more) {
  const told = Object.fromEntries(Object.entries({ ...more, language }).filter(([, value]) => value));
  const ticket = shelf.give(agenda.id, told);
  if (!ticket) return show("used");
  show("ticket", { heading: "", lead: "" });
  document.getElementById("heading").innerHTML = "";
  document.getElementById("heading").append(stage.querySelector(".k-your"), " ", stage.querySelector(".k-number"));
  for (const one of document.querySelectorAll("[data-number]")) one.textContent = ticket.label;
  for (const one of stage.querySelectorAll("[data-errand]")) one.textContent = named(agenda.name);
  for (const one of stage.querySelectorAll("[data-time]")) one.textContent = shelf.wall().slice(11, 16);
  const prints = shelf.pack().prints;
  stage.querySelector(prints ? "[data-paper]" : "[data-no-paper]").hidden = false;
  if (prints) print();
}
async function ask() {
  try {
    await shelf.renew();
    if (["start", "none", "used"].includes(screen)) return location.replace(about.home);
  } catch {
    /* still away */
  }
  setTimeout(ask, ASKING);
}
function since() {
  const at = shelf.since();
  if (at) document.getElementById("since").textContent = shelf.wall(at + shelf.pack().ahead).slice(11, 16);
}
since();
start();
if (about.kiosk !== about.home) document.dispatchEvent(new CustomEvent("kiosk:begun"));
setTimeout(ask, ASKING);
