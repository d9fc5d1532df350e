"""The city's database: units of work, consistent reading, migrations."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Any, Literal, TypeVar, cast

from piccolo.engine.base import Engine as AnyEngine
from piccolo.table import Table

from civicore.base.clock import Clock
from civicore.base.codes import between
from civicore.base.refusal import Refusal
from civicore.extension.parts import TableSet
from civicore.storage import owners
from civicore.storage.aside import Aside
from civicore.storage.changes import Changes
from civicore.storage.delivering import AFTERWARDS, is_large
from civicore.storage.engines import Engine, engine_at
from civicore.storage.manners import Manners
from civicore.storage.migrate import migrate
from civicore.storage.opening import BARE, Foregone, Opening
from civicore.storage.repeating import takes_nothing, worth_repeating
from civicore.storage.router import Router, bound
from civicore.storage.statement import Statement
from civicore.storage.tables import CORE, MigrationRow
from civicore.storage.telling import write_down
from civicore.storage.transaction import (
    CannotStore,
    CommitUnknown,
    HopedInVain,
    NotTogether,
    StoreBusy,
    Transaction,
    running,
)
from civicore.storage.unit_of_work import Renderer, UnitOfWork

T = TypeVar("T")

_TRIES = 10  # how often a unit is begun at most before its caller is told that the database is busy
_ROUTER = cast(AnyEngine[Any], Router())
_PAUSE = 0.01  # seconds, doubled with each try: rivals must not meet again in the same step


class _Undo(Exception):
    """Carries a refusal out of the transaction, so that nothing is kept."""

    def __init__(self, answer: object) -> None:
        self.answer = answer


class Store:
    """``renderer`` says notices in people's languages, ``manners`` when and how; both may be given later.

    ``wait``: seconds that a unit of work waits for the database before it is given up. ``after`` is the store that
    this one follows in the same process: they share the connections, which stay open while either is.
    """

    def __init__(
        self,
        database_url: str,
        *,
        clock: Clock,
        apps: Sequence[TableSet] = (),
        renderer: Renderer | None = None,
        wait: float = 10.0,
        after: Store | None = None,
    ) -> None:
        self.engine: Engine = engine_at(database_url, wait) if after is None else after.engine
        self.engine_type = cast(Literal["sqlite", "postgres"], self.engine.engine_type)
        self._users: set[Store] = set() if after is None else after._users
        self.changes: Changes = Changes() if after is None else after.changes
        self._wait = wait
        self.clock = clock
        self.renderer = renderer
        self.manners: Manners | None = None
        self._apps = (CORE, *apps)
        every: tuple[type[Table], ...] = (MigrationRow, *self.tables)
        for table in every:
            table._meta.db = _ROUTER  # Piccolo would look for it itself, and load a formatter of code on the way
        self._crowd = 0
        self._watchers: list[Callable[[], None]] = []
        self._followers: list[Callable[[], None]] = []
        self._examined: list[Callable[[], str | None]] = []
        self._heard: set[str] | None = None

    @property
    def inside(self) -> bool:
        """Whether this task is inside a unit of work or a reading."""
        return running(self.engine) is not None

    @property
    def tables(self) -> tuple[type[Table], ...]:
        """Every table of the city, in the order in which they were registered."""
        return tuple(table for app in self._apps for table in app.tables)

    async def open(self) -> None:
        """Connect; the connections belong to the running event loop. RuntimeError when it is open already."""
        if not self._users - {self}:
            await self.engine.start_connection_pool()
        elif self in self._users:
            raise RuntimeError("the store is open already")
        self._users.add(self)

    async def close(self) -> None:
        self._users.discard(self)
        if not self._users:
            await self.engine.close_connection_pool()

    async def migrate(self) -> tuple[str, ...]:
        """Bring the tables up to date; returns the migrations that ran now. Several processes may start at once.

        CannotOpen when others keep in the way of what must be changed.
        """
        with bound(self.engine):
            return await migrate(self.engine, self._apps, self.clock)

    def crowd(self) -> int:
        """How many units of work are under way now whose answer somebody waits for."""
        return self._crowd

    def listen(self, kinds: Iterable[str]) -> None:
        """Somebody subscribes to events of these kinds. From the first call on, others are not written down."""
        self._heard = {*(self._heard or ()), *kinds}

    def watch(self, watcher: Callable[[], None]) -> None:
        """Call this after each commit that left news or messages."""
        self._watchers.append(watcher)

    def overhear(self, follower: Callable[[], None]) -> None:
        """Call this after each commit of this process that told something of a topic."""
        self._followers.append(follower)

    def examine(self, symptom: Callable[[], str | None]) -> None:
        """Ask this whenever health is asked for: what is wrong in this process, in a sentence, or None."""
        self._examined.append(symptom)

    def symptoms(self) -> list[str]:
        """What is wrong in this process right now."""
        return [found for symptom in self._examined if (found := symptom()) is not None]

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[None]:
        """Inside, all reads see one state of the records. Within a unit of work they see that unit's own."""
        with bound(self.engine):
            async with Transaction(self.engine, write=False):
                yield

    async def glance(self, statement: Statement) -> list[Any]:
        """The rows of one short SELECT by itself: less than a reading costs. Never within a unit of work."""
        if owners.strangers:
            owners.judge(statement.plain)
        return await self.engine.glance(statement)

    def aside(self) -> Aside:
        """To be entered when somebody else goes on in a unit or a reading: what they do can be undone by itself.

        What the unit put off is done first, and the answers that it took for granted are waited for: they are not to
        pay for it. Outside of units nothing is done.
        """
        return Aside(self.engine, running(self.engine))

    async def transact(self, work: Callable[[UnitOfWork], Awaitable[T]], opening: Opening = BARE) -> T:
        """Do the work in one transaction and return its answer; a returned Refusal leaves no trace.

        The whole work is repeated when the database asks for it (deadlock, serialization, lock), so it must
        not act on the outside world. Within another unit it joins that one. Raises StoreBusy when the
        database stays busy or away, CannotStore when its disk is full or read-only; nothing was stored then.
        Raises CommitUnknown when it went away just while storing. ``opening``: what the unit begins with and what
        may refuse it before; one that joins another shares the names of its opening as well, and is never refused.
        """
        current = running(self.engine)
        if current is not None:
            return await _joined(current, work, opening)
        waited_for = not AFTERWARDS.get()
        self._crowd += waited_for
        try:
            return await self._tried(work, opening)
        finally:
            self._crowd -= waited_for

    async def _tried(self, work: Callable[[UnitOfWork], Awaitable[T]], opening: Opening) -> T:
        loop = asyncio.get_running_loop()
        given_up = loop.time() + self._wait
        for number in range(_TRIES):
            try:
                return await self._together(work, opening)
            except Exception as error:
                if takes_nothing(error):
                    raise CannotStore("the database takes nothing") from error
                if not worth_repeating(error):
                    raise
                trouble = error
            if loop.time() > given_up:
                break
            await asyncio.sleep(between(0, _PAUSE * 2**number))
        raise StoreBusy("the database stayed busy") from trouble

    async def _together(self, work: Callable[[UnitOfWork], Awaitable[T]], opening: Opening) -> T:
        if is_large():
            return await self._attempt(work, opening, alone=True)
        try:
            return await self._attempt(work, opening)
        except (NotTogether, HopedInVain):
            return await self._attempt(work, opening, alone=True)

    async def _attempt(self, work: Callable[[UnitOfWork], Awaitable[T]], opening: Opening, *, alone: bool = False) -> T:
        transaction = Transaction(self.engine, alone=alone, opening=opening)
        try:
            with bound(self.engine):
                async with transaction:
                    # It is now when its turn has come, not when it began to wait for it.
                    unit = UnitOfWork(self.clock.now(), self.engine, self.renderer, self.manners, self._heard)
                    transaction.unit = unit
                    answer = await self.engine.work(work(unit))
                    if isinstance(answer, Refusal):
                        if transaction.hopes:
                            transaction.refuses = True
                            await self.engine.write_noted(transaction)
                        raise _Undo(answer)
                    transaction.check_whole()
                    unit.check_complete()
                    await write_down(unit.told, unit.now, self.engine)
        except (_Undo, Foregone) as refused:
            transaction.wrote.clear()
            return cast(T, refused.answer)
        except (NotTogether, HopedInVain):
            transaction.wrote.clear()
            raise
        except Exception as error:
            if not transaction.hoped or _is_of_the_database(error):
                raise
            transaction.wrote.clear()
            raise HopedInVain from error  # whether it is true will be seen when nothing is taken for granted
        finally:
            self.changes.note(transaction.wrote)  # before anybody is told that it is done
        for watcher in [*(self._watchers if unit.outgoing else ()), *(self._followers if unit.told else ())]:
            watcher()
        return answer


def _is_of_the_database(error: Exception) -> bool:
    """Whether it says how the database fares, or that the unit may be stored, whatever was taken for granted."""
    return isinstance(error, (StoreBusy, CommitUnknown)) or worth_repeating(error) or takes_nothing(error)


async def _joined(outer: Transaction, work: Callable[[UnitOfWork], Awaitable[T]], opening: Opening) -> T:
    if outer.unit is None:
        raise RuntimeError("a unit of work cannot begin inside store.reading()")
    for name in opening.shares:
        await outer.unit.share(name)
    before, told = outer.writes, len(outer.unit.told)
    try:
        answer = await work(outer.unit)
    except BaseException:
        outer.spoilt = outer.spoilt or outer.writes > before
        del outer.unit.told[told:]
        raise
    if isinstance(answer, Refusal):
        outer.spoilt = outer.spoilt or outer.writes > before
        del outer.unit.told[told:]
    return answer
