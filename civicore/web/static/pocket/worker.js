// Stands between the site and the network. The shared cache holds files of the site and the page for off-line, fetched
// as a stranger would; what is a person's stays in the store above.
const { version, languages, page, icons } = self.about;
const name = `pocket-${version}`;
const DAY = 86400000;
const pages = languages.map((one) => `/${one}${page}`);
const OTHERS = /^\/[^/]+(\/text)?\/(desk|device)(\/|$)/;

// The page in every language, and what it is made of.
async function renew() {
  const cache = await caches.open(name);
  for (const one of pages) {
    const answer = await fetch(one, { credentials: "omit", cache: "no-store" });
    if (!answer.ok || answer.redirected) continue;
    const text = await answer.clone().text();
    const files = new Set([...text.matchAll(/(?:href|src)="(\/static\/[^"]+)"/g)].map((found) => found[1]));
    for (const file of files) if (!(await cache.match(file))) await cache.add(file);
    await cache.put(one, answer);
  }
}

async function stale() {
  const kept = await caches.match(pages[0]);
  return !kept || Date.now() - new Date(kept.headers.get("date")) > DAY;
}

// After a page has come there is network: the time for what waited.
async function awake() {
  await send();
  if (await stale()) await renew();
}

async function go(event) {
  try {
    const answer = await fetch(event.request);
    event.waitUntil(awake().catch(() => {}));
    return answer;
  } catch {
    const spoken = new URL(event.request.url).pathname.split("/")[1];
    const kept = await caches.match(`/${spoken}${page}`);
    return kept ?? (await caches.match(pages[0])) ?? Response.error();
  }
}

async function file(request) {
  const kept = await caches.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await (await caches.open(name)).put(request, answer.clone());
  return answer;
}

// Each draft once: one sender at a time here, and on the server its id is the mark of the request.
function send() {
  return navigator.locks.request("pocket", async () => {
    for (const draft of await pocket.all("drafts")) if (!draft.state) await post(draft);
  });
}

async function post(draft) {
  const headers = { "Content-Type": "application/json", "Idempotency-Key": draft.id, "Accept-Language": draft.language };
  const answer = await fetch(draft.to, { method: "POST", headers, body: JSON.stringify(draft.body) });
  if (answer.status >= 500 || [408, 425, 429].includes(answer.status)) throw new Error("later");
  const said = await answer.json().catch(() => ({}));
  if (answer.ok) Object.assign(draft, { state: "sent", body: null, values: {}, number: said.number ?? "" });
  else Object.assign(draft, { state: "refused", why: said.errors?.[0]?.detail ?? said.detail ?? said.title ?? "" });
  await pocket.put("drafts", draft);
  for (const one of await clients.matchAll({ type: "window" })) one.postMessage("drafts");
}

addEventListener("install", (event) => event.waitUntil(renew().then(() => skipWaiting())));
addEventListener("activate", (event) => {
  const old = async () => {
    for (const one of await caches.keys()) if (one.startsWith("pocket-") && one !== name) await caches.delete(one);
    await clients.claim();
  };
  event.waitUntil(old());
});
addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (pathname.startsWith("/static/")) event.respondWith(file(request));
  else if (request.mode === "navigate" && !OTHERS.test(pathname)) event.respondWith(go(event));
});
addEventListener("sync", (event) => event.waitUntil(send()));
addEventListener("message", (event) => event.data === "send" && event.waitUntil(send().catch(() => {})));

addEventListener("push", (event) => {
  const { title, body, tag, url, lang } = event.data.json();
  const look = { body, tag, lang, data: url, icon: `${icons}/192.png`, badge: `${icons}/badge.png` };
  event.waitUntil(registration.showNotification(title, look));
});
addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(clients.openWindow(event.notification.data));
});
