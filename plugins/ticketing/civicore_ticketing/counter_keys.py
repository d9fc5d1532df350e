"""Keys of the counter screen: one for each deed, by their place on the keyboard (``event.code``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from civicore import Msgid

DEEDS: Mapping[str, Msgid] = {
    "next": Msgid("Call next"),
    "recall": Msgid("Call again"),
    "arrived": Msgid("Has come"),
    "finish": Msgid("Finish"),
    "no_show": Msgid("No-show"),
    "undo": Msgid("Take back"),
    "park": Msgid("Set aside"),
    "transfer": Msgid("Send on"),
    "number": Msgid("Call a number"),
    "without": Msgid("Without a ticket"),
    "pause": Msgid("Break"),
    "alarm": Msgid("Call for help"),
}
"""Every deed that has a key, and the words on its button; in the order of the settings."""


@dataclass(frozen=True)
class Key:
    """A key of one deed; ``chord`` is empty where the file has turned it off."""

    deed: str
    words: Msgid
    chord: str

    @property
    def shown(self) -> str:
        return shown(self.chord)


def keys(chords: Mapping[str, str]) -> dict[str, Key]:
    """All deeds with the keys that the file gives them."""
    return {deed: Key(deed, words, chords.get(deed, "")) for deed, words in DEEDS.items()}


def shown(chord: str) -> str:
    """``Alt+Shift+KeyN`` as it stands on the keys: ``Alt+Shift+N``; also what ``aria-keyshortcuts`` takes."""
    return "+".join(part.removeprefix("Key").removeprefix("Digit") for part in chord.split("+"))
