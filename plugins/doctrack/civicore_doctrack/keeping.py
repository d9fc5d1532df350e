"""How long documents are kept: nothing of them is a name, but whoever has number and secret sees how far one is."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from civicore import Retention, UnitOfWork
from civicore_doctrack import store
from civicore_doctrack.config import Keep
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
    erased = await _erase_all(setting, _old(setting, keep))
    before = keep.runs.before(setting.now, zone)

    async def forget_runs(unit: UnitOfWork) -> int:
        return len(await RunRow.delete().where(RunRow.at < before).returning(RunRow.id))

    return erased + await setting.runtime.transact(forget_runs)


async def would_expire(setting: Setting, keep: Keep) -> int:
    """How many documents would go at once if the file said this; inside a reading."""
    return int(await DocumentRow.count().where(_old(setting, keep)))


def _old(setting: Setting, keep: Keep) -> Any:
    ended = DocumentRow.ended.eq(True) & (DocumentRow.seen_last < keep.after_end.before(setting.now, setting.zone))
    return ended | (DocumentRow.seen_last < keep.without_news.before(setting.now, setting.zone))


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
