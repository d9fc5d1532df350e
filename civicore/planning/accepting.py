"""Which file the city last accepted, with all that had to be decided about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from civicore.base.codes import new_id
from civicore.planning.tables import ConfigurationRow
from civicore.storage.unit_of_work import UnitOfWork
from civicore.storage.written import dumps, loads

if TYPE_CHECKING:
    from civicore.runtime import Runtime


@dataclass(frozen=True)
class Standing:
    """Decisions by the name of a change that hold until the file with this hash is taken over."""

    digest: str
    decisions: Mapping[str, str]


async def accept(runtime: Runtime, digest: str, actor: str, decisions: Mapping[str, str] | None = None) -> None:
    """Note that the city runs under a file with this hash from now on; once, however often it is said.

    ``decisions`` hold until it does (see ``standing``).
    """
    await runtime.transact(lambda unit: accept_in(unit, digest, actor, decisions))


async def accept_in(unit: UnitOfWork, digest: str, actor: str, decisions: Mapping[str, str] | None = None) -> None:
    """The same as part of a unit."""
    await unit.lock("planning.configuration")
    if await _last() != digest:
        kept = dumps(dict(decisions)) if decisions else None
        row = ConfigurationRow(id=new_id(), digest=digest, at=unit.now, actor=actor, standing=kept)
        await ConfigurationRow.insert(row)
        await unit.record("file.accepted", actor=actor, subject="city:file", facts={"file": digest[:12]})


async def is_accepted(digest: str) -> bool:
    """Whether this file was the last one accepted; inside a reading."""
    return await _last() == digest


async def standing() -> Standing | None:
    """What holds until the last file accepted is taken over; inside a reading."""
    rows = await ConfigurationRow.select().order_by(ConfigurationRow.at, ascending=False).limit(1)
    return Standing(rows[0]["digest"], loads(rows[0]["standing"])) if rows and rows[0]["standing"] else None


async def forget_standing() -> None:
    """It has been done, inside a unit."""
    said = ConfigurationRow.standing.is_not_null()
    await ConfigurationRow.update({ConfigurationRow.standing: None}).where(said)


async def _last() -> str | None:
    rows = (
        await ConfigurationRow.select(ConfigurationRow.digest).order_by(ConfigurationRow.at, ascending=False).limit(1)
    )
    return str(rows[0]["digest"]) if rows else None
