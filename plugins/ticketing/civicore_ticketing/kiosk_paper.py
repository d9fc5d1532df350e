"""The paper of a ticket: put into the printer's spool in the same transaction as the ticket, or not at all."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

from civicore import UnitOfWork
from civicore_ticketing.issuing import Then
from civicore_ticketing.kiosk_hall import Hall
from civicore_ticketing.kiosk_slip import slip_of
from civicore_ticketing.kiosk_state import Shown
from civicore_ticketing.ticket import Ticket

PRINTED, HERE, NO_PAPER = "printed", "here", "none"
EXPIRES = timedelta(minutes=3)  # nobody waits longer at a printer; what comes out later is somebody else's confusion


class Paper:
    """What becomes of the paper of one ticket; ``fate`` is known once the printer was asked.

    ``printed``: in the spool, as the job ``job``. ``here``: this browser prints it. ``none``: no paper now, the
    screen must do; staff are written to by whoever watches the printers.
    """

    def __init__(self, hall: Hall) -> None:
        self._hall = hall
        self.fate: str = NO_PAPER
        self.job: UUID | None = None

    async def then(self) -> Then | None:
        """What is to be done for a new ticket: print it, where a printer is ready."""
        self.fate = await self._hall.paper()
        return None if self.fate == NO_PAPER else self._print

    def shown(self, ticket: Ticket, *, again: bool = False) -> Shown:
        """The ticket as the screen remembers it."""
        return Shown(self._hall.queues.token(ticket.id), self.fate, str(self.job or ""), again)

    async def elsewhere(self, ticket: Ticket, device: str) -> None:
        """The same number at another printer of the office, since none came out here."""
        put = self._hall.runtime.printers.queue_elsewhere
        await self._hall.runtime.transact(lambda work: self._put(put, device, ticket, work))
        self.fate = PRINTED

    async def _print(self, ticket: Ticket, work: UnitOfWork) -> None:
        await self._put(self._hall.runtime.printers.queue, self._hall.device.id, ticket, work)

    async def _put(self, put: Callable[..., Awaitable[UUID]], device: str, ticket: Ticket, work: UnitOfWork) -> None:
        hall = self._hall
        slip = slip_of(
            hall.city,
            hall.runtime.languages,
            ticket,
            await hall.queues.place(ticket, work),
            hall.device.entry.ticket,
            hall.runtime.absolute(f"/ticket/{hall.queues.token(ticket.id)}"),
        )
        self.job = await put(work, device, slip, about=f"ticket:{ticket.id}", expires=work.now + EXPIRES)
