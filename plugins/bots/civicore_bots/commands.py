"""Words that lead about in every conversation: menu, back, help, begin again, other language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from civicore import Msgid
from civicore_bots.matching import is_one_of

Command = Literal["menu", "back", "help", "again", "languages"]
# What messengers offer as commands, and the English msgids of what people write.
_SPELT: dict[Command, tuple[str, tuple[str, ...]]] = {
    "menu": ("/menu", (Msgid("Menu"), Msgid("start, cancel, menu"))),
    "back": ("/back", (Msgid("Back"),)),
    "help": ("/help", (Msgid("Help"), Msgid("help, info"))),
    "again": ("/again", (Msgid("Begin again"),)),
    "languages": ("/language", (Msgid("Other language"), Msgid("language"))),
}


def command(text: str, words: Callable[[str], str]) -> Command | None:
    """What leads about, in the language of the conversation or as a messenger spells it."""
    for meant, (slash, msgids) in _SPELT.items():
        spelt = [part for msgid in msgids for part in words(msgid).split(",")]
        if is_one_of(text, (slash, *spelt)):
            return meant
    return None
