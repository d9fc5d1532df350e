"""One transaction of one task, whatever the engine; nothing is left behind when the task is cancelled."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Coroutine, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar, Token
from types import TracebackType
from typing import Any, Protocol, TypeVar

from civicore.storage import owners
from civicore.storage.changes import altered, written_by
from civicore.storage.opening import BARE, Opening
from civicore.storage.statement import Noted, Statement
from civicore.storage.values import judge

T = TypeVar("T")


class StoreBusy(Exception):
    """The database did not let us in within the time allowed; the caller may try again later."""


class CannotOpen(Exception):
    """The database cannot be opened; the message tells city IT which and why, without a password."""


class Disconnected(StoreBusy):
    """The database went away in the middle of a unit; nothing of it was stored."""


class CannotStore(StoreBusy):
    """The database takes nothing: its disk is full or cannot be written. Nothing was stored; reading goes on."""


class NotTogether(BaseException):
    """Thrown into a unit that waits for something outside the database while others wait for the unit's end."""


class HopedInVain(BaseException):
    """Thrown into a unit that went on with an answer it hoped for, when the database gave another one."""


class CommitUnknown(Exception):
    """The database went away while storing: the unit is there or not. A repeated request needs its idempotency key."""


class Connections(Protocol):
    """What an engine offers to a transaction."""

    current_transaction: ContextVar[Any]

    async def begin(self, write: bool, alone: bool = False, opening: Opening = BARE) -> Any:
        """A connection with an open transaction; leaves nothing behind when it fails or is cancelled.

        ``alone``: what is done in it is not stored together with what others do, and there may be very much of it.
        ``opening`` is of those that write.
        """

    async def end(self, connection: Any, write: bool, keep: bool) -> None:
        """Commit or undo, and give the connection back in any case, also when the task is cancelled meanwhile."""

    async def write_noted(self, transaction: Any) -> None:
        """Do what was noted in a transaction and is not done yet. HopedInVain when it went on with a wrong answer."""

    def work(self, unit: Awaitable[T]) -> Awaitable[T]:
        """The work of a unit, which may be stopped when others wait for its end."""


async def to_the_end(work: Coroutine[Any, Any, T]) -> T:
    """Await the work even when this task is cancelled meanwhile; the cancellation is raised afterwards."""
    task = asyncio.ensure_future(work)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is not None:
        raise cancelled from task.exception()
    return task.result()


@asynccontextmanager
async def waiting(seconds: float, what: str) -> AsyncIterator[None]:
    """Allow this many seconds, then StoreBusy."""
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError:
        raise StoreBusy(what) from None


class Transaction:
    """Begun, used and ended by one task; begun again inside itself it joins the outer one."""

    def __init__(
        self, engine: Connections, *, write: bool = True, alone: bool = False, opening: Opening = BARE
    ) -> None:
        self.write = write
        self.alone = alone
        self.opening = opening
        self.writes = 0
        self.wrote: set[str] = set()
        self.spoilt = False
        self.ends = False
        """Whether the unit has done its work, and all that is left is to store it."""
        self.refuses = False
        """Whether the unit refused, and all that is left is to ask whether it was right."""
        self.unit: Any = None
        self.noted: list[Noted] = []
        """Writing still to be done; on PostgreSQL several statements go in one."""
        self.noted_of: set[str | None] = set()
        """The tables of what is noted."""
        self.asked: list[Noted] = []
        """Questions whose usual answer was taken for granted; they go with the next writing."""
        self.hoped = False
        """Whether it ever took an answer for granted."""
        self.unsure = False
        """What it took for granted was asked for, and the answer was another one or never came."""
        self.asides = 0
        """How many questions to others are under way in it, one within the other."""
        self._engine = engine
        self._outer = running(engine)
        self.owner: asyncio.Task[Any] | None = None
        """The task that it belongs to while it is open."""
        self.loop: asyncio.AbstractEventLoop | None = None
        """Where its task runs."""
        self._mark: Token[Any]

    async def __aenter__(self) -> Transaction:
        if self._outer is not None:
            return self._outer
        self.connection = await self._engine.begin(self.write, self.alone, self.opening)
        self.loop = asyncio.get_running_loop()
        self.owner = asyncio.current_task(self.loop)
        self._mark = self._engine.current_transaction.set(self)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._outer is not None:
            return
        keep = False
        try:
            if kind is None:
                self.ends = True
                await self._engine.write_noted(self)
                keep = True
        finally:
            self._engine.current_transaction.reset(self._mark)
            self.owner = None
            await self._engine.end(self.connection, self.write, keep)

    def check_whole(self) -> None:
        """RuntimeError when a joined unit wrote, then refused or failed, and the outer one would keep its half."""
        if self.spoilt:
            raise RuntimeError("an inner unit of work wrote and then refused: the outer one must refuse too")

    @property
    def hopes(self) -> bool:
        """Whether it went on with answers that the database has not given yet."""
        return self.unsure or bool(self.asked) or any(one.hoped is not None for one in self.noted)

    def asks_about(self, *tables: str | None) -> bool:
        """Whether an answer that was taken for granted may be another one once these tables are written to."""
        return any(one.statement.names_one_of(tables) for one in self.asked)

    def take_noted(self) -> list[Noted]:
        """What was noted, which is done now."""
        noted, self.noted, self.noted_of = self.noted, [], set()
        return noted

    def over(self, noted: Sequence[Noted]) -> bool:
        """Whether nothing comes behind this. What is asked before the end must hold until the end."""
        return self.ends or (self.refuses and not [one for one in noted if one.statement.table is not None])

    def is_before(self, statement: Statement) -> bool:
        """Whether what was put off must be done before this is asked, and not together with it.

        No part of one statement sees what another part adds, and its questions see what was there before it.
        """
        if self.noted and not statement.adds:
            return True
        if statement.table in self.noted_of or any(one.hoped is not None for one in self.noted):
            return True
        return self.asks_about(statement.table, *self.noted_of)


def running(engine: Connections) -> Transaction | None:
    """The open transaction of this very task. A task started inside a transaction does not take part in it."""
    current: Transaction | None = engine.current_transaction.get()
    if current is None or current.owner is None:
        return None
    # The loop is told: to find it out costs more than all the rest.
    return current if current.owner is asyncio.current_task(current.loop) else None


def current(engine: Connections) -> Transaction:
    """The same; RuntimeError where there is none."""
    transaction = running(engine)
    if transaction is None:
        raise RuntimeError("records are only touched inside store.transact() or store.reading(), by the task itself")
    return transaction


def used(engine: Connections, query: str, args: Sequence[Any]) -> Any:
    """The connection for a statement of the running transaction; RuntimeError without one.

    ValueError for what the two databases would store differently: a naive datetime, a NUL in a text. NotItsOwn for
    a third-party plugin's statement on a table of somebody else.
    """
    connection = touching(engine, query, written_by(query))
    judge(args)
    return connection


def touching(engine: Connections, query: str, table: str | None) -> Any:
    """The same for values that are judged already; ``table`` is what the statement writes to."""
    transaction = current(engine)
    touched(transaction, query, table)
    return transaction.connection


def touched(transaction: Transaction, query: str, table: str | None) -> None:
    """The same in a transaction that is known to be running."""
    if owners.strangers:
        owners.judge(query)
    if table is not None:
        transaction.writes += 1
        transaction.wrote.add(table)
        if not query.startswith("INSERT"):
            transaction.wrote.add(altered(table))
