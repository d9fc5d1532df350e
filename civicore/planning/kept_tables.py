"""What becomes of the records of a plugin that the file no longer asks for: they stay, and the plan says where."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from piccolo.table import Table

from civicore.base.refusal import Refusal
from civicore.contracts.changes import Change, Found, Hit, Renames, Tally
from civicore.deployment.city import City
from civicore.extension.manifest import Manifest, NoManifest, read
from civicore.extension.registry import installed
from civicore.messaging.languages import Msgid
from civicore.storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from civicore.runtime import Runtime

_STAY = Msgid("{count} records of {thing} stay unread; the plugin's addresses answer that they are gone")


@dataclass(frozen=True)
class KeptTables:
    """Registered by the core, which knows all tables."""

    runtime: Runtime

    async def look(self, before: City, after: City, changes: Sequence[Change]) -> Found:
        """A count for each table that has records."""
        tallies = []
        for change in changes:
            for table in self._tables(change, after):
                if number := await table.count():
                    tallies.append(Tally(change.name, number, _STAY, thing=table._meta.tablename))
        return Found(tallies=tallies)

    async def carry_out(self, decision: str, found: Hit | Tally, actor: str) -> Refusal | None:
        """Nothing: they are there when the plugin comes back."""
        return None

    async def rename(self, renames: Renames, unit: UnitOfWork) -> int:
        return 0

    def _tables(self, change: Change, after: City) -> Iterator[type[Table]]:
        """The tables of the plugin that a change takes away with the last of its sections."""
        own = _leaving(change, after)
        yield from (one for one in self.runtime.store.tables if own and one._meta.tablename in own.tables)


def _leaving(change: Change, after: City) -> Manifest | None:
    if not change.removed:
        return None
    for name in installed():
        try:
            manifest = read(name)
        except NoManifest:
            continue
        listed = change.path == ("plugins", name)
        if listed or (change.path[0] in manifest.sections and len(change.path) == 1):
            return None if any(after.section(key) is not None for key in manifest.sections) else manifest
    return None
