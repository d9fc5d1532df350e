"""Words that were typed instead of pressing a button. Pure.

Only what is certain counts: a wrong answer taken for granted is worse than the question asked again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from civicore import fold
from civicore.contracts.dialog import Choice

_SHORTEST = 3  # signs from which the beginning of a word is enough
_NUMBER = re.compile(r"\s*#?(\d{1,2})\s*[.)]?\s*")
_NO_SIGN = re.compile(r"[^\w\s]")


def number(text: str, most: int) -> int | None:
    """``2``, ``2.`` or ``2)`` as an index; None when it is no number of the list."""
    found = _NUMBER.fullmatch(text)
    index = int(found[1]) - 1 if found else -1
    return index if 0 <= index < most else None


def choice(text: str, choices: Sequence[Choice]) -> Choice | None:
    """The only choice that can be meant."""
    said = spoken(text)
    if not said:
        return None
    for meant in (_same, _inside, _begins):
        found = [one for one in choices if meant(said, one)]
        if len(found) == 1:
            return found[0]
        if found:
            return None
    return None


def spoken(text: str) -> str:
    """Words as they are compared: no case, no accents, no punctuation."""
    return " ".join(_NO_SIGN.sub(" ", fold(text)).split())


def is_one_of(text: str, words: Iterable[str]) -> bool:
    """Whether exactly one of these was typed, with or without a slash before it."""
    said = spoken(text)
    return bool(said) and said in {spoken(one) for one in words}


def _same(said: str, one: Choice) -> bool:
    return said in {spoken(name) for name in (one.label, *one.words)}


def _inside(said: str, one: Choice) -> bool:
    """A word of the choice stands among several that were typed: "I lost it"."""
    words = said.split()
    return len(words) > 1 and any(spoken(word) in words for word in one.words)


def _begins(said: str, one: Choice) -> bool:
    return len(said) >= _SHORTEST and any(spoken(name).startswith(said) for name in (one.label, *one.words))
