// Keeps what this page shows of one thing in the browser's own store, because its person said so.
const row = document.querySelector("[data-keep]");
const about = JSON.parse(row.dataset.keep);
const installed = matchMedia("(display-mode: standalone)").matches;
const said = (node) => node.innerText.trim();

async function picture() {
  const there = document.querySelector("[data-kept-picture]");
  const answer = there && (await fetch(there.src));
  return answer?.ok ? `data:image/svg+xml,${encodeURIComponent(await answer.text())}` : "";
}

async function gathered() {
  const lines = [];
  for (const part of document.querySelectorAll("[data-kept]"))
    if (part.localName === "dl")
      for (const term of part.querySelectorAll("dt")) lines.push([said(term), said(term.nextElementSibling)]);
    else lines.push([part.dataset.kept, part.matches("ol, ul") ? [...part.children].map(said).join("\n") : said(part)]);
  const code = document.querySelector("[data-kept-code]");
  const name = document.querySelector("[data-kept-name]");
  return {
    ...about,
    lines,
    code: code ? said(code) : "",
    code_name: name ? said(name) : "",
    picture: await picture(),
    address: location.pathname,
    language: document.documentElement.lang,
    kept: Date.now(),
  };
}

async function keep() {
  await pocket.put("things", await gathered());
  await navigator.serviceWorker.register("/sw.js");
  row.querySelector("[data-kept-now]").hidden = false;
  for (const one of row.querySelectorAll("[data-keep-now], [data-keep-why]")) one.hidden = true;
}

if (about.gone) pocket.drop("things", about.id);
else if (navigator.serviceWorker) {
  row.hidden = false;
  row.querySelector("[data-keep-now]").addEventListener("click", keep);
  // What is kept already is brought up to date; in the app the city may keep it unasked.
  if ((await pocket.get("things", about.id)) || (installed && row.dataset.keeps === "at_once")) keep();
}
