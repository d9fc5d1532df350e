"""Visitors and clerks of a simulated waiting room: numbers, codes at the door, calls, and two who press at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from civicore import Move, Principal, Refusal, Runtime, UnitOfWork
from civicore.contracts.simulation import Scene
from civicore_ticketing.issuing import Then
from civicore_ticketing.kiosk_paper import EXPIRES
from civicore_ticketing.kiosk_slip import slip_of
from civicore_ticketing.rights import CALL, MANAGE, SEE
from civicore_ticketing.service import Queues
from civicore_ticketing.ticket import Ticket
from civicore_ticketing.views import CheckedIn, TicketWish

_VISIT = (2, 20)  # minutes
_CLOSED = timedelta(minutes=30)
_AT_THE_SLOT = timedelta(seconds=5)  # how long somebody looks at the printer before they look elsewhere


@dataclass
class Hall:
    """What was acknowledged: tickets by id, as they were given."""

    runtime: Runtime
    queues: Queues
    given: dict[UUID, Ticket] = field(default_factory=dict)

    @property
    def offices(self) -> list[str]:
        plan = self.queues.setting.plan
        return [one for one in plan.city.offices if plan.agendas(one)]

    def counters(self, office: str) -> list[str]:
        return [f"{office}.{one}" for one in self.queues.setting.plan.city.offices[office].counters]

    @property
    def printers(self) -> list[str]:
        """Devices that give numbers on paper."""
        return [one.device for one in self.runtime.printers.served if one.device.partition(".")[0] in self.offices]

    def moves(self) -> tuple[Move, ...]:
        return (
            Move("ticketing.take", self.take, 20),
            *([Move("ticketing.press", self.press, 10)] if self.printers else []),
            Move("ticketing.reprint", self.reprint, 0),
            Move("ticketing.next", self.next, 30),
            Move("ticketing.after", self.after, 0),
            Move("ticketing.rivals", self.rivals, 4),
            Move("ticketing.arrive", self.arrive, 0),
            Move("ticketing.leave", self.leave, 3),
            Move("ticketing.close", self.close, 1),
        )

    async def take(self, scene: Scene) -> None:
        """A number at the door; the button pressed twice, or an answer that got lost, gives the same one (F02)."""
        office = scene.dice.one_of(self.offices)
        agenda = scene.dice.one_of(self.queues.setting.plan.agendas(office))
        wish = TicketWish(office, agenda, idempotency_key=f"{scene.name}-ticket")
        ticket = await self.queues.take(wish)
        scene.saw(ticket.label if isinstance(ticket, Ticket) else ticket.code)
        if not isinstance(ticket, Ticket):
            return
        self.given[ticket.id] = ticket
        if scene.dice.chance(20):
            again = await self.queues.take(wish)
            same = isinstance(again, Ticket) and again.id == ticket.id
            scene.must("I6", same, "the same request again was given another number")

    async def press(self, scene: Scene) -> None:
        """A number from a kiosk; on paper where a printer is ready, and pressed twice still one number on one slip."""
        device = scene.dice.one_of(self.printers)
        office = device.partition(".")[0]
        agenda = scene.dice.one_of(self.queues.setting.plan.offered(office, device))
        wish = TicketWish(office, agenda, device=device, idempotency_key=f"{scene.name}-press")
        ready = (await self.runtime.printers.state(device)).ready
        ticket = await self.queues.take(wish, self._paper(device) if ready else None)
        scene.saw(f"{ticket.label} {ready}" if isinstance(ticket, Ticket) else ticket.code)
        if not isinstance(ticket, Ticket):
            return
        self.given[ticket.id] = ticket
        if scene.dice.chance(30):
            again = await self.queues.take(wish, self._paper(device))
            same = isinstance(again, Ticket) and again.id == ticket.id
            scene.must("I6", same, "the same press again was given another number")
        scene.later("printer.run", scene.now + _AT_THE_SLOT)
        if scene.dice.chance(30):
            scene.later("ticketing.reprint", scene.now + 2 * _AT_THE_SLOT, about=f"ticket:{ticket.id}")

    async def reprint(self, scene: Scene) -> None:
        """F14: the slip did not come, or is torn: staff have it printed once more, and no more than that."""
        about = scene.facts["about"]
        for _ in range(2):
            done = await self.runtime.transact(
                lambda unit: self.runtime.printers.reprint(unit, about, by=_clerk("reprint"))
            )
            scene.saw(done.code if isinstance(done, Refusal) else "again")
        scene.later("printer.run", scene.now + _AT_THE_SLOT)

    def _paper(self, device: str) -> Then:
        async def printed(ticket: Ticket, work: UnitOfWork) -> None:
            place, link = await self.queues.place(ticket), f"/ticket/{self.queues.token(ticket.id)}"
            office, _, name = device.partition(".")
            parts = self.runtime.city.offices[office].devices[name].ticket
            slip = slip_of(self.runtime.city, self.runtime.languages, ticket, place, parts, self.runtime.absolute(link))
            await self.runtime.printers.queue(
                work, device, slip, about=f"ticket:{ticket.id}", expires=work.now + EXPIRES
            )

        return printed

    async def arrive(self, scene: Scene) -> None:
        """Somebody with a code, often in the first or last second of their window (I5)."""
        facts = scene.facts
        due: bool | None = facts["owner"].welcome(facts["promise"], scene.now)
        answer = await self.queues.check_in(
            facts["code"], facts["office"], by=facts["by"], source=scene.name, at=scene.now
        )
        scene.saw(answer.ticket.label if isinstance(answer, CheckedIn) else answer.code)
        if isinstance(answer, CheckedIn):
            if due is not None:
                scene.must("I5", due, "a code was accepted outside of its window")
            self.given[answer.ticket.id] = answer.ticket
            facts["owner"].came(facts["promise"])
        elif due is not None and answer.code.startswith("booking."):
            scene.must("I5", not due, f"a code was refused inside its window: {answer.code}")

    async def next(self, scene: Scene) -> None:
        """A clerk calls; what becomes of the visit follows some minutes later."""
        counter = scene.dice.one_of(self.counters(scene.dice.one_of(self.offices)))
        ticket = await self.queues.next(counter, _clerk(counter))
        scene.saw(ticket.label if isinstance(ticket, Ticket) else ticket.code)
        if isinstance(ticket, Ticket):
            minutes = timedelta(minutes=scene.dice.number(*_VISIT))
            scene.later("ticketing.after", scene.now + minutes, counter=counter)

    async def after(self, scene: Scene) -> None:
        """The end of a visit, or one of its many turns."""
        counter = scene.facts["counter"]
        by = _clerk(counter)
        deed = scene.dice.one_of(
            ("finish", "finish", "finish", "no_show", "recall", "park", "transfer", "pause", "undo")
        )
        answer: object
        if deed == "park":
            answer = await self.queues.park(counter, by, minutes=scene.dice.number(1, 60))
        elif deed == "transfer":
            answer = await self.queues.transfer(
                counter, by, to_counter=scene.dice.one_of(self.counters(counter.partition(".")[0]))
            )
        else:
            answer = await getattr(self.queues, deed)(counter, by)
        scene.saw(deed if not isinstance(answer, Refusal) else f"{deed}: {answer.code}")

    async def rivals(self, scene: Scene) -> None:
        """F16: two counters want the same number; the first has it, the other one is told."""
        office = scene.dice.one_of(self.offices)
        waiting = (await self.queues.queue(office)).line
        counters = self.counters(office)
        if not waiting or len(counters) < 2:
            return
        label = scene.dice.one_of(waiting).ticket.label
        first = scene.dice.one_of(counters)
        second = scene.dice.one_of([one for one in counters if one != first])
        one = await self.queues.take_number(first, _clerk(first), label)
        other = await self.queues.take_number(second, _clerk(second), label)
        scene.saw(" ".join("has it" if isinstance(each, Ticket) else each.code for each in (one, other)))
        twice = isinstance(one, Ticket) and isinstance(other, Ticket)
        scene.must("I7", not twice, "one number was called by two counters")

    async def leave(self, scene: Scene) -> None:
        """Somebody gives up, or lets others go first."""
        if not self.given:
            return
        token = self.queues.token(scene.dice.one_of(list(self.given)))
        answer = await (self.queues.leave if scene.dice.chance(50) else self.queues.delay)(token)
        scene.saw(answer.state if isinstance(answer, Ticket) else answer.code)

    async def close(self, scene: Scene) -> None:
        """Staff stop giving numbers for a while."""
        office = scene.dice.one_of(self.offices)
        answer = await self.queues.close_queue(office, _clerk(office), scene.now + _CLOSED)
        scene.saw(answer.code if isinstance(answer, Refusal) else "closed")


def _clerk(place: str) -> Principal:
    """Whoever sits at a counter; everybody at their own."""
    return Principal("staff", f"sim-{place}", "Simulated", frozenset({SEE, CALL, MANAGE}))
