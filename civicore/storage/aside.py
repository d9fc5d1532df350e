"""What somebody else does within a unit of work or a reading: undone by itself when it fails, so that the rest goes on.

Said of questions to third-party plugins. On PostgreSQL one failed statement spoils the whole transaction, so each
question that touches the database has a savepoint of its own; one that does not costs nothing. SQLite undoes the
failed statement alone, but what the question wrote before stays: there a savepoint costs nothing at all.
"""

from __future__ import annotations

from types import TracebackType
from typing import Any, Protocol

import aiosqlite

from civicore.storage.line import Line
from civicore.storage.transaction import Connections, Transaction, to_the_end


class Place(Protocol):
    """Where in a transaction something begins, so that it can be undone from there on."""

    connection: Any
    """On which it is done."""
    trouble: Exception | None
    """Why it could not be made, which is raised by its end."""

    async def keep(self) -> None:
        """It stays as far as the transaction stays."""

    async def undo(self, error: BaseException) -> None:
        """It never was. ``error`` is why; it is raised where the database undid the whole transaction for it."""


class Aside:
    """To be entered. What is raised by entering, leaving and ``undo`` is none of whoever works inside."""

    def __init__(self, engine: Connections, transaction: Transaction | None) -> None:
        self._engine, self._within = engine, transaction
        self._open = False

    async def __aenter__(self) -> Aside:
        within = self._within
        if within is None:
            return self
        await self._engine.write_noted(within)  # what the unit itself put off
        self._outside, self._writes = within.connection, within.writes
        self._place = _place(self._outside, f"aside_{within.asides + 1}")
        within.connection, within.asides = self._place.connection, within.asides + 1
        self._spoilt, within.spoilt = within.spoilt, False
        self._mark = None if within.unit is None else within.unit.mark()
        self._open = True
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._within is not None and self._open:
            self._left(self._within)

    @property
    def lost(self) -> bool:
        """Whether no place could be made for what is done inside."""
        return self._open and self._place.trouble is not None

    async def check(self) -> None:
        """Do what was put off. Raises what would keep the whole unit from being stored."""
        within = self._within
        if within is None:
            return
        await self._engine.write_noted(within)
        within.check_whole()
        if self._mark is not None:
            within.unit.check_complete(self._mark)

    async def keep(self) -> None:
        """Make it part of the unit. Raises what the database says of it, as where it was told to go on regardless."""
        if self._within is not None:
            await self._place.keep()

    async def undo(self, error: BaseException) -> None:
        """Leave, and nothing of what was done inside ever was; outside of units nothing can be undone."""
        within = self._within
        if within is None:
            return
        self._left(within)
        within.take_noted()
        within.writes = self._writes
        within.asked, within.unsure = [], False
        if self._mark is not None:
            within.unit.back_to(self._mark)
        await self._place.undo(error)

    def _left(self, within: Transaction) -> None:
        self._open = False
        within.connection, within.spoilt = self._outside, self._spoilt
        within.asides -= 1


def _place(connection: Any, name: str) -> Place:
    return OfSQLite(connection, name) if isinstance(connection, Line) else OfPostgres(connection, name)


class OfSQLite:
    """It is made at once."""

    trouble: Exception | None = None

    def __init__(self, line: Line, name: str) -> None:
        self.connection: Any = line
        self._name = name
        line.at_once(f"SAVEPOINT {name}")

    async def keep(self) -> None:
        if self.connection.away:  # they gave their statement up by themselves, and the thread is still at it
            await self.connection.settle(f"RELEASE {self._name}")
        else:
            self.connection.at_once(f"RELEASE {self._name}")

    async def undo(self, error: BaseException) -> None:
        if self.connection.answers is not None:
            self.connection.answers.forget()
        try:
            if self.connection.away:  # the thread is still at the statement that was cut
                await self.connection.settle(f"ROLLBACK TO {self._name}")
            else:
                self.connection.at_once(f"ROLLBACK TO {self._name}")
            await self.keep()
        except aiosqlite.Error:
            raise error from None


class OfPostgres:
    """It is made when a statement is to be done on it; till then a unit of a crowd has no connection either."""

    def __init__(self, connection: Any, name: str) -> None:
        self.connection: Any = self
        self._outside, self._name = connection, name
        self._made = False
        self.trouble: Exception | None = None

    @property
    def begun(self) -> bool:
        """Whether a transaction is open."""
        begun: bool = self._outside.begun
        return begun

    async def fetch(self, query: str, *values: Any) -> list[Any]:
        """The rows of a statement."""
        await self._there()
        rows: list[Any] = await self._outside.fetch(query, *values)
        return rows

    async def say(self, text: str) -> None:
        """Do statements without values and rows."""
        await self._there()
        await self._outside.say(text)

    async def keep(self) -> None:
        await self._ended(f"RELEASE {self._name}")

    async def undo(self, error: BaseException) -> None:
        await self._ended(f"ROLLBACK TO {self._name}; RELEASE {self._name}")

    async def _there(self) -> None:
        if not self._made:
            await to_the_end(self._make())  # cut short, nobody would know whether it is there

    async def _make(self) -> None:
        try:
            await self._outside.say(f"SAVEPOINT {self._name}")
        except Exception as error:
            self.trouble = error  # no connection, or the unit is refused: whoever works inside cannot help it
            raise
        self._made = True

    async def _ended(self, text: str) -> None:
        if self.trouble is not None:
            raise self.trouble
        if self._made:
            await self._outside.say(text)
