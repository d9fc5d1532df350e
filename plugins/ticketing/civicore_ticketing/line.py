"""Everybody in an office's lines, sorted so that a place is counted and nobody is called one by one to find it.

Pure. Who is called when is said by ``calling`` alone; here people stand in rows within which its order is theirs at
any time: one for each counter they were sent to, agenda and way of being called. A row is cut in two by the clock:
those who have waited too long or whose time has come are at its head. So a place needs a few searches in sorted
rows, however many wait, and the next one is among the first of each row.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter as Count
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TypeAlias
from uuid import UUID

from civicore_ticketing import calling
from civicore_ticketing.calling import Key, Sort
from civicore_ticketing.ticket import AT_COUNTER, OPEN, CallingRules, Desk, Ticket

_Row: TypeAlias = tuple[str | None, str, str]  # the counter they were sent to, agenda, way of being called
_Keys: TypeAlias = list[Key]  # as ``calling`` sorts by; each begins with an instant and ends with the id


@dataclass(frozen=True)
class Line:
    """``waiting`` stand in ``rows``; ``aside`` are those parked, those who missed a call, those at counters."""

    waiting: Mapping[UUID, Ticket] = field(default_factory=dict)
    aside: Mapping[UUID, Ticket] = field(default_factory=dict)
    rows: Mapping[_Row, _Keys] = field(default_factory=dict)

    @classmethod
    def of(cls, tickets: Iterable[Ticket]) -> Line:
        """The line of these people, as far as they are in one."""
        waiting, aside, rows = dict[UUID, Ticket](), dict[UUID, Ticket](), dict[_Row, _Keys]()
        for one in tickets:
            if one.state == "waiting":
                waiting[one.id] = one
                rows.setdefault(_row(one), []).append(calling.key_of(one))
            elif one.state in OPEN:
                aside[one.id] = one
        for keys in rows.values():
            keys.sort()
        return cls(waiting, aside, rows)

    def changed(self, gone: Iterable[UUID], here: Iterable[Ticket] = ()) -> Line:
        """The line without the first, with the second as they are now; this one stays as it is."""
        waiting, aside, rows = {**self.waiting}, {**self.aside}, {**self.rows}
        for id in gone:
            aside.pop(id, None)
            if (old := waiting.pop(id, None)) is not None:
                keys = rows[_row(old)] = [*rows[_row(old)]]
                del keys[bisect_left(keys, calling.key_of(old))]
        for one in here:
            if one.state == "waiting":
                waiting[one.id] = one
                keys = rows[_row(one)] = [*rows.get(_row(one), ())]
                insort(keys, calling.key_of(one))
            elif one.state in OPEN:
                aside[one.id] = one
        return Line(waiting, aside, rows)

    def __iter__(self) -> Iterator[Ticket]:
        return iter(self.by_arrival)

    @cached_property
    def by_arrival(self) -> tuple[Ticket, ...]:
        """Everybody."""
        every = (*self.waiting.values(), *self.aside.values())
        return tuple(sorted(every, key=lambda one: (one.arrived_at, one.number)))

    @cached_property
    def at_counters(self) -> tuple[Ticket, ...]:
        """Who is called or served."""
        return tuple(one for one in self.aside.values() if one.state in AT_COUNTER)

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """How many are in line for each agenda, those set aside among them."""
        found = Count(one.agenda for one in self.aside.values() if one.state not in AT_COUNTER)
        for (_, agenda, _), keys in self.rows.items():
            if keys:
                found[agenda] += len(keys)
        return found

    def get(self, id: UUID) -> Ticket | None:
        return self.waiting.get(id) or self.aside.get(id)

    def next(self, desk: Desk, rules: CallingRules, now: datetime) -> Ticket | None:
        """Whom a counter calls now; None when there is nobody it may call."""
        firsts = [self.waiting[keys[0][-1]] for keys in self.rows.values() if keys]
        return calling.next_ticket([*firsts, *self.aside.values()], desk, rules, now)

    def before(self, ticket: Ticket, desks: Sequence[Desk], rules: CallingRules, now: datetime) -> int:
        """How many are called before this one, by the counters that may call it (all of the file when none is).

        It need not be in the line; when it is set aside, the answer is where it would stand.
        """
        others = self.changed((ticket.id,)) if self.get(ticket.id) is not None else self
        able = [one for one in desks if ticket.agenda in one.agendas and ticket.counter in (None, one.counter)]
        agendas = frozenset({ticket.agenda}).union(*(one.agendas for one in able))
        seen = Desk(ticket.counter or "", agendas)
        sort = calling.sort_of(ticket, rules, now)
        sizes, rank = others._counted(seen, sort, calling.key_of(ticket), rules, now)
        return _place(sort, rank, sizes)

    def _counted(self, desk: Desk, own: Sort, key: Key, rules: CallingRules, now: datetime) -> tuple[Count[Sort], int]:
        """How many of each sort this counter may call, and how many of one's ``own`` stand before one's key."""
        sizes, rank = Count[Sort](), 0
        for (counter, agenda, _), keys in self.rows.items():
            if not keys:
                continue
            if (agenda in desk.agendas) if counter is None else (counter == desk.counter):
                cut, head, tail = self._cut(keys, rules, now)
                sizes[head] += cut
                sizes[tail] += len(keys) - cut
                if own in (head, tail):
                    before = bisect_left(keys, key)
                    rank += min(before, cut) if own == head else max(0, before - cut)
        for one in self.aside.values():
            if one.counter in (None, desk.counter) and calling.may_call(one, desk, now):
                sort = calling.sort_of(one, rules, now)
                sizes[sort] += 1
                rank += sort == own and calling.key_of(one) < key
        return sizes, rank

    def _cut(self, keys: _Keys, rules: CallingRules, now: datetime) -> tuple[int, Sort, Sort]:
        """Where the clock cuts a row, and of what sort those before and behind the cut are."""

        def sort(key: Key) -> Sort:
            return calling.sort_of(self.waiting[key[-1]], rules, now)

        head, tail = sort(keys[0]), sort(keys[-1])
        if head == tail:
            return len(keys), head, tail
        return bisect_left(keys, True, key=lambda key: sort(key) != head), head, tail


def _row(ticket: Ticket) -> _Row:
    return ticket.counter, ticket.agenda, ticket.calling or "" if calling.has_priority(ticket) else ""


def _place(sort: Sort, rank: int, sizes: Mapping[Sort, int]) -> int:
    """How many are called before the ``rank``-th of a sort: ``calling.turn``, counted from a counter's first call."""
    aged, due, alternating, plain = (sizes[one] for one in ("aged", "due", "alternating", "plain"))
    if sort == "aged":
        return rank + min(rank, due)
    if sort == "due":
        return rank + min(rank + 1, aged)
    booked_last = 0 < due >= aged
    if sort == "alternating":
        return aged + due + rank + min(rank + booked_last, plain)
    if sort == "plain":
        return aged + due + rank + min(rank + (not booked_last), alternating)
    return aged + due + alternating + plain + rank
