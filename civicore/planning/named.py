"""Columns that hold ids of the city's file: they follow ``renames``, and tell who still needs what is to go."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from piccolo.columns import Column
from piccolo.query.functions import Count

from civicore.base.refusal import Refusal
from civicore.contracts.changes import Change, Found, Hit, Renames, Tally
from civicore.deployment.city import City
from civicore.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Named:
    """A column whose values are ids that stand below a path of the file: ``Named(CaseRow.kind, "signals.kinds")``.

    Where an id belongs to another one, as a counter to its office, the path has a star for the owner
    (``offices.*.counters``) and the column holds ``owner<joint>id``. Names of whoever owns it follow by themselves.
    ``sentence`` is what a plan says of records whose id is to go, with ``{count}``: without one nobody asks.
    ``matching`` limits which records need it. ``before`` is what stands in front of the id, ``office:``; values without
    it name something else.
    """

    column: Column
    path: str
    sentence: str = ""
    matching: Any = None
    joint: str = "."
    before: str = ""

    @property
    def parents(self) -> tuple[str, ...]:
        return tuple(self.path.split("."))

    def moved(self, renames: Renames, value: str) -> str:
        """A value under its new name."""
        if not value.startswith(self.before):
            return value
        return self.before + self._moved(renames, value.removeprefix(self.before))

    def _moved(self, renames: Renames, value: str) -> str:
        parents = self.parents
        if "*" not in parents:
            return renames.new(*parents, value)
        above, here = parents[: parents.index("*")], parents[parents.index("*") + 1 :]
        owner, joint, own = value.partition(self.joint)
        moved = renames.new(*above, owner)
        return f"{moved}{joint}{renames.new(*above, owner, *here, own)}" if joint else moved

    def goes_with(self, change: Change, value: str) -> bool:
        """Whether a change takes away what a value (under its new name) stands for, or whoever owns it."""
        if not change.removed or not value.startswith(self.before):
            return False
        parents, value = self.parents, value.removeprefix(self.before)
        if "*" not in parents:
            return change.path == (*parents, value)
        above, here = parents[: parents.index("*")], parents[parents.index("*") + 1 :]
        owner, _, own = value.partition(self.joint)
        return change.path in ((*above, owner), (*above, owner, *here, own))


async def rename_all(columns: Iterable[Named], renames: Renames) -> int:
    """Give all records their new names; how many rows had old ones. Reads only the values that there are."""
    number = 0
    for named in columns if renames else ():
        column, table = named.column, named.column._meta.table
        there = column.like(f"{named.before}%") if named.before else column.is_not_null()
        for row in await table.select(column).where(there).group_by(column):
            value = row[column._meta.name]
            if (moved := named.moved(renames, value)) != value:
                key = table._meta.primary_key
                number += len(await table.update({column: moved}).where(column == value).returning(key))
    return number


async def still_needed(columns: Sequence[Named], changes: Sequence[Change], renames: Renames) -> list[Tally]:
    """Changes that cannot be made, because records refer to what they take away: one query for each column."""
    removed = [one for one in changes if one.removed]
    found: list[Tally] = []
    for named in columns if removed else ():
        counts = await _counts(named, renames) if named.sentence else {}
        for change in removed:
            number = sum(count for value, count in counts.items() if named.goes_with(change, value))
            if number:
                found.append(Tally(change.name, number, named.sentence, blocks=True))
    return found


async def _counts(named: Named, renames: Renames) -> dict[str, int]:
    """How many records have each value, under its new name."""
    column = named.column
    query = column._meta.table.select(column, Count(alias="number")).where(column.is_not_null()).group_by(column)
    found: dict[str, int] = {}
    for row in await (query if named.matching is None else query.where(named.matching)):
        value = named.moved(renames, row[column._meta.name])
        found[value] = found.get(value, 0) + int(row["number"])
    return found


@dataclass(frozen=True)
class NamedRecords:
    """The answer (``FileChange``) of whoever keeps ids of the file and nothing more that a change could touch."""

    columns: Sequence[Named]

    async def look(self, before: City, after: City, changes: Sequence[Change]) -> Found:
        return Found(tallies=await still_needed(self.columns, changes, Renames(after.renames)))

    async def carry_out(self, decision: str, found: Hit | Tally, actor: str) -> Refusal | None:
        return None

    async def rename(self, renames: Renames, unit: UnitOfWork) -> int:
        return await rename_all(self.columns, renames)
