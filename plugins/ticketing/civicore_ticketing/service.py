"""Everything the waiting room does, in one place: what pages, boards, devices and the API call."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from civicore import Gathered, Principal, Refusal, UnitOfWork
from civicore.contracts.admission import Arrival
from civicore_ticketing import (
    calls,
    checking_in,
    closing,
    issuing,
    leasing,
    looking,
    moving,
    seats,
    undoing,
)
from civicore_ticketing.issuing import Then
from civicore_ticketing.moves import Target
from civicore_ticketing.plan import Plan
from civicore_ticketing.setting import Setting
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

_TICKET = "ticketing.ticket"
_UNKNOWN = Refusal("queue.unknown")


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
        self.setting = Setting(runtime, Plan(runtime.city))
        self._rooms = Gathered(partial(looking.rooms_now, self.setting))

    # At the door

    async def offers(self, office: str, device: str | None = None) -> Offers:
        """What is offered now, for a device only what its entry of the file serves."""
        return await looking.offers(self.setting, office, device)

    async def take(self, wish: TicketWish, then: Then | None = None) -> Ticket | Refusal:
        """A number; the same idempotency key gives the same ticket, and ``then`` is not called again."""
        return await issuing.take(self.setting, wish, then)

    async def check_in(
        self, code: str, office: str, *, by: str, source: str, at: datetime, then: Then | None = None
    ) -> CheckedIn | Refusal:
        """Let somebody in by their code. ``at`` is when the request was received and decides.

        ``source`` is whose tries are counted: ``office.device``, or the network of a telephone.
        """
        return await checking_in.check_in(self.setting, code, Arrival(office, by, at), source, then)

    # The visitor's own ticket

    async def get(self, ticket: UUID) -> Ticket | None:
        """A ticket as it stands now."""
        async with self._runtime.store.reading():
            return await moving.current(self.setting, ticket, self.setting.now)

    def token(self, ticket: UUID) -> str:
        """The secret of the link to a ticket; made from the city's key, stored nowhere."""
        return self._runtime.keys.token(_TICKET, ticket)

    async def by_token(self, token: str) -> Ticket | None:
        """The ticket of a link, on its day."""
        found = self._runtime.keys.subject(_TICKET, token)
        ticket = await self.get(found) if found is not None else None
        return ticket if ticket is not None and ticket.day == self.setting.day_at(self.setting.now) else None

    async def place(self, ticket: Ticket, unit: UnitOfWork | None = None) -> Place:
        """How many are before it, and how long it may take; ``unit`` when it is asked within one."""
        return await looking.place(self.setting, ticket, unit)

    async def followed(self, ticket: Ticket) -> tuple[Ticket | None, int | None]:
        """The ticket as it stands now and how many are before it; a thousand who ask at once cost one look."""
        found = await self._in_line(ticket)
        if found is not None:
            return found
        now = await self.get(ticket.id)
        # Whoever follows knows the ticket of a while ago; it may have been sent to another office since.
        moved = now is not None and now.office != ticket.office
        return (await self._in_line(now) if now is not None and moved else None) or (now, None)

    async def _in_line(self, ticket: Ticket) -> tuple[Ticket, int | None] | None:
        """The ticket as it stands in the lines of its office, and how many are before it; None when it is not there."""
        room = await self._rooms.get(ticket.office)
        found = None if room is None else room.line.get(ticket.id)
        return None if room is None or found is None else (found, looking.before(self.setting, found, room))

    async def leave(self, token: str) -> Ticket | Refusal:
        """The visitor gives the number up."""
        ticket = await self.by_token(token)
        return _UNKNOWN if ticket is None else await moving.leave(self.setting, ticket.id)

    async def delay(self, token: str) -> Ticket | Refusal:
        """The visitor lets others go first."""
        ticket = await self.by_token(token)
        return _UNKNOWN if ticket is None else await moving.delay(self.setting, ticket.id)

    async def void(self, ticket: UUID, by: Principal) -> Ticket | Refusal:
        """Staff take back a number given by mistake; a booking of it is expected again."""
        return await moving.void(self.setting, ticket, by)

    # A counter

    async def counter(self, counter: str, by: Principal | None = None) -> CounterView | Refusal:
        """What the counter screen shows, to somebody limited to departments only theirs."""
        return await looking.counter(self.setting, counter, by)

    async def open_counter(self, counter: str, by: Principal, *, instead: bool = False) -> CounterView | Refusal:
        """Sit down, or go on after a break. ``queue.somebody_else`` unless ``instead`` of them, visit and all."""
        return await seats.open_counter(self.setting, counter, by, instead=instead) or await self.counter(counter, by)

    async def pause(self, counter: str, by: Principal) -> CounterView | Refusal:
        """A break: nobody is called until it is opened again."""
        return await seats.pause(self.setting, counter, by) or await self.counter(counter, by)

    async def close_counter(self, counter: str, by: Principal) -> CounterView | Refusal:
        """Stand up for good; whoever is at the counter must be finished first."""
        return await seats.close_counter(self.setting, counter, by) or await self.counter(counter, by)

    async def next(self, counter: str, by: Principal, *, seen: str | None = None) -> Ticket | Refusal:
        """Finish with who is there and call the next; ``queue.empty``, and nothing changed, when nobody waits.

        ``seen``: the ``call_id`` that the screen showed (empty: none), so that a second press calls nobody else.
        """
        return await calls.next_one(self.setting, counter, by, seen)

    async def recall(self, counter: str, by: Principal) -> Ticket | Refusal:
        """Call the same number again."""
        return await calls.recall(self.setting, counter, by)

    async def arrived(self, counter: str, by: Principal) -> Ticket | Refusal:
        """Who was called has come to the counter."""
        return await calls.arrived(self.setting, counter, by)

    async def finish(self, counter: str, by: Principal) -> Ticket | Refusal:
        """The visit is over; with steps to come the ticket waits for the next of them."""
        return await calls.finish(self.setting, counter, by)

    async def no_show(self, counter: str, by: Principal) -> Ticket | Refusal:
        """Who was called did not come."""
        return await calls.no_show(self.setting, counter, by)

    async def park(
        self, counter: str, by: Principal, *, until: datetime | None = None, minutes: int | None = None
    ) -> Ticket | Refusal:
        """Set aside until then; without a time, until somebody takes the number up again."""
        return await moving.park(self.setting, counter, by, until, minutes)

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
        return await moving.transfer(self.setting, counter, by, Target(to_counter, agenda, office))

    async def take_number(self, counter: str, by: Principal, label: str) -> Ticket | Refusal:
        """Call one number out of turn."""
        return await calls.take_number(self.setting, counter, by, label)

    async def serve_without(self, counter: str, by: Principal, agenda: str) -> Ticket | Refusal:
        """Serve somebody who has no ticket; it counts like any other visit."""
        return await calls.serve_without(self.setting, counter, by, agenda)

    async def undo(self, counter: str, by: Principal) -> CounterView | Refusal:
        """Take the last deed at this counter back, while the file allows."""
        return await undoing.undo(self.setting, counter, by) or await self.counter(counter, by)

    async def alarm(self, counter: str, by: Principal) -> CounterView | Refusal:
        """Call colleagues for help."""
        return await seats.raise_alarm(self.setting, counter, by) or await self.counter(counter, by)

    async def accept_alarm(self, alarm: UUID, by: Principal) -> Refusal | None:
        """Somebody is on the way."""
        return await seats.accept_alarm(self.setting, alarm, by)

    async def alarm_off(self, counter: str, by: Principal) -> CounterView | Refusal:
        """The danger is over."""
        return await seats.alarm_off(self.setting, counter, by) or await self.counter(counter, by)

    # The waiting room

    async def board(self, office: str, serves: Sequence[str] | None = None) -> Board:
        """What a board shows: the calls of these agendas (None: all), the newest first."""
        return await looking.board(self.setting, office, serves)

    async def queue(self, office: str, by: Principal | None = None) -> OfficeQueue:
        """Everybody who waits, and every counter; to somebody limited to departments only theirs."""
        return await looking.queue(self.setting, office, by)

    async def close_queue(self, office: str, by: Principal, until: datetime | None = None) -> OfficeQueue | Refusal:
        """Give no more numbers, until then or for the rest of the day; who waits is treated as the file says."""
        return await closing.close_queue(self.setting, office, by, until) or await self.queue(office, by)

    async def open_queue(self, office: str, by: Principal) -> OfficeQueue | Refusal:
        """Give numbers again."""
        return await closing.open_queue(self.setting, office, by) or await self.queue(office, by)

    # Kiosks that are cut off

    async def lease(self, device: str) -> tuple[Lease, ...] | Refusal:
        """The numbers a device may give by itself today; asked again it gets the same, and more when few are left."""
        return await leasing.lease(self.setting, device)

    async def journal(self, device: str, entries: Sequence[JournalEntry]) -> tuple[JournalResult, ...]:
        """Take over what was given while it was cut off, in the order of issue; a repeated entry changes nothing."""
        return await leasing.journal(self.setting, device, entries)
