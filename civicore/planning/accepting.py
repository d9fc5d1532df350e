"""Which file the city last accepted, with all that had to be decided about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from civicore.base.codes import new_id
from civicore.planning.tables import ConfigurationRow
from civicore.storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from civicore.runtime import Runtime


async def accept(runtime: Runtime, digest: str, actor: str) -> None:
    """Note that the city runs under a file with this hash from now on; once, however often it is said."""
    await runtime.transact(lambda unit: accept_in(unit, digest, actor))


async def accept_in(unit: UnitOfWork, digest: str, actor: str) -> None:
    """The same as part of a unit."""
    await unit.lock("planning.configuration")
    if await _last() != digest:
        row = ConfigurationRow(id=new_id(), digest=digest, at=unit.now, actor=actor)
        await ConfigurationRow.insert(row)
        await unit.record("file.accepted", actor=actor, subject="city:file", facts={"file": digest[:12]})


async def is_accepted(digest: str) -> bool:
    """Whether this file was the last one accepted; inside a reading."""
    return await _last() == digest


async def _last() -> str | None:
    rows = (
        await ConfigurationRow.select(ConfigurationRow.digest).order_by(ConfigurationRow.at, ascending=False).limit(1)
    )
    return str(rows[0]["digest"]) if rows else None
