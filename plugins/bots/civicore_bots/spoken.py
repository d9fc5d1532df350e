"""What is to be done in a chat, as values that can be kept, and how long texts are cut. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from civicore_bots.came import Came
from civicore_bots.dialog import Button, Reply, Said


@dataclass(frozen=True)
class Say:
    """A message with its buttons; ``instead`` names the message whose place it takes."""

    text: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    asks: str = "none"
    instead: str = ""


@dataclass(frozen=True)
class Strip:
    """Take the buttons off a message: they were pressed."""

    message: str


@dataclass(frozen=True)
class Acknowledge:
    """Tell the messenger that a press arrived, with a short note or none."""

    query: str
    note: str = ""


Doing = Say | Strip | Acknowledge
_NAMES: dict[str, type[Doing]] = {"say": Say, "strip": Strip, "acknowledge": Acknowledge}


def written(doing: Doing) -> str:
    """As JSON, for a column."""
    name = next(name for name, kind in _NAMES.items() if isinstance(doing, kind))
    return json.dumps({name: asdict(doing)}, ensure_ascii=False)


def kept(body: str) -> Doing:
    """What ``written`` gave."""
    ((name, fields),) = json.loads(body).items()
    if name == "say":
        rows: Any = fields.pop("buttons")
        return Say(**fields, buttons=tuple(tuple(Button(**one) for one in row) for row in rows))
    return _NAMES[name](**fields)


def doings(reply: Reply, came: Came, most: int, length: Callable[[str], int]) -> tuple[Doing, ...]:
    """What a reply means for the chat; ``most`` is what one message of the messenger may hold."""
    found: list[Doing] = [Acknowledge(came.query, reply.note)] if came.query else []
    if reply.quiet:
        return tuple(found)
    says = [one for part in reply.parts for one in cut(part, most, length)]
    if came.pressed and says:
        instead = reply.instead and length(says[0].text) <= most
        found += [] if instead else [Strip(came.pressed)]
        if instead:
            says[0] = Say(says[0].text, says[0].buttons, says[0].asks, came.pressed)
    return (*found, *says)


def cut(said: Said, most: int, length: Callable[[str], int]) -> list[Say]:
    """Messages that are short enough; the buttons stand under the last one."""
    *before, last = pieces(said.text, most, length)
    return [*(Say(one) for one in before), Say(last, said.buttons, said.asks)]


def pieces(text: str, most: int, length: Callable[[str], int]) -> list[str]:
    """The text in parts of at most ``most``: cut between lines, else between words, else anywhere."""
    if length(text) <= most:
        return [text]
    end = _fitting(text, most, length)
    for mark in ("\n", " "):
        at = text.rfind(mark, 1, end + 1)
        if at > 0 and text[:at].strip():
            return [text[:at].rstrip(), *pieces(text[at:].lstrip(), most, length)]
    return [text[:end], *pieces(text[end:], most, length)]


def _fitting(text: str, most: int, length: Callable[[str], int]) -> int:
    """How many signs fit, found by halving."""
    low, high = 1, min(len(text), most)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if length(text[:middle]) <= most else (low, middle - 1)
    return low


def joined(says: Sequence[Doing]) -> Say:
    """All messages as one, with the last buttons: where a messenger takes only one."""
    found = [one for one in says if isinstance(one, Say)]
    rows = next((one.buttons for one in reversed(found) if one.buttons), ())
    return Say("\n\n".join(one.text for one in found), rows)
