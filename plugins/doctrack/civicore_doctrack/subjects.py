"""Who may see messages about a document: those who may see documents."""

from __future__ import annotations

from uuid import UUID

from civicore import Principal
from civicore_doctrack import rights, store, store_followers
from civicore_doctrack.setting import Setting


class OwnSubjects:
    """Answers for ``document:<uuid>`` and for followers, ``docfollow:<uuid>``."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting

    async def visible(self, about: str, who: Principal) -> bool | None:
        """By the right to see documents; None for what is not ours or is erased."""
        kind, _, written = about.partition(":")
        if kind not in ("document", "docfollow"):
            return None
        try:
            id = UUID(written)
        except ValueError:
            return None
        async with self._setting.runtime.store.reading():
            there = await (store.get(id) if kind == "document" else store_followers.get(id))
        return None if there is None else who.may(rights.SEE)
