"""Who may see messages about a booking or an entry of the waiting list: those who may see the thing itself."""

from __future__ import annotations

from uuid import UUID

from civicore import Principal, Runtime
from civicore_booking import store, waitlist
from civicore_booking.desk_sight import may_see


class OwnSubjects:
    """Answers for ``booking:<uuid>`` and ``waiting:<uuid>``."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    async def visible(self, about: str, who: Principal) -> bool | None:
        """By the department of the agenda; None for what is not ours or is erased."""
        agenda = await self._agenda(about)
        return None if agenda is None else may_see(self._runtime.city, who, agenda)

    async def _agenda(self, about: str) -> str | None:
        kind, _, written = about.partition(":")
        try:
            id = UUID(written)
        except ValueError:
            return None
        async with self._runtime.store.reading():
            if kind == "booking":
                booking = await store.get(id)
                return booking.agenda if booking else None
            entry = await waitlist.get(id) if kind == "waiting" else None
            return entry.wish.agenda if entry else None
