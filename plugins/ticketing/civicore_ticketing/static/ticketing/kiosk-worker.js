/* Stands between the kiosk's address and the network: when the server is away, the page for that time is shown. */
const home = new URL(self.registration.scope).pathname;
const page = `${home}/cut`;
const AWAY = [502, 503, 504];
const PATIENCE = 10000; // ms; a network that hangs is away too

async function renew() {
  const answer = await fetch(page, { credentials: "same-origin", cache: "no-store" });
  if (!answer.ok || answer.redirected) return;
  const cache = await caches.open(home);
  const text = await answer.clone().text();
  const wanted = new Set([...text.matchAll(/(?:href|src)="(\/static\/[^"]+)"/g)].map((found) => found[1]));
  const held = await cache.keys();
  const old = held.filter((one) => !wanted.has(new URL(one.url).pathname) && new URL(one.url).pathname !== page);
  const missing = [...wanted].filter((one) => !held.some((kept) => new URL(kept.url).pathname === one));
  await cache.addAll(missing);
  await cache.put(page, answer);
  await Promise.all(old.map((one) => cache.delete(one)));
}

async function go(request) {
  try {
    const answer = await Promise.race([fetch(request), late()]);
    if (!AWAY.includes(answer.status)) return answer;
  } catch {
    /* no network, or none that answers: below */
  }
  return (await caches.match(page)) ?? Response.error();
}

function late() {
  return new Promise((_, reject) => setTimeout(() => reject(new Error("late")), PATIENCE));
}

addEventListener("install", (event) => event.waitUntil(renew().then(() => self.skipWaiting())));
addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
addEventListener("message", (event) => event.data === "renew" && event.waitUntil(renew().catch(() => {})));
addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.mode === "navigate") event.respondWith(go(request));
  else if (new URL(request.url).pathname.startsWith("/static/"))
    event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
});
