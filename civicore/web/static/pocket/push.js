// Asks the browser for news about this thing, because its person pressed the button, and hands them over by the form.
async function allowed(key) {
  await navigator.serviceWorker.register("/sw.js");
  const { pushManager } = await navigator.serviceWorker.ready;
  const asked = { userVisibleOnly: true, applicationServerKey: key };
  return pushManager.subscribe(asked).catch(async (error) => {
    // A subscription made under another key of the city's is of no use any more.
    const old = error.name === "InvalidStateError" && (await pushManager.getSubscription());
    if (!old) throw error;
    await old.unsubscribe();
    return pushManager.subscribe(asked);
  });
}

export async function press(form) {
  try {
    const { key } = await (await fetch(form.action)).json();
    form.elements.subscription.value = JSON.stringify(await allowed(key));
    form.submit();
  } catch {
    form.querySelector("[data-push-no]").hidden = false;
  }
}
