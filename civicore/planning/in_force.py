"""The rules by which a city works, said by its database: who still works by earlier ones changes nothing any more.

Several processes serve one city, and ``civicore apply`` changes records while they do. Each unit of work of a serving
process looks, in its own transaction, whether its rules are still the ones in force; whoever puts others in force
waits for the units under way. So nothing is promised by rules that no longer hold, whenever a process learns of it.

On PostgreSQL units share a name that whoever puts others in force locks. A row that everybody locks would have to be
written for each of them.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import cached_property, partial
from typing import Any, TypeVar

from civicore.planning.tables import InForceRow
from civicore.storage.opening import Beforehand, Opening, Unless, plain
from civicore.storage.statement import Statement
from civicore.storage.steady import Steady
from civicore.storage.store import Store
from civicore.storage.transaction import StoreBusy, running
from civicore.storage.unit_of_work import UnitOfWork

T = TypeVar("T")
First = Callable[[UnitOfWork], Awaitable[None]]
_ONLY = 1
_NAME = "planning.in_force"
_READ = "SELECT rules, awaited FROM core_in_force"
_ROW, _LOCKED = Steady(_READ), Statement(f"{_READ} FOR UPDATE")


class Superseded(StoreBusy):
    """The city works by other rules now; who knows only the earlier ones may try again once it has taken them over."""


class InForce:
    """``rules`` are those of one file (``differences.rules_of``). They bind once ``around`` has been entered."""

    def __init__(self, store: Store, rules: str) -> None:
        self._store, self.rules = store, rules
        self._over_there = store.engine_type == "postgres"  # else whoever writes is alone
        self._binds = False
        self._looked: bool | None = None

    def checked(self, work: Callable[[UnitOfWork], Awaitable[T]]) -> Callable[[UnitOfWork], Awaitable[T]]:
        """The work of a unit, refused with Superseded when other rules are in force; whoever joins asks no more.

        On PostgreSQL its ``opening`` says so already.
        """
        if self._over_there or not self._asks:
            return work

        async def within(unit: UnitOfWork) -> T:
            row = await _row()
            if row is not None and row[0] != self.rules:
                raise _superseded()
            return await work(unit)

        return within

    def opening(self, shares: Sequence[str] = (), beforehand: Beforehand | None = None) -> Opening:
        """How a unit begins that holds these names: the rules stay in force until it ends, or it is refused."""
        if not self._asks:
            return Opening(tuple(shares), beforehand=beforehand)
        return Opening((_NAME, *shares), self._unless_superseded, beforehand)

    @cached_property
    def _unless_superseded(self) -> Unless:
        others = f"SELECT FROM core_in_force WHERE rules <> {plain(self.rules)}"
        return Unless(others, _superseded)

    @property
    def _asks(self) -> bool:
        return self._binds and running(self._store.engine) is None

    async def holds(self) -> bool:
        """Whether its rules are the ones in force. Requests of the same turn of the loop are told by one look.

        It is never older than the request: whatever comes after it begins in a later turn.
        """
        if not self._binds:
            return True
        if self._over_there:
            return self._same(await self._store.glance(_ROW))
        if self._looked is None:
            self._looked = self._same(await self._store.glance(_ROW))  # nothing else is done between look and answer
            asyncio.get_running_loop().call_soon(self._forget)
        return self._looked

    def _same(self, rows: Sequence[Mapping[str, Any]]) -> bool:
        return not rows or bool(rows[0]["rules"] == self.rules)

    def _forget(self) -> None:
        self._looked = None

    @asynccontextmanager
    async def around(self, first: First | None = None) -> AsyncIterator[None]:
        """Serve by these rules, which are in force from now on; ``first`` is done in the unit that puts them there.

        Superseded while rules that were applied wait for a server: a city must not fall back behind them.
        """
        await self._store.transact(partial(self._begin, first))
        self._binds = True
        yield

    async def apply(self, unit: UnitOfWork) -> None:
        """Put them in force as part of a unit that holds them (``hold``); a server is to take them over."""
        await _put(self.rules, awaited=True)

    async def hold(self, unit: UnitOfWork) -> None:
        """Wait for all units under way; others wait until this one ends."""
        await unit.lock(_NAME)
        if self._over_there:
            await _LOCKED.ask()  # units of earlier versions, still serving beside this one, lock the row

    async def look(self) -> None:
        """Superseded when ``around`` would be."""
        async with self._store.reading():
            self._judge(await _row())

    async def _begin(self, first: First | None, unit: UnitOfWork) -> None:
        await self.hold(unit)
        self._judge(await _row())
        await _put(self.rules, awaited=False)
        if first is not None:
            await first(unit)

    def _judge(self, row: tuple[str, bool] | None) -> None:
        if row is not None and row[1] and row[0] != self.rules:
            raise Superseded(
                "civicore apply has put another file in force: put that file in the place of this one, "
                "or plan and apply the way back"
            )


def _superseded() -> Superseded:
    return Superseded("the city works by other rules by now")


async def _row() -> tuple[str, bool] | None:
    rows = await _ROW.ask()
    return (rows[0]["rules"], bool(rows[0]["awaited"])) if rows else None


async def _put(rules: str, *, awaited: bool) -> None:
    row = InForceRow(id=_ONLY, rules=rules, awaited=awaited)
    columns = [InForceRow.rules, InForceRow.awaited]
    await InForceRow.insert(row).on_conflict(target=InForceRow.id, action="DO UPDATE", values=columns)
