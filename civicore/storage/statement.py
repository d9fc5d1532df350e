"""Statements of the busiest paths, written as SQL once: there, building a query costs more than asking it.

Everything else is asked through Piccolo's tables. ``{}`` stands for each value, on both databases.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, count
from typing import Any, NamedTuple

from piccolo.table import Table

from civicore.storage.changes import written_by
from civicore.storage.router import bound_engine
from civicore.storage.values import judge

Answer = Awaitable[list[Any]]
Done = Awaitable[None]
_WORD = re.compile(r"\w+")
_A_ROW: Sequence[Mapping[str, Any]] = ({},)


class Statement:
    """SQL that touches few rows, found by their keys. A statement is made once and asked often.

    ``contended``: it changes rows that a crowd wants to change at once. Who has changed one keeps all others waiting
    until the end of the unit; PostgreSQL, told several statements in one, does these last.
    """

    __slots__ = ("_words", "adds", "contended", "numbered", "parts", "plain", "table")

    def __init__(self, text: str, *, contended: bool = False) -> None:
        self.contended = contended
        self.parts = text.split("{}")
        self.plain = "?".join(self.parts)
        self.numbered = _numbered(self.parts, count(1))
        self.adds = text.startswith("INSERT")
        self.table = written_by(text)
        self._words = frozenset(_WORD.findall(text))

    def names_one_of(self, tables: Collection[str | None]) -> bool:
        """Whether it asks about one of these tables; about one that is not plain to see (``""``) it may."""
        return "" in tables or not self._words.isdisjoint(tables)

    # What is awaited is the engine's own answer: a coroutine around it would cost each statement a turn more.

    def ask(self, *values: Any) -> Answer:
        """The rows that it gives, inside a unit of work or a reading."""
        answer: Answer = bound_engine().ask(self, values)
        return answer

    def note(self, *values: Any) -> Done:
        """Let it be done before the unit ends, and before the unit asks for anything: nothing hangs on its answer."""
        done: Done = bound_engine().note(self, values)
        return done

    def hope(self, usual: Sequence[Mapping[str, Any]], *values: Any) -> Answer:
        """The rows that it gives, where nearly always it gives as many as ``usual``, and these may stand for them.

        On PostgreSQL the unit goes on with the usual ones. How many rows there are is seen when something is written,
        before the unit ends: if another number, all is undone, and the unit begins again and waits for each answer.
        """
        answer: Answer = bound_engine().hope(self, usual, values)
        return answer


class Insertion:
    """Adds a row of a table; ``position`` is counted on from the greatest there is.

    ``ending`` is the end of the statement, such as what to do where the row is there already.
    """

    def __init__(self, table: type[Table], ending: str = "") -> None:
        self._defaults = {column._meta.db_column_name: column.get_default_value() for column in table._meta.columns}
        name = table._meta.tablename
        next_one = f"(SELECT COALESCE(MAX(position), 0) + 1 FROM {name})"  # noqa: S608
        holes = ", ".join(next_one if one == "position" else "{}" for one in self._defaults)
        self.statement = Statement(f"INSERT INTO {name} ({', '.join(self._defaults)}) VALUES ({holes}){ending}")  # noqa: S608
        self._defaults.pop("position", None)

    def values(self, given: Mapping[str, Any]) -> list[Any]:
        """The values in the order of the statement; KeyError for a column that the table does not have."""
        row = {**self._defaults, **given}
        if len(row) != len(self._defaults):
            raise KeyError(f"no such columns: {sorted(given.keys() - self._defaults.keys())}")
        return list(row.values())

    def ask(self, **given: Any) -> Answer:
        """Add a row; what the ``ending`` of the statement gives."""
        return self.statement.ask(*self.values(given))

    def note(self, **given: Any) -> Done:
        """Add a row before the unit ends."""
        return self.statement.note(*self.values(given))

    def amend(self, row: Mapping[str, Any], **changed: Any) -> bool:
        """Change a row of this unit, known by some of its values, where it is put off yet; False where it is not."""
        names = [*self._defaults]
        for values in bound_engine().put_off(self.statement):
            if all(values[names.index(name)] == value for name, value in row.items()):
                judge(changed.values())
                for name, value in changed.items():
                    values[names.index(name)] = value
                return True
        return False

    async def hope(self, **given: Any) -> bool:
        """Add a row that hardly ever is there already; False when it was. The ``ending`` must give a row added."""
        return bool(await self.statement.hope(_A_ROW, *self.values(given)))


class Noted(NamedTuple):
    """A statement to be done or asked; ``hoped`` is how many rows the unit took for granted."""

    statement: Statement
    values: list[Any]
    hoped: int | None = None


def in_one(noted: Sequence[Noted]) -> str:
    """One statement of PostgreSQL that does and asks all this; where something was hoped for, it is ``sure``."""
    statements, hoped = tuple([one.statement for one in noted]), tuple([one.hoped for one in noted])
    if hoped.count(None) < len(hoped):
        return sure(statements, hoped)
    return together(statements) if len(noted) > 1 else statements[0].numbered


def values_of(noted: Sequence[Noted]) -> Iterator[Any]:
    """The values for all their holes, in the order of the statements."""
    return chain.from_iterable([one.values for one in noted])


@lru_cache(maxsize=256)
def sure(noted: tuple[Statement, ...], hoped: tuple[int | None, ...]) -> str:
    """One statement of PostgreSQL that does and asks them all, or fails when one gives another number of rows.

    It divides by zero then: nothing of it is done, also where it stands by itself and stores what it does.
    """
    numbers = count(1)
    parts, first, usual = [], {}, []
    for at, (one, rows) in enumerate(zip(noted, hoped, strict=True)):
        parts.append(f"done_{at} AS ({_numbered(one.parts, numbers)}{_rows_to_count(one)})")
        number = f"(SELECT COUNT(*) FROM done_{at})"  # noqa: S608
        if not one.contended:
            name = f"rows_{at}"
            first[name], number = f"{number} AS {name}", name
        if rows is not None:
            usual.append(f"{number} = {rows}")
    usual.sort(key=lambda one: one.startswith("("))  # what a crowd wants is not touched when the rest is not usual
    asked = f"WITH {', '.join(parts)} SELECT 1 / CASE WHEN {' AND '.join(usual)} THEN 1 ELSE 0 END"
    if not first:
        return asked
    # All are added up: what nobody counts would be done at the very end.
    return f"{asked} FROM (SELECT {', '.join(first.values())} OFFSET 0) AS first WHERE {' + '.join(first)} >= 0"


def _rows_to_count(statement: Statement) -> str:
    return "" if statement.table is None or " RETURNING " in statement.plain else " RETURNING 1"


@lru_cache(maxsize=256)
def together(noted: tuple[Statement, ...], asked: Statement | None = None) -> str:
    """One statement of PostgreSQL that does them all and gives the rows of the last."""
    numbers = count(1)
    before = ", ".join(f"done_{at} AS ({_numbered(one.parts, numbers)})" for at, one in enumerate(noted))
    last = _numbered(asked.parts, numbers) if asked is not None else "SELECT"
    return f"WITH {before} {last}"


def rows_of(width: int, number: int) -> str:
    """The holes of so many rows to be inserted."""
    return ", ".join([f"({', '.join(['{}'] * width)})"] * number)


@lru_cache(maxsize=16)
def worded(text: str) -> Statement:
    """A statement of which somebody has only the words."""
    return Statement(text)


def _numbered(parts: Sequence[str], numbers: Any) -> str:
    return parts[0] + "".join(f"${next(numbers)}{part}" for part in parts[1:])
