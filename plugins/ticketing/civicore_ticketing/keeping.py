"""How long tickets live. A ticket names nobody; only who asked to be told left a telephone number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from civicore import Retention, UnitOfWork
from civicore_ticketing import jobs
from civicore_ticketing.setting import Setting
from civicore_ticketing.tables import AskRow


def retention(setting: Setting) -> Retention:
    """The store of tickets. A person is a telephone number that asked to be told."""
    return Retention(
        "ticketing.tickets", partial(jobs.forget, setting), partial(export, setting), partial(erase, setting)
    )


async def export(setting: Setting, person: str) -> Sequence[Mapping[str, object]]:
    """Where somebody is still waiting to be told."""
    async with setting.runtime.store.reading():
        rows = await AskRow.select().where(AskRow.address == person)
    return [{"record": "ask", "office": row["office"], "day": row["day"], "address": row["address"]} for row in rows]


async def erase(setting: Setting, person: str) -> int:
    """Forget a telephone number; the ticket goes on without it."""

    async def work(unit: UnitOfWork) -> int:
        gone = await AskRow.delete().where(AskRow.address == person).returning(AskRow.ticket)
        for row in gone:
            await unit.withdraw(f"ticket:{row['ticket']}")
        return len(gone)

    return await setting.runtime.transact(work)
