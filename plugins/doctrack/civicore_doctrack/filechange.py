"""What a change of the file means for documents: none is left at a stage or of a kind that nobody can explain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from civicore import City, Msgid, Named, Refusal, UnitOfWork, rename_all, still_needed
from civicore.contracts.changes import Change, Found, Hit, Renames, Tally
from civicore_doctrack import keeping
from civicore_doctrack.setting import Setting
from civicore_doctrack.tables import DocumentRow, ObservationRow, RunRow, SourceRow

_OF_IT = Msgid("{count} documents are of this kind: name its successor in renames")
_NOTED = Msgid("{count} notes on documents name it: name its successor in renames")
_COLUMNS = (
    Named(DocumentRow.type, "doctrack.documents", _OF_IT),
    Named(ObservationRow.stage, "doctrack.stages", _NOTED),
    Named(ObservationRow.office, "offices"),
    Named(RunRow.source, "doctrack.sources"),
    Named(SourceRow.source, "doctrack.sources"),
)
_SOONER = Msgid("{count} documents would be erased tonight")


@dataclass(frozen=True)
class FollowedDocuments:
    """Registered as the answer of doctrack."""

    setting: Setting

    async def look(self, before: City, after: City, changes: Sequence[Change]) -> Found:
        tallies = await still_needed(_COLUMNS, changes, Renames(after.renames))
        for change in changes:
            if after.section("doctrack") is not None and change.kind == "destructive" and _is_keep(change):
                number = await keeping.would_expire(self.setting, after.section("doctrack").keep)
                tallies += [Tally(change.name, number, _SOONER, (str(number),))] if number else []
        return Found(tallies=tallies)

    async def carry_out(self, decision: str, found: Hit | Tally, actor: str) -> Refusal | None:
        """Nothing: the hourly retention erases."""
        return None

    async def rename(self, renames: Renames, unit: UnitOfWork) -> int:
        return await rename_all(_COLUMNS, renames)


def _is_keep(change: Change) -> bool:
    return change.path in (("doctrack", "keep", "after_end"), ("doctrack", "keep", "without_news"))
