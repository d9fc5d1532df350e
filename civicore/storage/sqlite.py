"""SQLite for a town hall: one writer, several readers, nothing lost when a task is cancelled or the power fails.

Piccolo's own engine opens a connection (and a thread) for every statement, begins deferred transactions that
cannot wait for a lock, and leaks both when a lock times out.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiosqlite
from piccolo.engine.sqlite import SQLiteEngine, dict_factory
from piccolo.querystring import QueryString

from civicore.storage.transaction import CannotOpen, StoreBusy, Transaction, to_the_end, used, waiting

_LOOK = 0.2  # seconds between two looks at whether somebody wrote
_POLL = 0.05  # seconds between two tries at a lock that cannot be waited for


class SQLite(SQLiteEngine):
    """``wait`` is how many seconds a unit waits for its turn to write, and SQLite for another process.

    ``durable`` off spares the flush at each commit: for databases that are thrown away.
    """

    def __init__(self, path: Path, *, readers: int = 4, wait: float, durable: bool = True) -> None:
        super().__init__(path=str(path), timeout=wait)
        self._readers, self._wait, self._durable = readers, wait, durable
        self._connections: list[aiosqlite.Connection] = []

    async def start_connection_pool(self, **_: Any) -> None:
        """Open the writer and the readers; they belong to the running event loop.

        CannotOpen tells which file and why.
        """
        if self._connections:
            raise RuntimeError("the store is open already")
        self._turn = asyncio.Lock()
        self._idle: asyncio.LifoQueue[aiosqlite.Connection] = asyncio.LifoQueue()
        try:
            _private(self.path)
            self._writer = await to_the_end(self._connect())
            for _number in range(self._readers):
                self._idle.put_nowait(await to_the_end(self._connect(read_only=True)))
        except BaseException as error:
            await self.close_connection_pool()
            if isinstance(error, (OSError, aiosqlite.Error, StoreBusy)):
                raise CannotOpen(f"the database file {self.path} cannot be used: {error}") from error
            raise

    async def close_connection_pool(self) -> None:
        await to_the_end(self._close())

    async def begin(self, write: bool) -> aiosqlite.Connection:
        connection = await self._take(write)
        try:
            await connection.execute_fetchall("BEGIN IMMEDIATE" if write else "BEGIN")
        except BaseException:
            await to_the_end(self.end(connection, write, keep=False))
            raise
        return connection

    async def end(self, connection: aiosqlite.Connection, write: bool, keep: bool) -> None:
        try:
            if keep:
                await connection.execute_fetchall("COMMIT")
            else:
                await connection.rollback()  # waits behind a cancelled statement
        except BaseException:
            await connection.rollback()
            raise
        finally:
            self._give(connection, write)

    def transaction(self, *_: Any, **__: Any) -> Transaction:  # type: ignore[override]
        return Transaction(self)

    async def run_querystring(self, querystring: QueryString, in_pool: bool = False) -> list[dict[str, Any]]:
        query, args = querystring.compile_string(engine_type=self.engine_type)
        return await self._run(query, args)

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

    async def announce(self) -> None:
        """Every commit is seen by those who ``hear``."""

    async def hear(self, wake: Callable[[], None]) -> None:
        """Call ``wake`` when any process has committed something; returns never."""
        connection = await to_the_end(self._connect(read_only=True))
        seen = None
        try:
            while True:
                # The number changes with commits of other connections only; this one never writes.
                found = [row["data_version"] for row in await connection.execute_fetchall("PRAGMA data_version")]
                if found != seen:
                    seen = found
                    wake()
                await asyncio.sleep(_LOOK)
        finally:
            self._connections.remove(connection)
            await to_the_end(connection.close())

    async def _run(self, query: str, args: Sequence[Any]) -> list[dict[str, Any]]:
        rows = await used(self, query, args).execute_fetchall(query, args)
        return list(rows)

    async def _connect(self, read_only: bool = False) -> aiosqlite.Connection:
        connection = aiosqlite.connect(**self.connection_kwargs)
        connection._thread.daemon = True  # else a process that fails elsewhere would never end
        await connection
        self._connections.append(connection)
        connection.row_factory = dict_factory  # type: ignore[assignment]
        await self._write_ahead(connection)
        await connection.execute_fetchall("PRAGMA foreign_keys=ON")
        await connection.execute_fetchall(f"PRAGMA synchronous={'FULL' if self._durable else 'OFF'}")
        if read_only:
            await connection.execute_fetchall("PRAGMA query_only=ON")
        return connection

    async def _write_ahead(self, connection: aiosqlite.Connection) -> None:
        # Switching to WAL does not wait for other processes that do the same at this moment.
        async with waiting(self._wait, "the database file is locked"):
            while True:
                try:
                    await connection.execute_fetchall("PRAGMA journal_mode=WAL")
                    return
                except aiosqlite.OperationalError as error:
                    if not is_locked(error):
                        raise
                await asyncio.sleep(_POLL)

    async def _take(self, write: bool) -> aiosqlite.Connection:
        async with waiting(self._wait, "too many wait for the database"):
            if not write:
                return await self._idle.get()
            await self._turn.acquire()
        return self._writer

    def _give(self, connection: aiosqlite.Connection, write: bool) -> None:
        if write:
            self._turn.release()
        else:
            self._idle.put_nowait(connection)

    async def _close(self) -> None:
        while self._connections:
            await self._connections.pop().close()


def is_locked(error: BaseException) -> bool:
    """Whether SQLite says that another connection holds the database."""
    return isinstance(error, aiosqlite.OperationalError) and str(error).startswith("database is locked")


def _private(path: str) -> None:
    # Created before SQLite does it: the records of people are nobody else's to read.
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
