"""What a button carries: ASCII of at most 64 bytes, that says which question it answers. Pure.

A keyboard stays on a telephone for years. The mark and the depth tell whether it belongs to the question that is
asked now, to one that was answered before, or to a conversation that is no longer led this way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import blake2s
from typing import Literal

from civicore_bots.dialog import MOST_DATA

LONGEST_CHOICE = 24  # signs of a choice's id, as the contract of conversations has it
Act = Literal["answer", "skip", "back", "go", "menu", "again", "help", "languages", "language"]
_ACTS: dict[str, Act] = {
    "a": "answer",
    "s": "skip",
    "b": "back",
    "g": "go",
    "m": "menu",
    "r": "again",
    "h": "help",
    "l": "languages",
    "L": "language",
}
_LETTERS = {act: letter for letter, act in _ACTS.items()}
_MARKED = re.compile(r"([0-9a-f]{6})([0-9]{1,3})\.(.*)", re.DOTALL)


@dataclass(frozen=True)
class Press:
    """What a button means. ``value`` is the choice, the language, or the conversation that begins."""

    act: Act
    value: str = ""
    start: str = ""
    mark: str = ""
    depth: int = 0

    @property
    def data(self) -> str:
        """What the button carries. ValueError when that is more than a messenger brings back."""
        if self.mark:
            body = f"{self.mark}{self.depth}.{self.value}"
        else:
            body = f"{self.value}:{self.start}" if self.act == "go" else self.value
        data = _LETTERS[self.act] + body
        if len(data.encode()) > MOST_DATA or not data.isascii():
            raise ValueError(f"a button carries at most {MOST_DATA} bytes of ASCII, not {data!r}")
        return data


def fits(intent: str, start: str) -> bool:
    """Whether a button can open this conversation."""
    try:
        return bool(Press("go", intent, start).data)
    except ValueError:
        return False


def pressed(data: str) -> Press | None:
    """What a button that carries this means; None for what is none of ours."""
    act = _ACTS.get(data[:1])
    if act is None or len(data.encode()) > MOST_DATA:
        return None
    if act in ("answer", "skip", "back"):
        found = _MARKED.fullmatch(data[1:])
        return Press(act, found[3], "", found[1], int(found[2])) if found else None
    if act == "go":
        intent, colon, start = data[1:].partition(":")
        return Press("go", intent, start) if colon and intent else None
    return Press(act, data[1:])


def mark(intent: str, start: str, key: str) -> str:
    """Six signs that a question is known by."""
    return blake2s("\0".join((intent, start, key)).encode(), digest_size=3).hexdigest()
