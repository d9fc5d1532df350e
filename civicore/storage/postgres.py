"""PostgreSQL with a pool that survives cancelled tasks, and time limits on everything that waits."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, TypeVar

import asyncpg  # type: ignore[import-untyped]
from piccolo.engine.postgres import PostgresEngine
from piccolo.querystring import QueryString

from civicore.storage.changes import written_by
from civicore.storage.crowd import STORING, Crowd
from civicore.storage.endings import TROUBLE, connected
from civicore.storage.glances import Glances
from civicore.storage.hearing import heard
from civicore.storage.hopes import Hopes
from civicore.storage.hosts import Hosts
from civicore.storage.late import Late
from civicore.storage.lending import Lending
from civicore.storage.lent import Lent
from civicore.storage.opening import BARE, Opening
from civicore.storage.pooling import opened
from civicore.storage.statement import Noted, Statement, in_one, together, values_of, worded
from civicore.storage.transaction import (
    CannotOpen,
    HopedInVain,
    StoreBusy,
    Transaction,
    current,
    to_the_end,
    touched,
    used,
    waiting,
)
from civicore.storage.turns import Turns
from civicore.storage.values import judge

T = TypeVar("T")

_POLL = 0.05  # seconds between two tries at the migration lock
_MIGRATION_LOCK = 0x6369766963  # "civic": the same number in every process of the city
_TOLD = "civicore_told"  # the channel by which processes of one database wake each other
_READERS = 2  # connections at least that units of work leave to whoever reads
_CROWD = 32  # units that a crowd wants, at work at once: the others wait without having done anything
_IN_THE_WAY_OF_CROWDS = (asyncpg.LockNotAvailableError, asyncpg.DeadlockDetectedError)
_IN_THE_WAY = 2.0  # seconds that a change of tables may hold up others


class Postgres(PostgresEngine):
    """``wait``: seconds for a connection or a lock; ``statement``: seconds one statement may take."""

    def __init__(self, url: str, *, size: int = 10, wait: float, statement: float = 20.0) -> None:
        super().__init__(config={"dsn": url})
        self._size, self._wait, self._statement = size, wait, statement
        self._hosts = Hosts(url)
        self._hopes = Hopes()

    async def check_version(self) -> None:
        """Nothing is asked before the pool opens: Piccolo would connect while the engine is being built."""

    async def start_connection_pool(self, **_: Any) -> None:
        """Connect; CannotOpen tells why that was not possible."""
        if self.pool is not None:
            raise RuntimeError("the store is open already")
        try:
            await to_the_end(self._open())
        except BaseException as error:
            await self.close_connection_pool()
            if isinstance(error, (*TROUBLE, StoreBusy)):
                raise CannotOpen(f"PostgreSQL cannot be used: {type(error).__name__}: {error}") from error
            raise

    async def close_connection_pool(self) -> None:
        if self.pool is not None:
            await to_the_end(self._crowd.close())
            self.pool = None
            await to_the_end(self._lending.close())

    @property
    def at_rest(self) -> bool:
        """Whether nobody reads and nobody writes."""
        return self._turns.at_rest and self._crowded.at_rest and self._crowd.at_rest and self._lending.at_rest

    async def begin(self, write: bool, alone: bool = False, opening: Opening = BARE) -> Lent | Late:
        if not write:
            return await self._reading()
        if alone or not opening.wanted_by_many:
            return await self._writing(opening)
        await self._crowded.take()
        try:
            opening.judge()
        except BaseException:
            self._crowded.give()
            raise
        return Late(opening, self._crowd, partial(self._writing, opening))

    async def end(self, connection: Lent | Late, write: bool, keep: bool) -> None:
        lent = connection.lent if isinstance(connection, Late) else connection
        try:
            if lent is not None:
                await to_the_end(self._ended(lent, write, keep))
        finally:
            if isinstance(connection, Late):
                self._crowded.give()

    def work(self, unit: Awaitable[T]) -> Awaitable[T]:
        transaction = current(self)
        unless = transaction.opening.unless
        if unless is not None and not transaction.connection.begun:
            # Not asked yet: it is so nearly always, and is asked for with what the unit writes.
            transaction.asked.append(Noted(worded(unless.found), [], 0))
            transaction.hoped = True
        return unit

    async def _reading(self) -> Lent:
        lent = await self._lent()
        try:
            await lent.read()
        except BaseException:
            await to_the_end(self._ended(lent, write=False, keep=False))
            raise
        return lent

    async def _writing(self, opening: Opening) -> Lent:
        lent = await self._turns.take()
        try:
            opening.judge()
            lent = lent or await self._lent()
            await lent.open(opening)
        except BaseException:
            if lent is not None and lent.begun:
                await to_the_end(self._ended(lent, write=True, keep=False))
            else:
                self._turns.give(lent)
            raise
        return lent

    async def _ended(self, lent: Lent, write: bool, keep: bool) -> None:
        try:
            await lent.end(keep, write)
        finally:
            handed = write and lent.in_order
            if write:
                self._turns.give(lent if handed else None)
            if not handed:
                self._lending.put_down(lent)

    def transaction(self, *_: Any, **__: Any) -> Transaction:  # type: ignore[override]
        return Transaction(self)

    async def run_querystring(self, querystring: QueryString, in_pool: bool = True) -> list[Any]:
        return await self._run(*querystring.compile_string(engine_type=self.engine_type))

    async def ask(self, statement: Statement, values: Sequence[Any]) -> list[Any]:
        transaction = self._touched(statement, values)
        lent = transaction.connection
        if transaction.is_before(statement):
            await self.write_noted(transaction)
        noted = transaction.take_noted()
        query = together(tuple(one.statement for one in noted), statement) if noted else statement.numbered
        rows: list[Any] = await lent.fetch(query, *values_of(noted), *values)
        return rows

    async def hope(
        self, statement: Statement, usual: Sequence[Mapping[str, Any]], values: Sequence[Any]
    ) -> Sequence[Mapping[str, Any]]:
        transaction = current(self)
        own = statement.table is None and statement.names_one_of(transaction.wrote)
        if own or transaction.unit is None:
            return await self.ask(statement, values)  # another answer is nothing unusual here
        if transaction.alone or not self._hopes.may(statement):
            rows = await self.ask(statement, values)
            self._hopes.answered(statement, usual=len(rows) == len(usual))
            return rows
        transaction.hoped = True
        self._touched(statement, values, transaction)
        if statement.table is None:
            transaction.asked.append(Noted(statement, [*values], len(usual)))
        else:
            await self._put_off(transaction, Noted(statement, [*values], len(usual)))
        return usual

    def put_off(self, statement: Statement) -> list[list[Any]]:
        """The values with which it is put off and not done yet: whoever changes them changes what is done."""
        return [one.values for one in current(self).noted if one.statement is statement]

    async def glance(self, statement: Statement) -> list[Any]:
        """The rows of a short SELECT, outside of any transaction. All who wait for it to be asked share the answer."""
        return await self._glances.ask(statement)

    async def _lent(self) -> Lent:
        if self.pool is None:
            raise RuntimeError("the store is not open")
        return await self._lending.take()

    async def note(self, statement: Statement, values: Sequence[Any]) -> None:
        await self._put_off(self._touched(statement, values), Noted(statement, [*values]))

    async def write_noted(self, transaction: Transaction) -> None:
        if transaction.unsure:
            raise HopedInVain  # the unit was told so already, or never was, and went on nevertheless
        noted, transaction.asked = [*transaction.take_noted(), *transaction.asked], []
        if not noted:
            return
        lent, query = transaction.connection, in_one(noted)
        transaction.unsure = bool([one for one in noted if one.hoped is not None])
        at_once = transaction.over(noted) and not lent.begun
        try:
            if at_once:
                await lent.hand_over(query, [*values_of(noted)])
            else:
                await lent.fetch(query, *values_of(noted))
        except (asyncpg.DivisionByZeroError, *_IN_THE_WAY_OF_CROWDS) as error:
            vain = transaction.unsure if isinstance(error, asyncpg.DivisionByZeroError) else at_once
            if vain:
                raise HopedInVain from error  # by itself the unit waits for each answer, and for locks with patience
            raise
        transaction.unsure = False

    async def _put_off(self, transaction: Transaction, noted: Noted) -> None:
        if noted.statement.table in transaction.noted_of:
            await self.write_noted(transaction)  # no part of a statement sees what another part of it adds
        transaction.noted.append(noted)
        transaction.noted_of.add(noted.statement.table)

    def _touched(self, statement: Statement, values: Sequence[Any], within: Transaction | None = None) -> Transaction:
        transaction = within or current(self)
        touched(transaction, statement.plain, statement.table)
        judge(values)
        return transaction

    async def run_ddl(self, ddl: str, in_pool: bool = True) -> list[Any]:
        return await self._run(ddl, ())

    @asynccontextmanager
    async def alone(self, wait: float) -> AsyncIterator[None]:
        """Only one process at a time is inside; StoreBusy after ``wait`` seconds."""
        with connected():
            connection = await self._hosts.connect(**self.config, timeout=self._wait)
        try:
            async with waiting(wait, "another process is changing the database"):
                while not await connection.fetchval("SELECT pg_try_advisory_lock($1)", _MIGRATION_LOCK):
                    await asyncio.sleep(_POLL)
            yield
        finally:
            await to_the_end(connection.close(timeout=self._wait))

    async def take_time(self) -> None:
        """The statements of this transaction may take as long as they need, but wait for locks only shortly.

        Whoever wants the same table waits behind a change that itself waits.
        """
        await self._run("SET LOCAL statement_timeout = 0", ())
        await self._run(f"SET LOCAL lock_timeout = {int(min(self._wait, _IN_THE_WAY) * 1000)}", ())

    async def names(self) -> set[str]:
        """The tables and indexes that there are."""
        query = "SELECT relname FROM pg_class JOIN pg_namespace AS its ON its.oid = relnamespace"
        here = " WHERE nspname = ANY (current_schemas(false))"
        return {row["relname"] for row in await self._run(query + here, ())}

    async def lock(self, name: str) -> None:
        """Wait until no other unit holds this name; held until the unit ends."""
        await self._run("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", (name,))

    async def share(self, name: str) -> None:
        """Wait until no other unit has locked this name; others may share it too until the unit ends."""
        await self._run("SELECT pg_advisory_xact_lock_shared(hashtextextended($1, 0))", (name,))

    async def announce(self) -> None:
        """Wake all processes that ``hear``, once this unit commits."""
        await self._run("SELECT pg_notify($1, '')", (_TOLD,))

    async def hear(self, wake: Callable[[], None]) -> None:
        """Call ``wake`` for what any process announces; returns when the connection is lost."""
        await heard(await self._hosts.connect(**self.config, timeout=self._wait), _TOLD, wake, self._wait)

    async def _run(self, query: str, args: Sequence[Any]) -> list[Any]:
        lent, transaction = used(self, query, args), current(self)
        # Questions alone may wait, but for what the unit itself changes now.
        if transaction.noted or transaction.asks_about(written_by(query)):
            await self.write_noted(transaction)
        rows: list[Any] = await lent.fetch(query, *args)
        return rows

    async def _open(self) -> None:
        self.pool = await opened(
            self._hosts.connect, self.config, size=self._size, wait=self._wait, statement=self._statement
        )
        self._lending = Lending(self.pool, self._wait)
        self._glances = Glances(self._lent, self._lending.put_down)
        self._crowd = Crowd(self._lent, self._lending.put_down)
        self._crowded: Turns[None] = Turns(_CROWD, self._wait)
        self._turns = Turns(max(1, self._size - _READERS - STORING), self._wait, self._lending.put_down)
