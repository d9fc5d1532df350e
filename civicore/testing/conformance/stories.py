"""What one person does with each first-party plugin, so that there is something to export and to erase."""

from __future__ import annotations

import re
from collections.abc import Callable

from civicore.people.programs import demo_key
from civicore.testing.browsing import Browser
from civicore.testing.canary import HELPER, Canary
from civicore.testing.conformance.crawling import TYPED, forms_of
from civicore.testing.town import Town

Story = Callable[[Town, Canary], None]
LINK = re.compile(r"https?://[^/\s]+(/\S+)")
_FEED = {"X-Feed-Key": demo_key("calls")}


def story_of(name: str, own: bool) -> Story:
    """That of a first-party plugin, or else whoever fills in every form of its public pages."""
    return STORIES[name] if own else lambda town, canary: fills_all(name, town, canary)


def fills_all(name: str, town: Town, canary: Canary) -> None:
    """Open every public page of a plugin and answer every form on it with the canary's values."""
    browser = town.browser("en")
    for _, form in forms_of(town, name, browser):
        answers = {
            one: canary.answer(one, kind)
            for one, kind in form.kinds.items()
            if kind in TYPED and not one.startswith("_")
        }
        chosen = {one: given[0] for one, given in form.choices.items() if given and given[0]}
        if form.method == "POST" and answers:
            browser.send_form(form, {**answers, **chosen})


def books(town: Town, canary: Canary) -> None:
    """Books a visit and confirms it."""
    fields = {key: canary.values[key] for key in ("first_name", "last_name", "email", "phone")}
    asked = {"agenda": "cards", "start": f"2026-12-01T{10 + canary.number % 7}:00:00+01:00", "fields": fields}
    _post(town.browser("en"), "/api/v1/bookings", asked)


def takes_a_ticket(town: Town, canary: Canary) -> None:
    """Takes a number from home, and asks for a text message when few are left."""
    browser = town.browser("en")
    ticket = browser.submit("/en/queue/hall/take", {"agenda": "cards"})
    asked = browser.submit(ticket, {"phone": canary.phone})
    assert asked.status == 200, asked.text


def reports(town: Town, canary: Canary) -> None:
    """Reports something broken in the street by the forms of the site, and begins a second report."""
    _written(town, canary, sent=True)
    _written(town, canary, sent=False)


def follows(town: Town, canary: Canary) -> None:
    """Looks a document up, asks to be told of it by e-mail, and says yes in the letter; then it is printed."""
    number, secret = f"77{canary.number:05d}", canary.values["last_name"]
    _observed(town, number, secret, "accepted")
    browser = town.browser("en")
    found = browser.submit("/en/documents", {"number": number, "secret": secret})
    browser.submit(f"{found.url}/follow", {"email": canary.email})
    if "email" in town.faults.down:
        return  # whoever has no letter cannot say yes
    said = browser.submit(_link(town, canary.email, "/documents/confirm/"))
    assert said.status == 200, said.text
    _observed(town, number, secret, "printing")


def chats(town: Town, canary: Canary) -> None:
    """Tells a bot something, looks a document up there with a number and a name, and asks by text message too."""
    browser, chat = town.browser("en"), f"/demo/chat/{HELPER}/telegram/{canary.values['chat']}"
    for words in (canary.values["text"], "Documents", "7712345", canary.values["last_name"]):
        browser.submit(chat, {"words": words})
    for text in ("Papers", "1"):
        browser.submit("/demo/outbox", {"sender": canary.phone, "text": text})


STORIES: dict[str, Story] = {
    "booking": books,
    "ticketing": takes_a_ticket,
    "signals": reports,
    "doctrack": follows,
    "bots": chats,
}


def _written(town: Town, canary: Canary, *, sent: bool) -> None:
    """A report by the forms of the site, signed in its words too; one that is not sent stays a draft."""
    browser = town.browser("en")
    page = browser.open("/en/signals/new/signal")
    where, what = f"Square 5, at {canary.name}", f"A hole in the road. {canary.name}, {canary.phone}"
    for answers in ({"address": where}, {"text": what}, _sender(canary)):
        page = browser.submit(page, answers, button="Continue")
    if sent:
        page = browser.submit(page, button="Send")
    assert page.url.endswith("/sent" if sent else "/check"), page.text


def _sender(canary: Canary) -> dict[str, str]:
    return {key: canary.values[key] for key in ("name", "email", "phone")}


def _post(browser: Browser, path: str, body: object, **headers: str) -> None:
    answer = browser.post(path, json=body, headers=headers)
    assert answer.status_code < 300, f"{path}: {answer.status_code} {answer.text}"


def _observed(town: Town, number: str, secret: str, stage: str) -> None:
    """The system of the passport office tells how far a document is."""
    at = town.clock.now.isoformat()
    line = {"number": number, "type": "passport", "stage": stage, "at": at, "secret": secret}
    _post(town.browser("en"), "/api/v1/documents/observations", {"observations": [line]}, **_FEED)


def _link(town: Town, to: str, part: str) -> str:
    """The newest link to such a page in the letters to somebody."""
    words = " ".join(one.text for one in town.outbox.to(to))
    found = [one for one in LINK.findall(words) if part in one]
    assert found, f"no letter to {to} leads to {part}"
    return str(found[-1])
