// Does the sum that a page asks for before something scarce is given out. All of it happens here: no other host.

const ROUND = new Uint32Array(64);
const START = new Uint32Array(8);
for (let n = 2, found = 0; found < 64; n++) {
  let prime = true;
  for (let d = 2; d * d <= n; d++) if (n % d === 0) prime = false;
  if (!prime) continue;
  if (found < 8) START[found] = (n ** 0.5 % 1) * 2 ** 32;
  ROUND[found++] = (Math.cbrt(n) % 1) * 2 ** 32;
}
const turned = (word, by) => (word >>> by) | (word << (32 - by));
const words = new Uint32Array(64);

// SHA-256 of one block of 64 bytes that already stand in the first sixteen words, after the blocks before it.
function digested(state) {
  for (let i = 16; i < 64; i++) {
    const a = words[i - 15], b = words[i - 2];
    words[i] =
      words[i - 16] + words[i - 7] + (turned(a, 7) ^ turned(a, 18) ^ (a >>> 3)) + (turned(b, 17) ^ turned(b, 19) ^ (b >>> 10));
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i++) {
    const one = (h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + ((e & f) ^ (~e & g)) + ROUND[i] + words[i]) | 0;
    const two = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + one) | 0; d = c; c = b; b = a; a = (one + two) | 0;
  }
  return [a, b, c, d, e, f, g, h].map((word, i) => (word + state[i]) >>> 0);
}

// The first word of the SHA-256 of an ASCII text is enough: a puzzle has never more than 32 bits.
export function firstWord(text) {
  let state = [...START];
  const bytes = text.length + 1;
  for (let block = 0; block * 64 < bytes + 8; block++) {
    words.fill(0, 0, 16);
    for (let i = 0; i < 64; i++) {
      const at = block * 64 + i;
      const sign = at < text.length ? text.charCodeAt(at) : at === text.length ? 128 : 0;
      words[i >> 2] |= sign << (24 - 8 * (i & 3));
    }
    if ((block + 1) * 64 >= bytes + 8) words[15] = text.length * 8;
    state = digested(state);
  }
  return state[0];
}

// In slices of 12 milliseconds, so that the page stays alive.
async function solution(text, bits) {
  for (let number = 0; ; ) {
    const pause = performance.now() + 12;
    while (performance.now() < pause) {
      if (Math.clz32(firstWord(`${text}:${number}`)) >= bits) return String(number);
      number++;
    }
    await new Promise((go) => setTimeout(go));
  }
}

for (const box of document.querySelectorAll("[data-puzzle]")) {
  const form = box.closest("form");
  const answer = box.querySelector("input[name=_solution]");
  const found = solution(box.dataset.puzzle, Number(box.dataset.bits)).then((number) => {
    answer.value = number;
    for (const part of box.querySelectorAll("[data-done]")) part.hidden = part.dataset.done !== "yes";
  });
  // Whoever is quicker than the sum waits for it; a press of Back or Change does not.
  form.addEventListener(
    "submit",
    (event) => {
      if (answer.value || event.submitter?.hasAttribute("formaction")) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      found.then(() => form.requestSubmit(event.submitter));
    },
    true,
  );
}
