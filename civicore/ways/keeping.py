"""How long choices and dead addresses live, and what is told or erased about one person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from piccolo.columns.combination import WhereRaw

from civicore.extension.parts import Retention
from civicore.runtime import Runtime
from civicore.storage.dead_addresses import folded
from civicore.storage.tables import DeadAddress
from civicore.storage.unit_of_work import UnitOfWork
from civicore.ways.tables import WayRow

_UNTYPED = timedelta(hours=1)  # a code that nobody typed
_WAITING = WhereRaw("state = 'waiting'")  # word for word as in the index


async def tidy(runtime: Runtime) -> None:
    """Erase addresses whose code nobody typed: they may be a stranger's."""

    async def work(unit: UnitOfWork) -> None:
        await WayRow.delete().where(_WAITING & (WayRow.at < unit.now - _UNTYPED))

    await runtime.transact(work)


def retention(runtime: Runtime) -> Retention:
    """Choices live as long as the things they are about may (the longest of the file), dead addresses as visits do."""
    kept = runtime.city.retention
    longest = max(kept.finished.exact, kept.signals.exact, kept.letters.exact)

    async def expire() -> int:
        async def work(unit: UnitOfWork) -> int:
            ways = await WayRow.delete().where(WayRow.at < unit.now - longest).returning(WayRow.id)
            old = DeadAddress.at < unit.now - kept.finished.exact
            return len(ways) + len(await DeadAddress.delete().where(old).returning(DeadAddress.id))

        return await runtime.transact(work)

    async def export(person: str) -> Sequence[Mapping[str, object]]:
        async with runtime.store.reading():
            ways = await _of(person)
            dead = await DeadAddress.select().where(DeadAddress.address == folded(person))
        told: list[Mapping[str, object]] = [
            {"notices about": row["about"], "by": row["channel"], "to": row["address"]} for row in ways
        ]
        return [*told, *({"dead address": row["address"], "since": row["at"].isoformat()} for row in dead)]

    async def erase(person: str) -> int:
        async def work(unit: UnitOfWork) -> int:
            ways = [row["id"] for row in await _of(person)]
            if ways:
                await WayRow.delete().where(WayRow.id.is_in(ways))
            dead = await DeadAddress.delete().where(DeadAddress.address == folded(person)).returning(DeadAddress.id)
            return len(ways) + len(dead)

        return await runtime.transact(work)

    return Retention("ways.choices", expire, export, erase)


async def _of(person: str) -> list[dict[str, Any]]:
    """The choices of an address, however its capitals were typed."""
    alike = WhereRaw("LOWER(address) = {}", person.strip().lower())
    rows: list[dict[str, Any]] = await WayRow.select().where(alike)
    return [row for row in rows if folded(row["address"]) == folded(person)]
