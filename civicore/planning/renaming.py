"""Ids that were renamed: records follow when the city starts, and links with the old id lead on for a year."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from civicore.base.spans import Duration
from civicore.contracts.changes import FileChange, Renames
from civicore.planning.kinds import value_at
from civicore.planning.tables import RenameRow
from civicore.storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from civicore.runtime import Runtime

_LED_ON = Duration(months=12)


async def follow(runtime: Runtime) -> int:
    """Give every record its new names, all in one transaction; returns how many had old ones."""
    if not runtime.city.renames:
        return 0
    return await runtime.transact(lambda unit: follow_in(unit, runtime))


async def follow_in(unit: UnitOfWork, runtime: Runtime) -> int:
    """The same as part of a unit."""
    renames = Renames(runtime.city.renames)
    await unit.lock("planning.renames")
    await _note(renames, unit.now)
    number = 0
    for one in runtime.services.all(FileChange) if renames else ():  # type: ignore[type-abstract]
        number += await one.rename(renames, unit)
    return number


async def known(runtime: Runtime) -> Renames:
    """What was renamed in the last year, whether the file still says so or not.

    An id that something bears again leads nowhere else: it means what is called so now.
    """
    since = _LED_ON.before(runtime.clock.now(), runtime.city.zone)
    async with runtime.store.reading():
        rows = await RenameRow.select().where(RenameRow.since >= since)
    found = {row["old"]: row["new"] for row in rows}
    return Renames({old: new for old, new in found.items() if value_at(runtime.city, tuple(old.split("."))) is None})


async def _note(renames: Renames, now: datetime) -> None:
    """What bears a name again that it had before is found under it: else two links would lead to each other."""
    rows = [RenameRow(old=old, new=new, since=now) for old, new in renames.paths.items()]
    if not rows:
        return
    await RenameRow.delete().where(RenameRow.old.is_in(list(renames.paths.values())))
    await RenameRow.insert(*rows).on_conflict(action="DO NOTHING")
