"""Who may see messages about a ticket: those who may see the waiting room of its agenda."""

from __future__ import annotations

from uuid import UUID

from civicore import Principal, Runtime
from civicore_ticketing import store
from civicore_ticketing.rights import SEE


class OwnSubjects:
    """Answers for ``ticket:<uuid>``."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    async def visible(self, about: str, who: Principal) -> bool | None:
        """By the department of the agenda; None for what is not ours or is erased."""
        kind, _, written = about.partition(":")
        try:
            id = UUID(written)
        except ValueError:
            return None
        if kind != "ticket":
            return None
        async with self._runtime.store.reading():
            ticket = await store.get(id)
        agenda = self._runtime.city.agendas.get(ticket.agenda) if ticket is not None else None
        return None if agenda is None else who.may(SEE, agenda.department)
