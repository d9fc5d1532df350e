"""What was ever told of a document: read inside the unit of work that tells it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from civicore_doctrack import stages, store
from civicore_doctrack.setting import Setting
from civicore_doctrack.stages import Reached


@dataclass(frozen=True)
class Messages:
    """The messages of a document in order; ``ending`` are the last signs of its number, ``office`` where it is.

    ``count`` is how many it has counted so far, which no change of the file alters.
    """

    document: UUID
    type: str
    ending: str
    office: str | None
    all: tuple[Reached, ...]
    count: int


async def messages_of(setting: Setting, document: UUID) -> Messages | None:
    """All messages of a document, worked out from its observations; None when it is gone."""
    one = await store.get(document)
    if one is None or one.type not in setting.plan.kinds:
        return None
    said = (await store.observations_of([one.id]))[one.id]
    while (now := await store.get(document)) is not None and now.told != one.told:
        # A batch came between the two reads: the count and what it counts must be of one moment.
        one, said = now, (await store.observations_of([document]))[document]
    every = stages.messages(setting.plan, one.type, said)
    office = stages.standing(setting.plan, one.type, said).office
    return Messages(one.id, one.type, one.shown, office, every, one.told)
