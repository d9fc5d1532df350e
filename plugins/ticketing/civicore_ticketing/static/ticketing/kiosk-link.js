/* The kiosk and its server: numbers are kept for the time without network, and what was given then is handed in. */
const about = document.getElementById("kiosk").dataset;
const place = `kiosk:${about.device}`;
const AFTER = 60_000;
const AT_ONCE = 100;

function read(name, otherwise) {
  try {
    return JSON.parse(localStorage.getItem(`${place}:${name}`)) ?? otherwise;
  } catch {
    return otherwise;
  }
}
function write(name, value) {
  localStorage.setItem(`${place}:${name}`, JSON.stringify(value));
}

/* The server's clock counts; while it is away, the difference that was seen last. */
const shelf = {
  pack: () => read("pack", null),
  now: () => new Date(Date.now() + (read("pack", null)?.ahead ?? 0)),
  journal: () => read("journal", []),
  since: () => read("pack", null)?.at ?? null,
  async renew() {
    const began = Date.now();
    const answer = await fetch(`${about.kiosk}/pack`, { cache: "no-store" });
    if (!answer.ok) throw new Error(String(answer.status));
    const pack = await answer.json();
    const ended = Date.now();
    write("pack", { ...pack, at: ended, ahead: Date.parse(pack.now) - (began + ended) / 2 });
    const today = new Set(pack.leases.map((one) => one.day));
    const used = Object.entries(read("used", {})).filter(([key]) => today.has(key.split("|")[0]));
    write("used", Object.fromEntries(used));
  },
  /* The next number of an agenda, written down before anybody sees it; null when there is none left. */
  give(agenda, more) {
    const used = read("used", {});
    for (const lease of shelf.pack()?.leases ?? []) {
      const key = [lease.day, lease.series, lease.first].join("|");
      const number = Math.max(lease.next, used[key] ?? 0);
      if (!lease.agendas.includes(agenda) || lease.day !== shelf.today() || number > lease.last) continue;
      const entry = { key: crypto.randomUUID(), agenda, number, at: shelf.now().toISOString(), ...more };
      write("used", { ...used, [key]: number + 1 });
      write("journal", [...shelf.journal(), entry]);
      return { ...entry, label: lease.prefix + String(number).padStart(lease.digits, "0") };
    }
    return null;
  },
  /* Date and minute of the day at the office, whose distance from UTC the server's time tells. */
  wall(at = shelf.now().getTime()) {
    const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)$/.exec(shelf.pack()?.now ?? "") ?? ["", "+", "0", "0"];
    const shift = (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
    return new Date(at + shift).toISOString();
  },
  today: () => shelf.wall().slice(0, 10),
  minute: () => Number(shelf.wall().slice(11, 13)) * 60 + Number(shelf.wall().slice(14, 16)),
};
globalThis.kioskShelf = shelf;

async function handIn() {
  const entries = shelf.journal().slice(0, AT_ONCE);
  if (!entries.length) return;
  const answer = await fetch(`${about.kiosk}/journal`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRF-Token": document.querySelector("input[name=_csrf]").value },
    body: JSON.stringify({ entries }),
  });
  if (!answer.ok) throw new Error(String(answer.status));
  const done = new Set((await answer.json()).results.map((one) => one.key));
  write("journal", shelf.journal().filter((one) => !done.has(one.key)));
  if (done.size) await handIn();
}

async function keep() {
  try {
    await handIn();
    await shelf.renew();
    navigator.serviceWorker?.controller?.postMessage("renew");
    document.dispatchEvent(new CustomEvent("kiosk:ready"));
  } catch {
    /* the server is away: the numbers held are what they were */
  }
  setTimeout(keep, AFTER);
}

if (!document.body.classList.contains("on-cut")) {
  keep();
  for (const language of about.languages.split(" ")) {
    const scope = about.kiosk.replace(/^\/[^/]+/, `/${language}`);
    navigator.serviceWorker?.register(`${scope}/worker.js`, { scope }).catch(() => {});
  }
  document.addEventListener("kiosk:cut", () => navigator.serviceWorker?.controller && location.replace(about.kiosk));
}
