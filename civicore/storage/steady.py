"""Questions that every unit asks in the same words, and that hardly ever have another answer than a moment ago.

Units that SQLite stores together (``group``) are one transaction of the file: until it ends nobody else writes there.
So what one of them was answered is the answer to the others too, unless one of them writes to the table. Units of
PostgreSQL are transactions of their own, and each asks for itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from civicore.storage.statement import Statement

_READ_FROM = re.compile(r"\b(?:FROM|JOIN)\s+(\w+)", re.IGNORECASE)
_HARMLESS = 500  # statements; those of the busiest paths are fewer
_ANOTHER = re.compile(r"\bFROM\s+\w+\s*(?:\w+\s*)?,", re.IGNORECASE)


class Steady(Statement):
    """A SELECT from one table that nothing but statements naming it changes: no trigger, no cascade.

    The rows belong to all who asked: nobody changes them. ValueError for another kind of statement.
    """

    __slots__ = ("reads",)

    def __init__(self, text: str) -> None:
        super().__init__(text)
        tables = _READ_FROM.findall(text)
        if self.table is not None or len(tables) != 1 or _ANOTHER.search(text):
            raise ValueError(f"no SELECT from one table: {text}")
        self.reads: str = tables[0]


class Answers:
    """What was answered in the transaction that is open."""

    def __init__(self) -> None:
        self._known: dict[tuple[Any, ...], list[Any]] = {}
        self._tables: set[str] = set()
        self.harmless: set[Statement] = set()
        """Writing that names no table of which an answer was ever kept: of these ``before`` need not be told."""

    def known(self, statement: Steady, values: Sequence[Any]) -> list[Any] | None:
        """The rows, where it was answered before."""
        return self._known.get((statement, *values))

    def keep(self, statement: Steady, values: Sequence[Any], rows: list[Any]) -> None:
        """These are the rows."""
        self._known[statement, *values] = rows
        if statement.reads not in self._tables:
            self._tables.add(statement.reads)
            self.harmless.clear()

    def before(self, statement: Statement) -> None:
        """It is about to write, perhaps to a table that was read."""
        if statement.names_one_of(self._tables):
            self.forget()
        elif len(self.harmless) < _HARMLESS:
            self.harmless.add(statement)

    def before_text(self, query: str) -> None:
        """The same for whatever is said in SQL."""
        if any(table in query for table in self._tables):
            self.forget()

    def forget(self) -> None:
        """Ask again: the transaction is another one, or a part of it was undone."""
        self._known.clear()
