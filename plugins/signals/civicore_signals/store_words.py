"""Words of cases: how they are kept, and how cases that have them are found, be they rare or in every second case."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from piccolo.columns.combination import WhereRaw

from civicore import fold
from civicore_signals.tables import CaseRow

FEW = 2_000
"""So many cases are read one by one. What more of them have is soon met when the newest are read in order."""
_MOST = 8  # words of one question
_LONGEST = 64  # letters of a word that count
_SHORT = 2  # letters; a word that begins so stands nearly everywhere
_NOBODY = UUID(int=0)
_WORD = re.compile(r"[^\W_]+")
_FIND = {
    "sqlite": (
        "SELECT case_id AS id FROM signals_worded"
        " WHERE id IN (SELECT rowid FROM signals_word WHERE signals_word MATCH {} LIMIT {})"
    ),
    "postgres": (
        "SELECT id FROM signals_case"
        " WHERE array_to_tsvector(array_remove(string_to_array(search, ' '), '')) @@ {}::tsquery LIMIT {}"
    ),
}
_INSIDE = {"sqlite": "instr(search, {}) > 0", "postgres": "strpos(search, {}) > 0"}


def words_in(text: str) -> list[str]:
    """The folded words of a text, without signs between them."""
    return [word[:_LONGEST] for word in _WORD.findall(fold(text))]


def kept(text: str) -> str:
    """A text as its words are kept: a space before each of them, so that where one begins can be asked."""
    return "".join(f" {word}" for word in words_in(text))


@dataclass(frozen=True)
class Holding:
    """The condition that a case has certain words. ``few``: it names the cases, so that it leads to them."""

    matching: Any
    few: bool


async def holding(text: str) -> Holding | None:
    """Which cases have words that begin with all of these; None when nothing is asked for.

    Inside a unit or a reading, and good for that one alone.
    """
    words = list(dict.fromkeys(words_in(text)))[:_MOST]
    telling = [word for word in words if len(word) > _SHORT or word.isdecimal()]
    few = await _few(telling) if telling else None
    if few is not None:
        words = [word for word in words if word not in telling]
    matching: Any = None if few is None else CaseRow.id.is_in(few or [_NOBODY])
    for word in words:
        # Not LIKE: PostgreSQL would take such a word for a rare one, and read and sort all cases to find it.
        inside = WhereRaw(_INSIDE[CaseRow._meta.db.engine_type], f" {word}")
        matching = inside if matching is None else matching & inside
    return None if matching is None else Holding(matching, few is not None)


async def _few(words: list[str]) -> list[UUID] | None:
    """The cases that have all of these words; None when they are too many to name."""
    engine = CaseRow._meta.db.engine_type
    asked = " ".join(f'"{one}"*' for one in words) if engine == "sqlite" else " & ".join(f"'{one}':*" for one in words)
    rows = await CaseRow.raw(_FIND[engine], asked, FEW + 1)
    return [row["id"] for row in rows] if len(rows) <= FEW else None
