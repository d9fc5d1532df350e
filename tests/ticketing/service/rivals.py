"""Rivals that try at the same instant, and the mistake that their twins make."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from civicore_ticketing.tables import TICKETING, TicketRow

from civicore.storage.unit_of_work import UnitOfWork
from tests.ticketing.service.hall import Hall
from tests.tools.counts import times

RUNS = times(12, 200)

Work = Callable[[UnitOfWork], Awaitable[Any]]


async def at_once(*rivals: Awaitable[Any]) -> list[Any]:
    return list(await asyncio.gather(*rivals))


def in_two_units(
    hall: Hall,
    read: Callable[[], Awaitable[Any]],
    write: Callable[[Any], Awaitable[Any]],
    looked: asyncio.Barrier,
) -> Any:
    """The mistake that one writer at a time does not forgive either: look, let go, then write by what was seen.

    ``looked``: nobody writes before all rivals have looked, so the mistake does not depend on the machine.
    """

    async def rival() -> Any:
        async with hall.store.reading():
            seen = await read()
        await looked.wait()
        return await hall.store.transact(lambda unit: write(seen))

    return rival


async def unprotected(hall: Hall, index: str) -> None:
    """Take one of the database's own guards away."""

    async def drop(unit: UnitOfWork) -> None:
        await TicketRow.raw(f"DROP INDEX {index}")

    await hall.store.transact(drop)
    assert any(index in one for one in TICKETING.indexes)
