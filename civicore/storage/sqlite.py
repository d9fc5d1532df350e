"""SQLite for a town hall: one writer, several readers, nothing lost when a task is cancelled or the power fails.

Piccolo's own engine opens a connection (and a thread) for every statement, begins deferred transactions that
cannot wait for a lock, and leaks both when a lock times out.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

import aiosqlite
from piccolo.engine.sqlite import SQLiteEngine, dict_factory
from piccolo.querystring import QueryString

from civicore.storage.group import Group, Together, is_locked
from civicore.storage.line import Line
from civicore.storage.opening import BARE, Opening
from civicore.storage.readers import Readers
from civicore.storage.statement import Statement
from civicore.storage.steady import Steady
from civicore.storage.transaction import (
    CannotOpen,
    StoreBusy,
    Transaction,
    current,
    running,
    to_the_end,
    touched,
    used,
    waiting,
)
from civicore.storage.values import as_text
from civicore.storage.writing_back import WritingBack

T = TypeVar("T")

_LOOK = 0.2  # seconds between two looks at whether somebody wrote
# KiB of pages that the writer keeps: those of some hundred units, the dirty ones of a commit among them. What it does
# not have costs 2 µs, as the system has it; readers begin anew after each commit, they need few.
_KEPT = 6_000
_POLL = 0.05  # seconds between two tries at a lock that cannot be waited for


class SQLite(SQLiteEngine):
    """``wait`` is how many seconds a unit waits for its turn to write, and SQLite for another process.

    ``durable`` off spares the flush at each commit: for databases that are thrown away.
    """

    def __init__(self, path: Path, *, readers: int = 4, wait: float, durable: bool = True) -> None:
        super().__init__(path=str(path), timeout=wait)
        self._most, self._wait, self._durable = readers, wait, durable
        self._lines: list[Line] = []

    async def start_connection_pool(self, **_: Any) -> None:
        """Open the writer and the readers; they belong to the running event loop.

        CannotOpen tells which file and why.
        """
        if self._lines:
            raise RuntimeError("the store is open already")
        try:
            _private(self.path)
            back = WritingBack(await to_the_end(self._connect(patient=False)))
            self._group = Group(await to_the_end(self._writer()), back, self._wait, self._wait)
            first = await to_the_end(self._reader())
            self._readers = Readers(first, self._reader, self._most, self._wait)
        except BaseException as error:
            await self.close_connection_pool()
            if isinstance(error, (OSError, aiosqlite.Error, StoreBusy)):
                raise CannotOpen(f"the database file {self.path} cannot be used: {error}") from error
            raise

    async def close_connection_pool(self) -> None:
        await to_the_end(self._close())

    @property
    def at_rest(self) -> bool:
        """Whether nobody reads and nobody writes."""
        return self._readers.at_rest and self._group.at_rest

    @property
    def writer(self) -> Line:
        """The connection that writes."""
        return self._group.line

    def work(self, unit: Awaitable[T]) -> Awaitable[T]:
        return Together(unit, lambda: self._group.line.away) if self._group.shared else unit

    # What is awaited is the group's own answer: whoever waits for a turn is woken through each coroutine around it.

    def begin(self, write: bool, alone: bool = False, opening: Opening = BARE) -> Coroutine[Any, Any, Line]:
        return self._group.begin(alone, opening) if write else self._begun_to_read()

    def end(self, connection: Line, write: bool, keep: bool) -> Coroutine[Any, Any, None]:
        return self._group.end(keep) if write else self._ended_reading(connection)

    def transaction(self, *_: Any, **__: Any) -> Transaction:  # type: ignore[override]
        return Transaction(self)

    async def run_querystring(self, querystring: QueryString, in_pool: bool = False) -> list[dict[str, Any]]:
        query, args = querystring.compile_string(engine_type=self.engine_type)
        return await self._run(query, args)

    async def ask(self, statement: Statement, values: Sequence[Any]) -> list[dict[str, Any]]:
        transaction = running(self) or current(self)  # which says what is wrong
        touched(transaction, statement.plain, statement.table)
        line: Line = transaction.connection
        ready, answers = as_text(values), line.answers
        if answers is not None:
            if type(statement) is Steady:
                rows = answers.known(statement, ready)
                if rows is None:
                    answers.keep(statement, ready, rows := line.at_once(statement.plain, ready))
                return rows
            if statement.table is not None and statement not in answers.harmless:
                answers.before(statement)
        return line.at_once(statement.plain, ready)

    async def glance(self, statement: Statement) -> list[dict[str, Any]]:
        """The rows of a short SELECT, outside of any transaction."""
        line = await self._readers.take()
        try:
            return line.at_once(statement.plain)
        finally:
            self._readers.give(line)

    note = ask

    def hope(self, statement: Statement, usual: object, values: Sequence[Any]) -> Awaitable[list[dict[str, Any]]]:
        """The answer costs nothing here."""
        return self.ask(statement, values)

    def put_off(self, statement: Statement) -> list[list[Any]]:
        """Nothing is."""
        return []

    async def write_noted(self, transaction: Transaction) -> None:
        """Nothing is put off here."""

    async def run_ddl(self, ddl: str, in_pool: bool = False) -> list[dict[str, Any]]:
        return await self._run(ddl, ())

    @asynccontextmanager
    async def alone(self, wait: float) -> AsyncIterator[None]:
        """Only one process at a time is inside; StoreBusy after ``wait`` seconds."""
        handle = os.open(f"{self.path}.migrate", os.O_CREAT | os.O_RDWR, 0o600)
        try:
            async with waiting(wait, "another process is changing the database"):
                while not _locked(handle):
                    await asyncio.sleep(_POLL)
            yield
        finally:
            os.close(handle)

    async def take_time(self) -> None:
        """No statement is limited here."""

    async def names(self) -> set[str]:
        """The tables and indexes that there are."""
        return {row["name"] for row in await self._run("SELECT name FROM sqlite_master", ())}

    async def lock(self, name: str) -> None:
        """There is one writer: whoever writes is alone already."""

    async def share(self, name: str) -> None:
        """Nobody else writes."""

    async def announce(self) -> None:
        """Every commit is seen by those who ``hear``."""

    async def hear(self, wake: Callable[[], None]) -> None:
        """Call ``wake`` when any process has committed something; returns never."""
        line = await to_the_end(self._connect(read_only=True))
        seen = None
        try:
            while True:
                # The number changes with commits of other connections only; this one never writes.
                found = [row["data_version"] for row in line.at_once("PRAGMA data_version")]
                if found != seen:
                    seen = found
                    wake()
                await asyncio.sleep(_LOOK)
        finally:
            self._lines.remove(line)
            await to_the_end(line.close())

    async def _begun_to_read(self) -> Line:
        line = await self._readers.take()
        try:
            line.at_once("BEGIN")
        except BaseException:
            self._readers.give(line)
            raise
        return line

    async def _ended_reading(self, line: Line) -> None:
        if line.away:
            await to_the_end(self._given_back(line))
        else:
            line.at_once("ROLLBACK")
            self._readers.give(line)

    async def _run(self, query: str, args: Sequence[Any]) -> list[dict[str, Any]]:
        line: Line = used(self, query, args)
        if line.answers is not None:
            line.answers.before_text(query)
        return await line.fetch(query, args)

    async def _connect(self, *, read_only: bool = False, patient: bool = True) -> Line:
        line = await Line.opened(**self.connection_kwargs)
        self._lines.append(line)
        line.returning(dict_factory)
        await self._write_ahead(line)
        await line.execute_fetchall("PRAGMA foreign_keys=ON")
        await line.execute_fetchall("PRAGMA secure_delete=ON")  # who was erased must not stay in pages left free
        await line.execute_fetchall(f"PRAGMA synchronous={'FULL' if self._durable else 'OFF'}")
        if read_only:
            await line.execute_fetchall("PRAGMA query_only=ON")
        if not patient:  # its group asks again and again by itself, without keeping the loop from others
            await line.execute_fetchall("PRAGMA busy_timeout=0")
        return line

    async def _reader(self) -> Line:
        return await self._connect(read_only=True)

    async def _writer(self) -> Line:
        line = await self._connect(patient=False)
        await line.execute_fetchall("PRAGMA wal_autocheckpoint=0")
        await line.execute_fetchall(f"PRAGMA cache_size=-{_KEPT}")
        return line

    async def _write_ahead(self, line: Line) -> None:
        # Switching to WAL does not wait for other processes that do the same at this moment.
        async with waiting(self._wait, "the database file is locked"):
            while True:
                try:
                    await line.execute_fetchall("PRAGMA journal_mode=WAL")
                    return
                except aiosqlite.OperationalError as error:
                    if not is_locked(error):
                        raise
                await asyncio.sleep(_POLL)

    async def _given_back(self, line: Line) -> None:
        try:
            await line.execute_fetchall("ROLLBACK")  # waits behind a cancelled statement
        finally:
            self._readers.give(line)

    async def _close(self) -> None:
        if self._lines and hasattr(self, "_group"):
            await self._group.close()
        if hasattr(self, "_readers"):
            await self._readers.settle()
            del self._readers  # they know this engine, and it goes when nobody else does
        while self._lines:
            await self._lines.pop().close()


def _private(path: str) -> None:
    # Created before SQLite does it: the records of people are nobody else's to read.
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
