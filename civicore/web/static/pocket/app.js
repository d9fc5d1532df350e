// The pages of the app: installing it, what is kept here, drafts, forgetting. Words come from the page.
const DAY = 86400000; // ms; what is over can be read for so long
const language = document.documentElement.lang;
const when = (at) => new Date(at).toLocaleString(language, { dateStyle: "full", timeStyle: "short" });
const find = (name, within = document) => within.querySelector(`[data-${name}]`);
const show = (node, words) => {
  node.append(words ?? "");
  node.hidden = !words;
};

const install = find("install");
addEventListener("beforeinstallprompt", (event) => {
  if (!install) return;
  event.preventDefault();
  install.hidden = false;
  install.onclick = () => event.prompt();
});
const settled = () => [install, find("installed")].forEach((one, place) => one && (one.hidden = !place));
addEventListener("appinstalled", settled);
if (matchMedia("(display-mode: standalone)").matches) settled();

find("forget")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  const worker = await navigator.serviceWorker?.getRegistration("/");
  const news = await worker?.pushManager?.getSubscription();
  if (news) form.elements.endpoint.value = news.endpoint;
  await news?.unsubscribe();
  indexedDB.deleteDatabase("pocket");
  for (const one of (await self.caches?.keys()) ?? []) if (one.startsWith("pocket-")) await caches.delete(one);
  await worker?.unregister();
  if (navigator.onLine) form.submit();
  else location.reload();
});

async function things() {
  const kept = (await pocket.all("things")).sort((one, other) => (one.at || "~").localeCompare(other.at || "~"));
  find("things").replaceChildren();
  for (const thing of kept)
    if (thing.until && Date.now() - new Date(thing.until) > DAY) await pocket.drop("things", thing.id);
    else find("things").append(drawn(thing));
  find("nothing").hidden = find("things").childElementCount > 0;
}

function drawn(thing) {
  const card = find("thing").content.cloneNode(true);
  card.firstElementChild.lang = thing.language;
  show(find("at", card), thing.when);
  show(find("title", card), thing.title);
  show(find("code-name", card), thing.code_name);
  show(find("code", card), thing.code);
  if (!thing.code) card.querySelector(".app-pass").hidden = true;
  const image = card.querySelector("img");
  if (thing.picture) image.src = thing.picture;
  else image.remove();
  for (const [name, words] of thing.lines) {
    const line = document.createElement("div");
    for (const [tag, text] of [["dt", name], ["dd", words]]) line.appendChild(document.createElement(tag)).append(text);
    card.querySelector("dl").append(line);
  }
  find("as-of", card).append(when(thing.kept));
  find("open", card).href = thing.address;
  find("drop", card).onclick = () => pocket.drop("things", thing.id).then(things);
  return card;
}

async function drafts() {
  find("drafts").replaceChildren();
  for (const draft of await pocket.all("drafts")) {
    const line = find("written").content.cloneNode(true);
    for (const one of line.querySelectorAll("[data-state]")) one.hidden = one.dataset.state !== (draft.state ?? "");
    show(find("when", line), when(draft.written));
    show(find("number", line), draft.number);
    show(find("why", line), draft.why);
    show(find("text", line), draft.state !== "sent" && draft.values.text);
    find("change", line).hidden = draft.state !== "refused";
    find("change", line).onclick = () => change(draft);
    find("drop", line).onclick = () => pocket.drop("drafts", draft.id).then(drafts);
    find("drafts").append(line);
  }
}

async function change(draft) {
  const form = document.querySelector(`[data-draft="${draft.form}"]`);
  for (const [name, value] of Object.entries(draft.values)) form.elements[name].value = value;
  await pocket.drop("drafts", draft.id);
  await drafts();
  form.elements[0].focus();
}

async function write(event) {
  event.preventDefault();
  const form = event.target;
  const values = Object.fromEntries([...new FormData(form)].filter(([, value]) => value.trim()));
  const body = { ...JSON.parse(form.dataset.fixed), language, written_at: new Date().toISOString() };
  for (const [name, value] of Object.entries(values)) {
    const [first, second] = name.split(".");
    if (second) body[first] = { ...body[first], [second]: value };
    else body[first] = value;
  }
  const draft = { id: crypto.randomUUID(), form: form.dataset.draft, to: form.dataset.to, written: Date.now() };
  await pocket.put("drafts", { ...draft, language, values, body });
  form.reset();
  await drafts();
  const worker = await navigator.serviceWorker.ready;
  await worker.sync?.register("drafts").catch(() => {});
  worker.active.postMessage("send");
}

if (find("things") && navigator.serviceWorker) {
  const connected = () => {
    find("offline").hidden = navigator.onLine;
    if (navigator.onLine) navigator.serviceWorker.controller?.postMessage("send");
  };
  addEventListener("online", connected);
  addEventListener("offline", connected);
  connected();
  find("again").href = location.href;
  things();
  const forms = document.querySelectorAll("[data-draft]");
  for (const form of forms) {
    form.hidden = false;
    form.addEventListener("submit", write);
  }
  if (forms.length) {
    drafts();
    navigator.serviceWorker.addEventListener("message", drafts);
  }
}
