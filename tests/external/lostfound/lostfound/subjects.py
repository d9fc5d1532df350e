"""Who may see messages about a report: those who may see reports."""

from __future__ import annotations

from uuid import UUID

from civicore import Principal
from lostfound import rights, store
from lostfound.service import Office


class OwnSubjects:
    """Answers for ``lostfound:<uuid>``."""

    def __init__(self, office: Office) -> None:
        self._office = office

    async def visible(self, about: str, who: Principal) -> bool | None:
        """By the right to see reports; None for what is not ours or is erased."""
        kind, _, written = about.partition(":")
        if kind != "lostfound":
            return None
        try:
            id = UUID(written)
        except ValueError:
            return None
        async with self._office.runtime.store.reading():
            there = await store.report(id) or await store.thing(id)
        return None if there is None else who.may(rights.SEE)
