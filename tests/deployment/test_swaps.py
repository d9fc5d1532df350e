"""Every two letters swapped in a word of the language, in every shipped file: found at its place, with the right word.

A swap that gives another word that may stand there is none. Words that people chose (ids, texts) are not the
language's own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice, pairwise
from pathlib import Path

import pytest
from civicore_booking.config import SECTION

from civicore.deployment import reader, shape
from civicore.deployment.compose import KNOWN_SECTIONS, compose
from civicore.deployment.judge import judge
from civicore.deployment.kinds import Reading
from civicore.deployment.lints.written import absent
from civicore.deployment.merge import PRESETS
from civicore.deployment.nodes import Block, Node, Place, Scalar, Source, place_of
from civicore.deployment.shape import Shape
from tests.deployment.files import SHIPPED
from tests.tools.counts import times

MODEL = compose([SECTION])
FILES = [*SHIPPED, *sorted(PRESETS.glob("*.yaml"))]
UNITS = ("s", "h", "d", "w")  # may be written, are not suggested
LEAST = 1_500  # swaps in all files together
OFTEN = times(2, 10_000)  # a long file says the same word at the same kind of place many times

EVERY = times(3, 1)
"""Of how many swaps one is tried: of all with ``make soak``."""


def words(shaped: Shape, node: Node) -> Iterator[tuple[Place, str, tuple[str, ...]]]:
    """Words of the language in a file: where, the word, and what else might stand there."""
    for path, here, found in shape.visit(shaped, node):
        known = shape.known_words(here)
        if isinstance(found, Block) and here.form == "block":
            more = (*KNOWN_SECTIONS, "extends") if not path else ()
            yield from ((place, key, (*known, *more)) for key, (place, _) in found.entries.items() if key in known)
        elif isinstance(found, Scalar):
            for match in re.finditer(r"[a-z_]+", found.text):
                if match[0] in known and (match[0] == found.text or (here.kind is not None and "min" in known)):
                    yield _part(found.place, match), match[0], known


def _part(place: Place, match: re.Match[str]) -> Place:
    start = place.column + match.start()
    return Place(place.source, place.line, start, place.line, start + len(match[0]))


def swaps(word: str) -> Iterator[str]:
    for index, (one, other) in enumerate(pairwise(word)):
        if one != other:
            yield word[:index] + other + one + word[index + 2 :]


def findings(raw: bytes, path: Path) -> list[tuple[int, int, int, str]]:
    """Line, first and last column, and hints of what is wrong with the shape."""
    _, root = reader.read_bytes(raw, Source(path.name, path, ()))
    root.entries.pop("extends", None)
    read, early = absent(root, MODEL.model_fields)
    _, shaped, _ = judge(MODEL, read, Reading(("cs", "uk", "bg", "en", "de")))
    places = [(place_of(root, one.path, at_key=one.at_key), one) for one in (*early, *shaped) if one.code != "E102"]
    return [
        (where.line, where.column, where.end_column, " ".join((one.message, *one.hints)))
        for where, one in places
        if one.severity == "error"
    ]


def swapped(path: Path) -> Iterator[tuple[str, bytes, Place, str]]:
    raw = path.read_bytes()
    _, root = reader.read_bytes(raw, Source(path.name, path, ()))
    lines = raw.decode().split("\n")
    root.entries.pop("extends", None)
    tried = Counter[tuple[str, tuple[str, ...]]]()
    for place, word, known in words(shape.of_model(MODEL), root):
        tried[word, known] += 1
        if tried[word, known] > OFTEN:
            continue
        line = lines[place.line - 1]
        quoted = line[place.column - 1] in "\"'"
        start = place.column - 1 + quoted
        assert line[start : start + len(word)] == word
        for other in swaps(word):
            if other not in known and other not in UNITS:
                changed = [*lines]
                changed[place.line - 1] = line[:start] + other + line[start + len(word) :]
                yield other, "\n".join(changed).encode(), place, word


@pytest.mark.soak
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_swap_of_two_letters_is_found_at_its_place_with_the_right_word(path: Path) -> None:
    missed = []
    for other, raw, place, word in islice(swapped(path), 0, None, EVERY):
        told = [
            said
            for line, first, last, said in findings(raw, path)
            if line == place.line and first <= place.column < last and f'{word}"' in said
        ]
        if not told:
            missed.append(f"{path.name}:{place.line}:{place.column}: {other} for {word}")
    assert missed == []


def test_there_are_many_words_to_swap() -> None:
    assert sum(1 for path in FILES for _ in swapped(path)) >= LEAST
