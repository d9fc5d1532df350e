"""How long documents are kept: nothing of them is a name, but whoever has number and secret sees how far one is."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from civicore import Retention, UnitOfWork
from civicore_doctrack import store
from civicore_doctrack.setting import Setting
from civicore_doctrack.tables import DocumentRow, RunRow

_TOGETHER = 200  # documents that one unit of work erases


def retention(setting: Setting) -> Retention:
    """Documents as a store; a person is not found in it, for it has neither addresses nor accounts."""

    async def expire_all() -> int:
        return await expire(setting)

    async def export(person: str) -> Sequence[Mapping[str, object]]:
        return ()

    async def erase(person: str) -> int:
        return 0

    return Retention("doctrack.documents", expire_all, export, erase)


async def expire(setting: Setting) -> int:
    """Erase documents without news for as long as the file says, and old reports of sources."""
    keep, zone = setting.said.keep, setting.zone
    ended = DocumentRow.ended.eq(True) & (DocumentRow.seen_last < keep.after_end.before(setting.now, zone))
    silent = DocumentRow.seen_last < keep.without_news.before(setting.now, zone)
    erased = await _erase_all(setting, ended | silent)
    before = keep.runs.before(setting.now, zone)

    async def forget_runs(unit: UnitOfWork) -> int:
        return len(await RunRow.delete().where(RunRow.at < before).returning(RunRow.id))

    return erased + await setting.runtime.transact(forget_runs)


async def _erase_all(setting: Setting, old: Any) -> int:
    erased = 0
    while found := await _some(setting, old):
        await setting.runtime.transact(partial(_erase, found))
        erased += len(found)
    return erased


async def _erase(documents: Collection[UUID], unit: UnitOfWork) -> None:
    await store.erase(documents)


async def _some(setting: Setting, old: Any) -> list[UUID]:
    async with setting.runtime.store.reading():
        rows = await DocumentRow.select(DocumentRow.id).where(old).limit(_TOGETHER)
    return [row["id"] for row in rows]
