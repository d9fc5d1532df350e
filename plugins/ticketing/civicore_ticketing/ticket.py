"""A ticket: somebody who waits, is called, is served, or was here today. Values only; ``moves`` changes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal, TypeAlias
from uuid import UUID

from civicore.contracts.admission import Calling

State: TypeAlias = Literal[
    "waiting", "parked", "missed", "called", "serving", "done", "no_show", "left", "closed", "void"
]
Origin: TypeAlias = Literal["walk_in", "booked", "remote", "desk"]
Ending: TypeAlias = Literal["", "day_end", "queue_closed"]

IN_LINE = frozenset({"waiting", "parked", "missed"})
AT_COUNTER = frozenset({"called", "serving"})
OPEN = IN_LINE | AT_COUNTER


@dataclass(frozen=True)
class Ticket:
    """One number of one day. Instants are aware and in UTC; ``office`` and ``agenda`` are ids of the file.

    ``series`` and ``number`` stay what they were when the number was given out, ``label`` is what is printed and
    spoken. ``arrived_at`` is the place in line and is kept by transfers, parking and missed calls.
    ``first_called_at`` never moves: the time waited ends there (booking case 79). ``counter`` (``office.counter``)
    of a ticket in line is the only one that may call it; of any other, where it was called. ``sent_to`` is the
    counter a transfer named: there the ticket returns after a missed call or parking. ``not_before``: parked until
    then, or the pause after a missed call; a parked ticket without it waits to be called by number. ``steps`` are
    agendas still to come in this visit, ``delayed`` how often its owner let others go first.
    """

    id: UUID
    office: str
    day: date
    agenda: str
    activities: tuple[str, ...]
    series: str
    number: int
    label: str
    state: State
    origin: Origin
    issued_at: datetime
    arrived_at: datetime
    calling: Calling | None = None
    booked_at: datetime | None = None
    about: str | None = None
    counter: str | None = None
    called_at: datetime | None = None
    first_called_at: datetime | None = None
    serving_since: datetime | None = None
    ended_at: datetime | None = None
    calls: int = 0
    not_before: datetime | None = None
    steps: tuple[str, ...] = ()
    language: str = ""
    version: int = 0
    delayed: int = 0
    ended_because: Ending = ""
    sent_to: str | None = None

    @property
    def promised(self) -> bool:
        """Whether this client came at a time that was promised."""
        return self.booked_at is not None

    @property
    def promise_kept(self) -> bool:
        """Whether the step that was promised is over and the visit has gone on to a later one."""
        return self.promised and self.calling is None

    def waited(self, now: datetime) -> timedelta:
        """From arrival to the first call, or until now; a recall or a transfer changes nothing (cases 79, 80)."""
        return (self.first_called_at or now) - self.arrived_at


@dataclass(frozen=True)
class Desk:
    """A counter that asks for its next client, and what it did last.

    ``last_called_booked``: its last call was of somebody with a booking. ``last_called_aged``: its last call was
    of a walk-in who had waited too long. ``calling.desk`` derives both from the ticket called last.
    """

    counter: str
    agendas: frozenset[str]
    last_called_booked: bool = False
    last_called_aged: bool = False


@dataclass(frozen=True)
class CallingRules:
    """What the section ``ticketing:`` says about calling, at one office or agenda.

    ``longest_wait``: a walk-in who has waited this long goes first; ``longest_waits`` holds agendas that differ.
    ``most_calls``: a client called this often who does not come is no longer called; ``pause``: how long nobody
    calls them after a missed call. ``undo``: how long a counter may take back what it did. ``delay_by`` and
    ``most_delays``: how the owner of a ticket may let others go first.
    """

    longest_wait: timedelta = timedelta(minutes=60)
    longest_waits: Mapping[str, timedelta] = field(default_factory=dict)
    most_calls: int = 3
    pause: timedelta = timedelta(minutes=2)
    undo: timedelta = timedelta(seconds=10)
    delay_by: timedelta = timedelta(minutes=10)
    most_delays: int = 2

    def wait_of(self, agenda: str) -> timedelta:
        return self.longest_waits.get(agenda, self.longest_wait)
