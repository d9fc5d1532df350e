// Asks the browser for news about this thing, once the person has pressed the button, and hands them over by the form.
const form = document.querySelector("[data-push]");
const able = "PushManager" in window && navigator.serviceWorker;

async function allow() {
  const { key } = await (await fetch(form.action)).json();
  await navigator.serviceWorker.register("/sw.js");
  const worker = await navigator.serviceWorker.ready;
  const asked = { userVisibleOnly: true, applicationServerKey: key };
  // A subscription made under another key of the city's is of no use any more.
  const there = await worker.pushManager.subscribe(asked).catch(async (error) => {
    const old = error.name === "InvalidStateError" && (await worker.pushManager.getSubscription());
    if (!old) throw error;
    await old.unsubscribe();
    return worker.pushManager.subscribe(asked);
  });
  form.elements.subscription.value = JSON.stringify(there);
  form.submit();
}

form.hidden = !able;
document.querySelector("[data-push-first]").hidden = able || !("standalone" in navigator);
form.querySelector("button").addEventListener("click", () =>
  allow().catch(() => (form.querySelector("[data-push-no]").hidden = false)),
);
