"""What staff should look at: words of other systems without a meaning, and words that contradict the rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from civicore_doctrack import looking, stages, store
from civicore_doctrack.looking import Document
from civicore_doctrack.plan import Plan
from civicore_doctrack.setting import Setting
from civicore_doctrack.stages import Observation
from civicore_doctrack.tables import ObservationRow

Reason = Literal["unknown", "odd", "before", "future", "unclear"]
_LOOKED_AT = 1000  # lines of which the newest are shown


@dataclass(frozen=True)
class Raised:
    """Something said of a document; ``reason`` is why somebody should look.

    ``unknown``: no stage of this kind of document has that word. ``odd``: it contradicts what else is known.
    The others tell of its instant, see ``stages.Passed.mark``.
    """

    document: Document
    said: Observation
    reason: Reason


async def raised(setting: Setting, limit: int) -> tuple[Raised, ...]:
    """The newest first; what the file has learnt since, and what a later word has explained, is not shown."""
    async with setting.runtime.store.reading():
        rows = await ObservationRow.select(ObservationRow.document_id, ObservationRow.key).where(
            ObservationRow.mark != ""
        ).order_by(ObservationRow.seen_at, ascending=False).limit(_LOOKED_AT)  # fmt: skip
        kept = await store.many({row["document_id"] for row in rows})
        known = {one.id: one for one in await looking.documents(setting, kept)}
    found = []
    for row in rows:
        one = known.get(row["document_id"])
        found += [] if one is None else [each for each in _of(setting.plan, one) if each.said.id == row["key"]]
    return tuple(found[:limit])


def _of(plan: Plan, document: Document) -> list[Raised]:
    said = [Raised(document, one, "unknown") for one in document.standing.unknown]
    said += [Raised(document, one, "odd") for one in document.standing.odd]
    return said + [Raised(document, one, mark) for one, mark in stages.marked(plan, document.observations)]
