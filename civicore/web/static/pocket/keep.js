// Keeps what this page shows of one thing in the browser's own store, because its person said so.
const said = (node) => node.innerText.trim().replace(/\n{2,}/g, "\n");
const listed = (node) => [...node.children].map((one, place) => `${place + 1}. ${said(one)}`).join("\n");
const found = (name) => document.querySelector(`[data-kept-${name}]`);

async function picture() {
  const answer = found("picture") && (await fetch(found("picture").src));
  return answer?.ok ? `data:image/svg+xml,${encodeURIComponent(await answer.text())}` : "";
}

async function gathered(about) {
  const lines = [];
  for (const part of document.querySelectorAll("[data-kept]"))
    if (part.localName === "dl")
      for (const term of part.querySelectorAll("dt")) lines.push([said(term), said(term.nextElementSibling)]);
    else lines.push([part.dataset.kept, part.localName === "ol" ? listed(part) : said(part)]);
  const code = found("code") ? said(found("code")) : "";
  const code_name = found("name") ? said(found("name")) : "";
  const page = { address: location.pathname, language: document.documentElement.lang, kept: Date.now() };
  return { ...about, lines, code, code_name, picture: await picture(), ...page };
}

export async function press(row) {
  await pocket.put("things", await gathered(JSON.parse(row.dataset.keep)));
  await navigator.serviceWorker.register("/sw.js");
  for (const one of row.children) one.hidden = !one.hasAttribute("data-kept-now");
}

// What is kept already is brought up to date, or goes when it is over; in the app the city may keep it unasked.
export async function open(row) {
  const about = JSON.parse(row.dataset.keep);
  const installed = matchMedia("(display-mode: standalone)").matches;
  if (about.gone) await pocket.drop("things", about.id);
  else if ((await pocket.get("things", about.id)) || (installed && row.dataset.keeps === "at_once")) await press(row);
}
