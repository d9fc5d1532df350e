"""What one person does with each first-party plugin, so that there is something to export and to erase."""

from __future__ import annotations

from collections.abc import Callable

from civicore.testing.browsing import Browser
from civicore.testing.canary import Canary
from civicore.testing.conformance.crawling import TYPED, forms_of
from civicore.testing.town import Town

Story = Callable[[Town, Canary], None]


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
    """Takes a ticket; a ticket bears nobody's name."""


def reports(town: Town, canary: Canary) -> None:
    """Reports something broken in the street, with a name and an address for the answer."""


def follows(town: Town, canary: Canary) -> None:
    """Follows the way of a document by e-mail."""


def chats(town: Town, canary: Canary) -> None:
    """Asks a bot."""


STORIES: dict[str, Story] = {
    "booking": books,
    "ticketing": takes_a_ticket,
    "signals": reports,
    "doctrack": follows,
    "bots": chats,
}


def _post(browser: Browser, path: str, body: object) -> None:
    answer = browser.post(path, json=body)
    assert answer.status_code < 300, f"{path}: {answer.status_code} {answer.text}"
