"""A day of the log lived again under the running file. Pure: lines and rules go in, waits come out.

The counters press "next" when they called somebody for the first time then; whom they call is decided anew. A counter
that the file no longer has, or that serves nobody now, presses in vain. Who left by themselves leaves at the same
moment, unless they were called before. People whom the file of then turned away at the door try again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from civicore.contracts.admission import Calling
from civicore_ticketing import calling
from civicore_ticketing.figures import Happening
from civicore_ticketing.ticket import CallingRules, Desk, Ticket

_COMES, _TURNED_AWAY, _CALLED = ("issued", "checked_in"), "sold_out", "called"
_GONE = ("left", "void")
_NOBODYS = 1 << 127  # ids for people who were given none


class File(Protocol):
    """What the running file says of one office on one day."""

    @property
    def rules(self) -> CallingRules: ...
    def lets_in(self, agenda: str, at: datetime) -> bool:
        """Whether somebody without a promise is given a number at this instant."""

    def room(self, agenda: str, already: Callable[[str], int]) -> bool:
        """Whether the day has room for one more; ``already`` tells how many of an agenda came without a promise."""

    def serves(self, counter: str) -> frozenset[str]:
        """The agendas of a counter; none when there is no such counter."""

    def promise(self, agenda: str, arrived: datetime) -> tuple[Calling, datetime]:
        """How somebody with a promise is called, and the time that was promised."""


@dataclass(frozen=True)
class Waited:
    """One person: how long until the first call. ``seconds`` None: nobody called them."""

    agenda: str
    booked: bool
    seconds: int | None


@dataclass(frozen=True)
class Day:
    """What became of everybody who came, and how many were turned away at the door."""

    waited: tuple[Waited, ...] = ()
    turned_away: int = 0


@dataclass
class _Hall:
    """The waiting room on its way through a day."""

    file: File
    day: date
    line: dict[UUID, Ticket] = field(default_factory=dict)
    desks: dict[str, Desk] = field(default_factory=dict)
    waited: list[Waited] = field(default_factory=list)
    taken: dict[str, int] = field(default_factory=dict)
    turned_away: int = 0

    def comes(self, one: Happening, number: int) -> None:
        agenda, booked = one.agenda or "", one.kind == "checked_in"
        let_in = booked or self.file.lets_in(agenda, one.at)
        if not let_in or (not booked and not self.file.room(agenda, lambda name: self.taken.get(name, 0))):
            self.turned_away += 1
            return
        self.taken[agenda] = self.taken.get(agenda, 0) + (not booked)
        id = one.ticket or UUID(int=_NOBODYS + number)
        ticket = Ticket(
            id,
            one.office,
            self.day,
            agenda,
            (),
            "",
            number,
            "",
            "waiting",
            "walk_in",
            issued_at=one.at,
            arrived_at=one.at,
        )
        if booked:
            how, start = self.file.promise(agenda, one.at)
            ticket = replace(ticket, calling=how, booked_at=start, origin="booked")
        self.line[ticket.id] = ticket

    def calls(self, counter: str, at: datetime) -> None:
        agendas = self.file.serves(counter)
        desk = self.desks.get(counter) or Desk(counter, agendas)
        chosen = calling.next_ticket(self.line.values(), desk, self.file.rules, at)
        if chosen is None:
            return
        self.desks[counter] = calling.after(desk, chosen, self.file.rules, at)
        del self.line[chosen.id]
        self.waited.append(Waited(chosen.agenda, chosen.promised, round((at - chosen.arrived_at).total_seconds())))

    def ends(self) -> Day:
        """Whoever is in line now was never called."""
        left = (Waited(one.agenda, one.promised, None) for one in self.line.values())
        return Day((*self.waited, *left), self.turned_away)


def again(lines: Sequence[Happening], file: File, day: date) -> Day:
    """The day as it would have been; ``lines`` of one office in the order of the log."""
    hall, called = _Hall(file, day), set[UUID]()
    for number, one in enumerate(lines):
        if one.kind in _COMES or one.kind == _TURNED_AWAY:
            hall.comes(one, number)
        elif one.kind in _GONE and one.ticket is not None:
            hall.line.pop(one.ticket, None)
        elif one.kind == _CALLED and one.ticket is not None and one.ticket not in called:
            called.add(one.ticket)
            hall.calls(one.counter or "", one.at)
    return hall.ends()


def as_it_was(lines: Sequence[Happening]) -> Day:
    """The same figures from the log alone."""
    came: dict[UUID, Happening] = {}
    waited: dict[UUID, Waited] = {}
    gone = set[UUID]()
    for one in lines:
        if one.ticket is None:
            continue
        if one.kind in _COMES:
            came[one.ticket] = one
        elif one.kind in _GONE:
            gone.add(one.ticket)
        elif one.kind == _CALLED and one.ticket in came and one.ticket not in waited:
            first = came[one.ticket]
            seconds = round((one.at - first.at).total_seconds())
            waited[one.ticket] = Waited(first.agenda or "", first.kind == "checked_in", seconds)
    never = [one for id, one in came.items() if id not in waited and id not in gone]
    left = (Waited(one.agenda or "", one.kind == "checked_in", None) for one in never)
    return Day((*waited.values(), *left), sum(one.kind == _TURNED_AWAY for one in lines))


def by_class(waited: Iterable[Waited]) -> dict[str, list[int]]:
    """Seconds waited, of people with a promise, without one, and by agenda."""
    found: dict[str, list[int]] = {}
    for one in waited:
        if one.seconds is not None:
            for group in ("booked" if one.booked else "walk_in", one.agenda):
                found.setdefault(group, []).append(one.seconds)
    return found
