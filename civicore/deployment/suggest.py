"""Which known word somebody may have meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from civicore.base.saying import Said, say


def did_you_mean(word: object) -> Said:
    """The hint that names a word."""
    return say('did you mean "%(word)s"?', word=word)


def nearest(written: str, known: Iterable[str], likeness: float = 0.6) -> str | None:
    """The known word most like what is written; a swap of two letters is found first, None when none is like it."""
    words = list(dict.fromkeys(known))
    swapped = [word for word in words if len(word) == len(written) and sorted(word) == sorted(written)]
    best = _one_swap(written, swapped) or (swapped[0] if len(swapped) == 1 else None)
    if best:
        return best
    close = get_close_matches(written, words, 1, likeness) or get_close_matches(written.lower(), words, 1, likeness)
    return close[0] if close else None


def _one_swap(written: str, words: Iterable[str]) -> str | None:
    for word in words:
        different = [index for index, (one, other) in enumerate(zip(written, word, strict=True)) if one != other]
        if len(different) == 2 and different[1] == different[0] + 1:
            return word
    return None
