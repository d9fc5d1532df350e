"""Sorting names as a dictionary of the language does; the alphabet comes from the catalogue."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

SortKey = tuple[tuple[tuple[int, int], ...], str]

_SILENT = frozenset("'’ʼ`\u00ad")
_BEFORE, _LETTER, _FOREIGN = 0, 1, 2  # spaces, signs and numbers; the alphabet; other scripts


class Alphabet:
    """Letters in their order; a letter may have several characters (``ch``).

    Marks that make no letter of their own (Czech ``á``) count only between otherwise equal words; numbers
    sort by value.
    """

    def __init__(self, letters: Sequence[str]) -> None:
        self._rank = {letter: number for number, letter in enumerate(letters)}
        longest_first = sorted(self._rank, key=len, reverse=True)
        self._letters = re.compile("|".join([r"\d+", *map(re.escape, longest_first), "."]), re.DOTALL)

    def key(self, words: str) -> SortKey:
        """What to sort by."""
        plain = unicodedata.normalize("NFC", words).casefold()
        ranks = [rank for piece in self._letters.findall(plain) for rank in self._ranks(piece)]
        return tuple(ranks), plain

    def _ranks(self, piece: str) -> list[tuple[int, int]]:
        if piece in self._rank:
            return [(_LETTER, self._rank[piece])]
        if piece.isdecimal():
            return [(_BEFORE, 0x110000 + int(piece))]
        if piece in _SILENT:
            return []
        base = "".join(c for c in unicodedata.normalize("NFD", piece) if not unicodedata.combining(c))
        if base != piece:
            return [rank for letter in base for rank in self._ranks(letter)]
        return [(_FOREIGN if piece.isalpha() else _BEFORE, ord(piece[0]))]
