"""Who may see messages about a case or to its followers: those who may see the people concerned."""

from __future__ import annotations

from uuid import UUID

from civicore import Principal
from civicore_signals import acting, rights, store, store_followers
from civicore_signals.case import Case
from civicore_signals.setting import Setting


class OwnSubjects:
    """Answers for ``signals:<uuid>`` and ``follower:<uuid>``."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting

    async def visible(self, about: str, who: Principal) -> bool | None:
        """By the unit that has the case now (case 14); None for what is not ours or is erased."""
        case = await self._case(about)
        return None if case is None else acting.holds(self._setting.plan, who, case, rights.CONTACTS)

    async def _case(self, about: str) -> Case | None:
        kind, _, written = about.partition(":")
        try:
            id = UUID(written)
        except ValueError:
            return None
        async with self._setting.runtime.store.reading():
            if kind == "signals":
                return await store.get(id)
            follower = await store_followers.get(id) if kind == "follower" else None
            return await store.get(follower.case_id) if follower else None
