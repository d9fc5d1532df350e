"""A connection to a file of SQLite. What is short is answered right here, everything else by a thread of its own.

Handing a statement to a thread and its answer back costs several times what a short statement does. So whatever is
short goes without: an INSERT of a few rows, and a SELECT until it turns out to be long; then it is asked again there.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

import aiosqlite

from civicore.storage.steady import Answers

_STEPS = 100_000  # of SQLite's machine, two milliseconds or so: so long a SELECT may keep everybody else waiting
_VALUES = 1_500  # in one INSERT; the largest of an ordinary unit of work has a few hundred
_STATEMENTS = 512  # that SQLite keeps ready


class Line:
    """``away``: the thread is at work, perhaps for a task that was cancelled meanwhile.

    ``answers`` are kept for who writes.
    """

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self.away = False
        self.answers: Answers | None = None
        self._far = connection
        self._near: sqlite3.Connection = connection._conn
        self._looking = False
        self._in_memory: bool | None = None
        self._near.set_progress_handler(self._is_long, _STEPS)

    @classmethod
    async def opened(cls, **options: Any) -> Line:
        """A connection whose thread does not hold up the end of the process."""
        connection = aiosqlite.connect(**options, check_same_thread=False, cached_statements=_STATEMENTS)
        connection._thread.daemon = True  # else a process that fails elsewhere would never end
        await connection
        return cls(connection)

    @property
    def open(self) -> bool:
        """Whether a transaction is."""
        return self._near.in_transaction

    def returning(self, row: Any) -> None:
        """Make rows by this."""
        self._near.row_factory = row

    def lay_aside(self, *, in_memory: bool) -> None:
        """Where pages lie that a part of a transaction may have to be undone to; said before the transaction.

        In memory they cost a copy each, in a file of their own a write; very many have no place but there.
        """
        if in_memory != self._in_memory:
            self.at_once(f"PRAGMA temp_store={'MEMORY' if in_memory else 'FILE'}")
            self._in_memory = in_memory

    async def fetch(self, query: str, args: Sequence[Any]) -> list[Any]:
        """The answer of whatever statement."""
        kind = query.lstrip()[:6].upper()
        if kind == "INSERT" and len(args) <= _VALUES:
            return self.at_once(query, args)
        if kind == "SELECT":
            try:
                return self._looked(query, args)
            except sqlite3.OperationalError as error:
                if str(error) != "interrupted":
                    raise
        return await self.execute_fetchall(query, args)

    def at_once(self, query: str, args: Sequence[Any] = ()) -> list[Any]:
        """The answer, without waiting for anybody.

        OperationalError while the thread is still at work: both would wait for each other, and everybody for them.
        """
        if self.away:
            raise sqlite3.OperationalError("the statement before this one was broken off and is not over")
        return self._near.execute(query, args).fetchall()

    async def execute_fetchall(self, query: str, args: Sequence[Any] = ()) -> list[Any]:
        """The answer, from the thread."""
        self.away = True
        try:
            rows = list(await self._far.execute_fetchall(query, args))
        except Exception:
            self.away = False
            raise
        self.away = False  # and not when this task was cancelled: the thread is still at it
        return rows

    async def settle(self, query: str) -> None:
        """Say something that ends what was begun; behind whatever the thread is still at."""
        await self.execute_fetchall(query)

    async def close(self) -> None:
        await self._far.close()

    def _looked(self, query: str, args: Sequence[Any]) -> list[Any]:
        self._looking = True
        try:
            return self.at_once(query, args)
        finally:
            self._looking = False

    def _is_long(self) -> bool:
        # Only a SELECT can be broken off without harm: others would take their whole transaction with them.
        return self._looking
