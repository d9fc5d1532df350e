"""Words of the city in its languages, and how words are folded for search."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

_APOSTROPHES = str.maketrans({"ʼ": "'", "’": "'", "ґ": "г", "Ґ": "Г", "ё": "е", "Ё": "Е"})


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
    kept = words.casefold().translate(_APOSTROPHES)
    plain = "".join(
        letter
        if letter in "йї"
        else "".join(c for c in unicodedata.normalize("NFD", letter) if not unicodedata.combining(c))
        for letter in unicodedata.normalize("NFC", kept)
    )
    return " ".join(plain.split())
