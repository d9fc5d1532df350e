"""Everything the waiting room does, in one place: what pages, boards, devices and the API call."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from civicore import Principal, Refusal, UnitOfWork
from civicore_ticketing.ticket import Ticket
from civicore_ticketing.views import (
    Board,
    CheckedIn,
    CounterView,
    JournalEntry,
    JournalResult,
    Lease,
    Offers,
    OfficeQueue,
    Place,
    TicketWish,
)

if TYPE_CHECKING:
    from civicore import Runtime

Then = Callable[[Ticket, UnitOfWork], Awaitable[None]]
"""Done in the same unit for a new ticket: its paper and its number stand or fall together."""


class Queues:
    """Answers with a value or a Refusal; nothing a visitor or a clerk does raises. Instants are aware and in UTC.

    Counters are ``office.counter``, devices ``office.device``. Refusals: ``queue.closed``, ``queue.sold_out``,
    ``queue.suspended``, ``queue.not_here``, ``queue.numbers_used_up``, ``queue.too_many_tries`` (with ``until``),
    ``queue.empty``, ``queue.nobody_called``, ``queue.taken``, ``queue.moved_on``, ``queue.paused``,
    ``queue.counter_closed``, ``queue.somebody_else`` (who sits there), ``queue.unknown``, ``queue.nothing_to_undo``,
    those of moves, and those of whoever keeps promises.
    """

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    # At the door

    async def offers(self, office: str, device: str | None = None) -> Offers:
        """What is offered now, for a device only what its entry of the file serves."""
        raise NotImplementedError

    async def take(self, wish: TicketWish, then: Then | None = None) -> Ticket | Refusal:
        """A number; the same idempotency key gives the same ticket, and ``then`` is not called again."""
        raise NotImplementedError

    async def check_in(
        self, code: str, office: str, *, by: str, source: str, at: datetime, then: Then | None = None
    ) -> CheckedIn | Refusal:
        """Let somebody in by their code. ``at`` is when the request was received and decides.

        ``source`` is whose tries are counted: ``office.device``, or the network of a telephone.
        """
        raise NotImplementedError

    # The visitor's own ticket

    async def get(self, ticket: UUID) -> Ticket | None:
        """A ticket as it stands now."""
        raise NotImplementedError

    def token(self, ticket: UUID) -> str:
        """The secret of the link to a ticket; made from the city's key, stored nowhere."""
        raise NotImplementedError

    async def by_token(self, token: str) -> Ticket | None:
        """The ticket of a link, on its day."""
        raise NotImplementedError

    async def place(self, ticket: Ticket) -> Place:
        """How many are before it, and how long it may take."""
        raise NotImplementedError

    async def leave(self, token: str) -> Ticket | Refusal:
        """The visitor gives the number up."""
        raise NotImplementedError

    async def delay(self, token: str) -> Ticket | Refusal:
        """The visitor lets others go first."""
        raise NotImplementedError

    async def void(self, ticket: UUID, by: Principal) -> Ticket | Refusal:
        """Staff take back a number given by mistake; a booking of it is expected again."""
        raise NotImplementedError

    # A counter

    async def counter(self, counter: str) -> CounterView | Refusal:
        """What the counter screen shows."""
        raise NotImplementedError

    async def open_counter(self, counter: str, by: Principal, *, instead: bool = False) -> CounterView | Refusal:
        """Sit down, or go on after a break. ``queue.somebody_else`` unless ``instead`` of them, visit and all."""
        raise NotImplementedError

    async def pause(self, counter: str, by: Principal) -> CounterView | Refusal:
        """A break: nobody is called until it is opened again."""
        raise NotImplementedError

    async def close_counter(self, counter: str, by: Principal) -> CounterView | Refusal:
        """Stand up for good; whoever is at the counter must be finished first."""
        raise NotImplementedError

    async def next(self, counter: str, by: Principal) -> Ticket | Refusal:
        """Finish with who is there and call the next; ``queue.empty`` when there is nobody."""
        raise NotImplementedError

    async def recall(self, counter: str, by: Principal) -> Ticket | Refusal:
        """Call the same number again."""
        raise NotImplementedError

    async def arrived(self, counter: str, by: Principal) -> Ticket | Refusal:
        """Who was called has come to the counter."""
        raise NotImplementedError

    async def finish(self, counter: str, by: Principal) -> Ticket | Refusal:
        """The visit is over; with steps to come the ticket waits for the next of them."""
        raise NotImplementedError

    async def no_show(self, counter: str, by: Principal) -> Ticket | Refusal:
        """Who was called did not come."""
        raise NotImplementedError

    async def park(
        self, counter: str, by: Principal, *, until: datetime | None = None, minutes: int | None = None
    ) -> Ticket | Refusal:
        """Set aside until then; without a time, until somebody takes the number up again."""
        raise NotImplementedError

    async def transfer(
        self,
        counter: str,
        by: Principal,
        *,
        to_counter: str | None = None,
        agenda: str | None = None,
        office: str | None = None,
    ) -> Ticket | Refusal:
        """Send on, with the same number and the same arrival."""
        raise NotImplementedError

    async def take_number(self, counter: str, by: Principal, label: str) -> Ticket | Refusal:
        """Call one number out of turn."""
        raise NotImplementedError

    async def serve_without(self, counter: str, by: Principal, agenda: str) -> Ticket | Refusal:
        """Serve somebody who has no ticket; it counts like any other visit."""
        raise NotImplementedError

    async def undo(self, counter: str, by: Principal) -> CounterView | Refusal:
        """Take the last deed at this counter back, while the file allows."""
        raise NotImplementedError

    async def alarm(self, counter: str, by: Principal) -> CounterView | Refusal:
        """Call colleagues for help."""
        raise NotImplementedError

    async def accept_alarm(self, alarm: UUID, by: Principal) -> Refusal | None:
        """Somebody is on the way."""
        raise NotImplementedError

    async def alarm_off(self, counter: str, by: Principal) -> CounterView | Refusal:
        """The danger is over."""
        raise NotImplementedError

    # The waiting room

    async def board(self, office: str, serves: Sequence[str] | None = None) -> Board:
        """What a board shows: the calls of these agendas (None: all), the newest first."""
        raise NotImplementedError

    async def queue(self, office: str) -> OfficeQueue:
        """Everybody who waits, and every counter."""
        raise NotImplementedError

    async def close_queue(self, office: str, by: Principal, until: datetime | None = None) -> OfficeQueue | Refusal:
        """Give no more numbers, until then or for the rest of the day; who waits is treated as the file says."""
        raise NotImplementedError

    async def open_queue(self, office: str, by: Principal) -> OfficeQueue | Refusal:
        """Give numbers again."""
        raise NotImplementedError

    # Kiosks that are cut off

    async def lease(self, device: str) -> tuple[Lease, ...] | Refusal:
        """The numbers a device may give by itself today; asked again it gets the same, and more when few are left."""
        raise NotImplementedError

    async def journal(self, device: str, entries: Sequence[JournalEntry]) -> tuple[JournalResult, ...]:
        """Take over what was given while it was cut off, in the order of issue; a repeated entry changes nothing."""
        raise NotImplementedError
