"""What programs at a counter are answered. Nobody's name; the staff's own aside."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, Field

from civicore_ticketing.counter_room import Room
from civicore_ticketing.ticket import Ticket
from civicore_ticketing.views import CounterView, Waiting
from civicore_ticketing.views import Seat as SeatView

Stamp = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
TicketState = Literal["waiting", "parked", "missed", "called", "serving", "done", "no_show", "left", "closed", "void"]


class CalledTicket(BaseModel):
    """A ticket as a counter sees it. ``number`` is what is printed; ``priority``: it came with a booking."""

    id: str
    number: str
    agenda: str
    activities: list[str]
    priority: bool
    state: TicketState
    issued_at: Stamp
    arrived_at: Stamp
    booked_at: Stamp | None
    called_at: Stamp | None
    not_before: Stamp | None
    counter: str | None
    calls: int
    waiting_before: int | None


class SeatAnswer(BaseModel):
    """A counter: who sits there, and whose ticket is called or served."""

    id: str
    state: Literal["open", "paused", "closed"]
    staff: str | None
    ticket: CalledTicket | None


class TicketDone(BaseModel):
    """The ticket that the deed was about, as it is now."""

    ticket: CalledTicket


class SeatDone(BaseModel):
    """The counter as it is now."""

    counter: SeatAnswer


class WaitingAnswer(CalledTicket):
    """Somebody who waits, and for how many seconds since they came."""

    waits: int


class ExpectedAnswer(BaseModel):
    """A booked visit of somebody who has not come; ``until`` nobody waits any longer."""

    agenda: str
    start: Stamp
    until: Stamp


class QueueAnswer(BaseModel):
    """The waiting room of an office, as far as it belongs to the departments of who asks."""

    as_of: Stamp
    office: str
    closed: bool
    waiting: list[WaitingAnswer]
    parked: list[WaitingAnswer]
    missed: list[WaitingAnswer]
    counters: list[SeatAnswer]
    expected: list[ExpectedAnswer]


class Answers:
    """Answers with times in the city's zone."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone

    def stamp(self, at: datetime) -> str:
        """RFC 3339 with the city's offset."""
        return at.astimezone(self._zone).isoformat(timespec="seconds")

    def done(self, answer: Ticket | CounterView) -> TicketDone | SeatDone:
        if isinstance(answer, Ticket):
            return TicketDone(ticket=self.ticket(answer))
        return SeatDone(counter=self.seat(answer.seat))

    def ticket(self, one: Ticket) -> CalledTicket:
        return CalledTicket(
            id=str(one.id),
            number=one.label,
            agenda=one.agenda,
            activities=list(one.activities),
            priority=one.booked_at is not None,
            state=one.state,
            issued_at=self.stamp(one.issued_at),
            arrived_at=self.stamp(one.arrived_at),
            booked_at=self._maybe(one.booked_at),
            called_at=self._maybe(one.called_at),
            not_before=self._maybe(one.not_before),
            counter=one.counter,
            calls=one.calls,
            waiting_before=None,
        )

    def seat(self, one: SeatView) -> SeatAnswer:
        ticket = None if one.current is None else self.ticket(one.current)
        return SeatAnswer(id=one.counter, state=one.state, staff=one.staff, ticket=ticket)

    def queue(self, room: Room) -> QueueAnswer:
        return QueueAnswer(
            as_of=self.stamp(room.queue.as_of),
            office=room.office,
            closed=room.queue.closed,
            waiting=self._line(room.waiting),
            parked=self._line(room.parked),
            missed=self._line(room.missed),
            counters=[self.seat(one) for one in room.seats],
            expected=[
                ExpectedAnswer(agenda=one.agenda, start=self.stamp(one.start), until=self.stamp(one.until))
                for one in room.expected
            ],
        )

    def _line(self, rows: Iterable[Waiting]) -> list[WaitingAnswer]:
        return [
            WaitingAnswer(**{**self.ticket(one.ticket).model_dump(), "waits": one.waits, "waiting_before": before})
            for before, one in enumerate(rows)
        ]

    def _maybe(self, at: datetime | None) -> str | None:
        return None if at is None else self.stamp(at)
