// Asks the browser for a security key and sends what it answers with the form.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const listed = (keys = []) => keys.map((one) => ({ ...one, id: bytes(one.id) }));

function question(written) {
  const asked = JSON.parse(written);
  asked.challenge = bytes(asked.challenge);
  if (asked.user) asked.user.id = bytes(asked.user.id);
  if (asked.allowCredentials) asked.allowCredentials = listed(asked.allowCredentials);
  if (asked.excludeCredentials) asked.excludeCredentials = listed(asked.excludeCredentials);
  return { publicKey: asked };
}

function written(made) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"])
    if (made.response[name]) response[name] = text(made.response[name]);
  if (made.response.getTransports) response.transports = made.response.getTransports();
  return JSON.stringify({ id: made.id, rawId: text(made.rawId), type: made.type, response });
}

for (const form of document.querySelectorAll("[data-security-key]")) {
  if (!navigator.credentials?.create || !globalThis.PublicKeyCredential) continue;
  const failed = form.querySelector("[data-failed]");
  for (const part of form.querySelectorAll("[data-with-script]")) part.hidden = false;
  for (const part of form.querySelectorAll("[data-without-script]")) part.hidden = true;
  form.addEventListener("submit", async (event) => {
    if (form.elements.answer.value) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    failed.hidden = true;
    try {
      const asked = question(form.dataset.question);
      const deed = form.dataset.securityKey;
      form.elements.answer.value = written(await navigator.credentials[deed](asked));
      form.requestSubmit();
    } catch {
      form.elements.answer.value = "";
      failed.hidden = false;
    }
  }, { capture: true });
}
