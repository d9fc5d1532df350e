"""The keyboard on a kiosk's screen: its letters in each language, and what a key does to what is typed. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from civicore import Languages, Msgid

Typing = Literal["name", "text", "address", "digits", "pin", "code"]
LETTERS = Msgid("QWERTYUIOP ASDFGHJKL ZXCVBNM")
"""The rows of the keyboard's letters, as they lie on keyboards of the language; two rows more at most."""
DIGITS = "1234567890"
_SIGNS: dict[Typing, str] = {"name": "-’", "text": ".,-/", "address": "@.-_", "digits": "+.", "pin": "", "code": ""}
LONGEST = 200
_BEGINS = re.compile(r"(^|[\s\-–])$")


@dataclass(frozen=True)
class Board:
    """Rows of keys. ``language`` is whose letters they are, empty for digits alone."""

    language: str
    rows: tuple[str, ...]


def boards(languages: Languages, first: str, typing: Typing) -> tuple[Board, ...]:
    """The keyboards a person may choose from, that of their own language first; addresses have Latin letters."""
    signs = _SIGNS[typing]
    if typing in ("digits", "pin"):
        return (Board("", ("123", "456", "789", f"0{signs}")),)
    order = [first, *(one for one in languages.known if one != first)]
    letters = dict.fromkeys(languages.translate(one, LETTERS) for one in order)
    if typing in ("address", "code"):
        letters = {str(LETTERS): None}
    owners = {languages.translate(one, LETTERS): one for one in reversed(order)}
    digits = () if typing == "name" else (DIGITS,)
    lower = str.lower if typing == "address" else str
    return tuple(Board(owners.get(rows, ""), (*digits, *_with(lower(rows).split(), signs))) for rows in letters)


def _with(rows: Sequence[str], signs: str) -> tuple[str, ...]:
    """The signs end the last row."""
    return (*rows[:-1], rows[-1] + signs)


def board_of(found: Sequence[Board], language: str) -> Board:
    """The one that was chosen, else the first."""
    return next((one for one in found if one.language == language), found[0])


def pressed(typed: str, key: str, typing: Typing, keys: Iterable[str]) -> str:
    """What is typed after a key: one of the board's signs, a space, ``back`` for the last one or ``clear``."""
    if key in ("back", "clear"):
        return typed[:-1] if key == "back" else ""
    if key not in {" ", *keys} or len(typed) >= LONGEST:
        return typed
    return typed + cased(typed, key, typing)


def cased(typed: str, sign: str, typing: Typing) -> str:
    """A letter as it is written there: names begin with a capital, after a space and a hyphen too."""
    if typing != "name":
        return sign
    return sign.upper() if _BEGINS.search(typed) else sign.lower()
