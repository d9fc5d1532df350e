/* Probes that pagecheck.py runs inside a page. */
const FOCUSABLE = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]:not([tabindex="-1"])';
const TARGET = 24;

function shown(element) {
  const box = element.getBoundingClientRect();
  const visible = element.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true });
  return visible && box.width > 0 && box.height > 0 && !element.disabled && !element.closest("[inert]");
}

function named(element) {
  const words = (element.innerText || element.value || element.getAttribute("aria-label") || "").trim().slice(0, 40);
  const id = element.id ? `#${element.id}` : element.name ? `[name=${element.name}]` : "";
  return `${element.tagName.toLowerCase()}${id} "${words}"`;
}

function sideways() {
  const page = document.scrollingElement;
  const over = page.scrollWidth - page.clientWidth;
  if (over <= 1) return [];
  const guilty = [...document.body.querySelectorAll("*")].filter(
    (one) => one.getBoundingClientRect().right + scrollX > page.clientWidth + 1 && !insideScroller(one),
  );
  return [`scrolls ${over} px sideways: ${guilty.slice(0, 3).map(named).join(", ")}`];
}

function insideScroller(element) {
  for (let above = element.parentElement; above && above !== document.body; above = above.parentElement) {
    if (["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(above).overflowX)) return true;
  }
  return false;
}

/* A labelled radio button or checkbox is as large as its label too. */
function target(element) {
  const box = element.getBoundingClientRect();
  if (!["radio", "checkbox"].includes(element.type)) return box;
  return [...(element.labels || [])].reduce((whole, label) => {
    const more = label.getBoundingClientRect();
    const [left, top] = [Math.min(whole.left, more.left), Math.min(whole.top, more.top)];
    return new DOMRect(left, top, Math.max(whole.right, more.right) - left, Math.max(whole.bottom, more.bottom) - top);
  }, box);
}

/* WCAG 2.5.8: 24 px, or a circle of 24 px that touches no other target; links in a sentence are exempt. */
function smallTargets() {
  const all = [...document.querySelectorAll(FOCUSABLE)]
    .filter((element) => shown(element) && !element.closest("[aria-hidden=true]"))
    .map((element) => [element, target(element)]);
  return all
    .filter(([element, box]) => {
      if (box.right <= 0 || box.bottom <= 0 || (box.width >= TARGET - 0.5 && box.height >= TARGET - 0.5)) return false;
      if (element.tagName === "A" && getComputedStyle(element).display === "inline") return false;
      const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
      return all.some(([other, far]) => {
        if (other === element || other.contains(element) || element.contains(other)) return false;
        return Math.hypot(Math.max(far.left - x, 0, x - far.right), Math.max(far.top - y, 0, y - far.bottom)) < TARGET / 2;
      });
    })
    .map(([element, box]) => `${named(element)} is ${Math.round(box.width)} by ${Math.round(box.height)} px`);
}

/* Every computed style of a control and of what a focus mark could be drawn on beside it. */
function look(element) {
  const places = [element, element.parentElement, element.nextElementSibling, ...(element.labels || [])];
  return places
    .filter(Boolean)
    .flatMap((place) => [getComputedStyle(place), getComputedStyle(place, "::before"), getComputedStyle(place, "::after")])
    .map((style) => Array.from(style, (name) => style.getPropertyValue(name)).join())
    .join();
}

/* Tab begins before everything, even where a script has moved the focus into the page. */
function rewind() {
  const start = document.createElement("span");
  start.tabIndex = -1;
  document.body.prepend(start);
  start.focus();
  start.remove();
}

function remember() {
  rewind();
  const all = [...document.querySelectorAll(FOCUSABLE)].filter((one) => shown(one) && one.tabIndex >= 0);
  const groups = new Set(all.filter((one) => one.type === "radio").map((one) => one.name));
  window.pagecheckSeen = new Set();
  window.pagecheckStops = all.filter((one) => one.type !== "radio").length + groups.size;
}

/* Whether it looks different without the focus; asked only of what has no outline, it takes its time. */
function marked(element) {
  const now = look(element);
  element.blur();
  const before = look(element);
  element.focus({ preventScroll: true });
  return now !== before;
}

function focused() {
  const element = document.activeElement;
  if (!element || element === document.body || element === document.documentElement) return null;
  const same = element === window.pagecheckLast; // a date has several stops of its own
  const again = !same && window.pagecheckSeen.has(element);
  window.pagecheckLast = element;
  window.pagecheckSeen.add(element);
  const style = getComputedStyle(element);
  const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
  const wrong = [];
  // Not again inside one control: to leave a date and come back begins it anew.
  if (!outlined && !same && !marked(element)) wrong.push("focus cannot be seen");
  if (element.tabIndex > 0) wrong.push("tabindex above 0");
  if (covered(element)) wrong.push("covered while it has the focus");
  return { name: named(element), same, again, wrong };
}

/* WCAG 2.4.11: something else lies over all of the control that is inside the window. */
function covered(element) {
  const own = [element, ...(element.labels || [])];
  const box = element.getBoundingClientRect();
  let looked = 0;
  for (const right of [0.1, 0.5, 0.9]) {
    for (const down of [0.1, 0.5, 0.9]) {
      const hit = document.elementFromPoint(box.left + box.width * right, box.top + box.height * down);
      if (!hit) continue;
      looked += 1;
      if (own.some((part) => part.contains(hit)) || hit.contains(element)) return false;
    }
  }
  return looked > 0;
}
