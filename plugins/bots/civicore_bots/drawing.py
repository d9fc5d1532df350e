"""Questions, ends and menus as messages with buttons; every messenger shows the same. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from civicore.contracts.dialog import Ask, Done, Next
from civicore_bots.dialog import Button, Said
from civicore_bots.pressing import Press, fits

Row = tuple[Button, ...]
_BESIDE = 18  # signs of a label up to which two buttons stand in one row
_SHARED = {"phone": "phone", "place": "place", "photo": "photo", "none": "none"}


@dataclass(frozen=True)
class Pen:
    """How things are said in one language: ``gettext`` translates, ``address`` makes a path of the site whole."""

    gettext: Callable[[str], str]
    address: Callable[[str], str]


@dataclass(frozen=True)
class Spot:
    """The question under way: what its buttons are marked with, and whether one can go back."""

    mark: str
    depth: int


def asked(ask: Ask, spot: Spot, pen: Pen, before: str = "") -> Said:
    """A question with a button for each choice."""
    text = paragraphs(before, ask.refused or "", ask.text, ask.help or "")
    choices = [Button(one.label, Press("answer", one.id, "", spot.mark, spot.depth).data) for one in ask.choices]
    ways = [Button(pen.gettext("Leave it out"), _at("skip", spot))] if ask.optional else []
    ways += [Button(pen.gettext("Back"), _at("back", spot))] if spot.depth else []
    ways.append(Button(pen.gettext("Menu"), Press("menu").data))
    shared = _SHARED.get(ask.typed, "text")
    brief = paragraphs(before, ask.refused or "", ask.text)
    return Said(text, (*rows(choices), tuple(ways)), shared, brief)  # type: ignore[arg-type]


def done(end: Done, pen: Pen, *, again: bool, before: str = "") -> Said:
    """The end, with what can be done next."""
    buttons = list(then(end.then))
    buttons += [Button(one.label, url=full(one.url, pen)) for one in end.links]
    ways = [Button(pen.gettext("Begin again"), Press("again").data)] if again else []
    ways.append(Button(pen.gettext("Menu"), Press("menu").data))
    return Said(paragraphs(before, spoken(end)), (*((one,) for one in buttons), tuple(ways)))


def spoken(end: Done) -> str:
    """The words of an end: its title, the list, then paragraphs."""
    items = "\n".join(f"• {one}" for one in end.items)
    return paragraphs(end.title, items, "\n".join(end.lines))


def then(offers: Iterable[Next]) -> Iterable[Button]:
    """Conversations that are offered next; what no button can carry is left out."""
    return (Button(one.label, Press("go", one.intent, one.start).data) for one in offers if fits(one.intent, one.start))


def rows(buttons: Sequence[Button]) -> tuple[Row, ...]:
    """Two short ones beside each other, long ones each in a row."""
    found: list[Row] = []
    for one in buttons:
        beside = found and len(found[-1]) == 1 and _short(found[-1][0]) and _short(one)
        found = [*found[:-1], (found[-1][0], one)] if beside else [*found, (one,)]
    return tuple(found)


def paragraphs(*parts: str) -> str:
    """Those that say something, an empty line between them."""
    return "\n\n".join(part for part in parts if part)


def full(url: str, pen: Pen) -> str:
    """The whole address of a link."""
    return pen.address(url) if url.startswith("/") else url


def numbered(said: Said) -> tuple[str, ...]:
    """What the numbers 1, 2, 3, … stand for: the data of its buttons but those that only lead about."""
    every = (one for row in said.buttons for one in row)
    return tuple(one.data for one in every if one.data[:1] in ("a", "g", "s"))


def _short(button: Button) -> bool:
    return len(button.label) <= _BESIDE and not button.url


def _at(act: str, spot: Spot) -> str:
    return Press(act, "", "", spot.mark, spot.depth).data  # type: ignore[arg-type]
