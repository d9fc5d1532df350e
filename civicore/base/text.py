"""Words of the city in its languages, and how words are folded for search."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

SHORTEST_STEM = 4  # letters that must agree however a word is inflected
ENDING = 2  # letters that inflection may change
_OF_THEIR_OWN = {"й": "й", "ї": "ї", "ʼ": "'", "’": "'", "ґ": "г"}


@dataclass(frozen=True)
class Text:
    """One text in one or more languages; the first one is the fallback."""

    by_language: Mapping[str, str]

    def __post_init__(self) -> None:
        if not self.by_language:
            raise ValueError("a text needs at least one language")

    def language_for(self, language: str) -> str:
        """The language the reader will really get, for the ``lang`` attribute."""
        return language if language in self.by_language else next(iter(self.by_language))

    def in_(self, language: str) -> str:
        """The words in this language, or in the fallback."""
        return self.by_language[self.language_for(language)]

    def __str__(self) -> str:
        return next(iter(self.by_language.values()))

    def __hash__(self) -> int:
        return hash(tuple(self.by_language.items()))


def fold(words: str) -> str:
    """Normal form for search: no case, no diacritics, one apostrophe, ґ as г, single spaces.

    ``й`` and ``ї`` keep their marks: they are letters of their own, not decorated ones.
    """
    kept = words.casefold()
    if not kept.isascii():
        kept = "".join(map(_plain, unicodedata.normalize("NFC", kept)))
    return " ".join(kept.split())


@lru_cache(4096)
def _plain(letter: str) -> str:
    """A letter without what decorates it."""
    if letter in _OF_THEIR_OWN:
        return _OF_THEIR_OWN[letter]
    return "".join(part for part in unicodedata.normalize("NFD", letter) if not unicodedata.combining(part))


def holds(words: str, query: str) -> bool:
    """Whether a text has every word of a query, or one that begins like it: endings change with the case.

    Both are folded already; a query without words is in nothing.
    """
    wanted = query.split()
    there = "".join(letter if letter.isalnum() else " " for letter in words).split()
    return bool(wanted) and all(one in words or any(word.startswith(_stem(one)) for word in there) for one in wanted)


def _stem(word: str) -> str:
    return word[: max(SHORTEST_STEM, len(word) - ENDING)]
