"""A text taken apart into words that can be chosen one by one, without script."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from civicore_signals.dossier import Flag, Span

_WORD = re.compile(r"\S+")


@dataclass(frozen=True)
class Word:
    """A word with its place; ``flag`` is the kind of personal data that it may be part of."""

    number: int
    start: int
    end: int
    words: str
    flag: str | None = None


def words_of(text: str, flags: Iterable[Flag] = ()) -> tuple[Word, ...]:
    """Every word, numbered from 0."""
    known = tuple(flags)
    return tuple(
        Word(number, match.start(), match.end(), match[0], _flag(match.start(), match.end(), known))
        for number, match in enumerate(_WORD.finditer(text))
    )


def chosen_spans(text: str, numbers: Sequence[str]) -> tuple[Span, ...]:
    """The places of the words with these numbers; neighbours are one span, so that the gap tells nothing either."""
    chosen = {int(one) for one in numbers if one.isdecimal() and len(one) < 7}
    spans: list[Span] = []
    before = -2
    for word in words_of(text):
        if word.number not in chosen:
            continue
        if word.number == before + 1:
            spans[-1] = Span(spans[-1].start, word.end)
        else:
            spans.append(Span(word.start, word.end))
        before = word.number
    return tuple(spans)


def spans_of(text: str, typed: str) -> tuple[Span, ...]:
    """Every place at which one of the typed lines stands, however its letters are written."""
    wanted = [line.strip() for line in typed.splitlines() if line.strip()]
    return tuple(
        Span(match.start(), match.end())
        for line in wanted
        for match in re.finditer(r"\s+".join(re.escape(part) for part in line.split()), text, re.IGNORECASE)
    )


def _flag(start: int, end: int, flags: Sequence[Flag]) -> str | None:
    return next((one.kind for one in flags if one.start < end and start < one.end), None)
