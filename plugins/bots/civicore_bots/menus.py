"""The menu of a bot: which conversations and pages its buttons open, as far as the city offers them now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from civicore import City
from civicore.contracts.dialog import Choice, Intent
from civicore_bots.config import Bot, Consultation
from civicore_bots.dialog import Button
from civicore_bots.drawing import Pen
from civicore_bots.pressing import Press, fits

CONSULT = "bots.consult"
_SHORT = {
    "booking": "booking.book",
    "doctrack": "doctrack.track",
    "signals": "signals.report",
    "ticketing": "ticketing.mine",
}


@dataclass(frozen=True)
class Opens:
    """What a button leads to: a conversation, or an address."""

    intent: str = ""
    start: str = ""
    url: str = ""


def opens(written: str) -> Opens:
    """What ``opens:`` of the file means."""
    if written.startswith(("https://", "/")):
        return Opens(url=written)
    name, _, start = written.partition(":")
    return Opens(CONSULT, start) if name == "consultation" else Opens(_SHORT.get(name, name), start)


@dataclass(frozen=True)
class Menu:
    """The menu of a bot in one language."""

    buttons: tuple[Button, ...]
    choices: tuple[Choice, ...]


def menu(city: City, bot: Bot | None, intents: Sequence[Intent], language: str, pen: Pen) -> Menu:
    """What is offered now; without a bot (text messages) each consultation of the city."""
    buttons, choices = [], []
    for label, leads in _entries(city, bot, language):
        button = _button(label, leads, intents, language, pen)
        if button is not None:
            buttons.append(button)
            choices.append(Choice(button.data, label, _words(city, leads, language)))
    return Menu(tuple(buttons), tuple(one for one in choices if one.id))


def consultations(city: City) -> dict[str, Consultation]:
    """The consultations of the file."""
    return dict(city.section("consultations") or {})


def bots(city: City) -> dict[str, Bot]:
    """The bots of the file."""
    return dict(city.section("bots") or {})


def _entries(city: City, bot: Bot | None, language: str) -> Iterator[tuple[str, Opens]]:
    if bot is not None:
        yield from ((one.label.in_(language), opens(one.opens)) for one in bot.menu.values())
        return
    for id, one in consultations(city).items():
        yield one.title.in_(language), Opens(CONSULT, id)


def _button(label: str, leads: Opens, intents: Sequence[Intent], language: str, pen: Pen) -> Button | None:
    if leads.url:
        return Button(label, url=pen.address(leads.url) if leads.url.startswith("/") else leads.url)
    known = next((one for one in intents if one.id == leads.intent), None)
    offered = known is not None and known.label(language) is not None and fits(leads.intent, leads.start)
    return Button(label, Press("go", leads.intent, leads.start).data) if offered else None


def _words(city: City, leads: Opens, language: str) -> tuple[str, ...]:
    found = consultations(city).get(leads.start) if leads.intent == CONSULT else None
    return (found.title.in_(language), *found.words.get(language, ())) if found else ()
