"""What the waiting room shows: values for pages, boards, counters and the API. No name of a visitor on a board."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from civicore import Refusal, Text
from civicore.contracts.admission import Expected
from civicore_ticketing.estimates import Estimate
from civicore_ticketing.ticket import Origin, State, Ticket

OfferState = Literal["open", "closed", "sold_out", "suspended", "not_today"]
CounterState = Literal["open", "paused", "closed"]


@dataclass(frozen=True)
class TicketWish:
    """Somebody wants a number. ``device`` is ``office.device``; None for staff and telephones.

    ``network``: where somebody who is not at the office asks from, for the limits; it is not kept.
    """

    office: str
    agenda: str
    activities: tuple[str, ...] = ()
    origin: Origin = "walk_in"
    language: str = ""
    device: str | None = None
    network: str | None = None
    idempotency_key: str | None = None


@dataclass(frozen=True)
class CheckedIn:
    """A code that was accepted; ``repeated``: it was before, and this is the ticket of then (print nothing)."""

    ticket: Ticket
    repeated: bool = False


@dataclass(frozen=True)
class AgendaOffer:
    """Whether numbers for an agenda are given now; ``words`` are the city's own where it has some."""

    agenda: str
    state: OfferState
    waiting: int
    estimate: Estimate | None = None
    words: Text | None = None


@dataclass(frozen=True)
class Offers:
    """What a device of an office offers now.

    ``accepts_codes``: people with a booking may type their code here. ``closed``: the queue was closed by staff.
    """

    office: str
    agendas: tuple[AgendaOffer, ...]
    accepts_codes: bool
    menu_booked: Text | None
    closed_because: Text | None = None
    closed: bool = False


@dataclass(frozen=True)
class Place:
    """Where a ticket stands: how many are called before it, None when it does not wait."""

    state: State
    before: int | None
    estimate: Estimate | None


@dataclass(frozen=True)
class Waiting:
    """One line of the queue as a counter sees it; ``waits`` in seconds since arrival, ``due`` for booked ones."""

    ticket: Ticket
    waits: int
    mine: bool = True


@dataclass(frozen=True)
class Undo:
    """What can be taken back, until when."""

    action: str
    label: str
    until: datetime


@dataclass(frozen=True)
class Alarm:
    """Somebody at a counter needs help; ``accepted_by`` is who is on the way."""

    id: UUID
    office: str
    counter: str
    raised_by: str
    raised_at: datetime
    accepted_by: str | None = None
    accepted_at: datetime | None = None


@dataclass(frozen=True)
class Seat:
    """A counter as it stands: ``staff`` is the name of who sits there, ``since`` when it came into this state."""

    counter: str
    office: str
    state: CounterState
    staff_id: str | None
    staff: str | None
    since: datetime | None
    current: Ticket | None


@dataclass(frozen=True)
class CounterView:
    """Everything the counter screen shows at once; ``line`` in the order in which this counter would call."""

    seat: Seat
    line: tuple[Waiting, ...]
    parked: tuple[Waiting, ...]
    missed: tuple[Waiting, ...]
    expected: tuple[Expected, ...]
    undo: Undo | None
    alarms: tuple[Alarm, ...]
    queue_closed: bool
    as_of: datetime

    @property
    def counter(self) -> str:
        return self.seat.counter

    @property
    def office(self) -> str:
        return self.seat.office

    @property
    def open(self) -> bool:
        return self.seat.state == "open"

    @property
    def paused(self) -> bool:
        return self.seat.state == "paused"

    @property
    def staff(self) -> str | None:
        return self.seat.staff

    @property
    def current(self) -> Ticket | None:
        return self.seat.current


@dataclass(frozen=True)
class BoardCall:
    """A call as a board shows and speaks it; ``call_id`` differs for every call, a repeated one too."""

    label: str
    counter: str
    counter_name: Text | None
    agenda: str
    called_at: datetime
    call_id: str
    calls: int


@dataclass(frozen=True)
class Board:
    """The newest call first; ``waiting`` by agenda. ``as_of`` is when this was true."""

    office: str
    calls: tuple[BoardCall, ...]
    waiting: Mapping[str, int]
    closed: bool
    as_of: datetime


@dataclass(frozen=True)
class Stray:
    """A number on paper that stands in no line: ``device`` gave it at ``at``, and ``why`` it was not taken over."""

    device: str
    label: str
    agenda: str
    at: datetime
    why: Refusal


@dataclass(frozen=True)
class OfficeQueue:
    """The whole waiting room for staff: open tickets of the day in order, and every counter."""

    office: str
    day: date
    closed: bool
    closed_until: datetime | None
    seats: tuple[Seat, ...]
    line: tuple[Waiting, ...]
    parked: tuple[Waiting, ...]
    missed: tuple[Waiting, ...]
    expected: tuple[Expected, ...]
    alarms: tuple[Alarm, ...]
    strays: tuple[Stray, ...]
    as_of: datetime


@dataclass(frozen=True)
class Lease:
    """Numbers that a kiosk may give out while it is cut off, ``first`` to ``last``, for agendas of one series.

    ``next`` is the first one that has not come back yet; ``prefix`` and ``digits`` make the label.
    """

    device: str
    day: date
    series: str
    agendas: tuple[str, ...]
    first: int
    last: int
    next: int
    prefix: str
    digits: int


@dataclass(frozen=True)
class JournalEntry:
    """A number that a kiosk gave while it was cut off. ``key`` names it once and for all; ``at`` is when.

    ``code``: what was typed there; it is tried as if it had come then.
    """

    key: str
    agenda: str
    number: int
    at: datetime
    activities: tuple[str, ...] = ()
    language: str = ""
    code: str | None = None


@dataclass(frozen=True)
class JournalResult:
    """What became of an entry."""

    key: str
    ticket: Ticket | None = None
    refusal: Refusal | None = None
    repeated: bool = False
