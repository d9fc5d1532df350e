"""Random days of a waiting room, and what must hold after everything that happens on them.

A day draws its own city (agendas, counters and their skills, policies, limits), then goes through some hundreds of
things that happen in random order. The rules under test are the only code that changes tickets; the judgement of
each call (``judge``) is written pair by pair from the words of the language, not from the code it judges.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import get_args
from uuid import UUID
from zoneinfo import ZoneInfo

from civicore_ticketing import calling, moves, numbering
from civicore_ticketing.day import as_of
from civicore_ticketing.moves import Deed, Target
from civicore_ticketing.numbering import Numbers
from civicore_ticketing.ticket import AT_COUNTER, IN_LINE, CallingRules, Desk, Ticket

from civicore import Refusal
from civicore.capacity.claims import Claim, day_limit
from civicore.contracts.admission import Calling
from tests.ticketing.rules.judge import judge
from tests.ticketing.rules.line import DAY, at
from tests.ticketing.rules.paper import Booking, Ledger, Seat

AGENDAS = ("cards", "passports", "cash")
NUMBERS = Numbers(1, 60, 3)
WINDOW = timedelta(minutes=15)
ZONE = ZoneInfo("Europe/Prague")
Next = Callable[[Iterable[Ticket], Desk, CallingRules, datetime], Ticket | None]


class RandomDay:
    """One day, from a seed. ``next_ticket`` and ``ledger`` can be exchanged, to see that the judge notices."""

    def __init__(self, seed: int, next_ticket: Next = calling.next_ticket, ledger: Ledger | None = None) -> None:
        self.lot = random.Random(seed)
        self.next_ticket = next_ticket
        self.ledger = ledger or Ledger()
        self.now = at("7:45")
        self.tickets: dict[UUID, Ticket] = {}
        self.run: defaultdict[str, int | None] = defaultdict(lambda: None)
        self.ids = iter(range(1, 10_000))
        self.calls = 0
        lot = self.lot
        self.calling: dict[str, Calling] = {one: lot.choice(get_args(Calling)) for one in AGENDAS}
        self.limits = {one: day_limit(f"a|{one}|c", DAY, lot.randint(4, 25)) for one in AGENDAS}
        self.rules = CallingRules(
            longest_wait=timedelta(minutes=lot.choice((15, 30, 60))),
            longest_waits={"cash": timedelta(minutes=lot.choice((10, 45)))},
            most_calls=lot.randint(1, 3),
            pause=timedelta(minutes=lot.randint(0, 5)),
            most_delays=lot.randint(0, 2),
        )
        skills = [frozenset(lot.sample(AGENDAS, lot.randint(1, 3))) for _ in range(lot.randint(1, 3))]
        everything = frozenset(AGENDAS)
        self.seats = {f"hall.k{n}": Seat(Desk(f"hall.k{n}", one)) for n, one in enumerate((*skills, everything))}
        self.bookings = [one for one in (self._booked() for _ in range(lot.randint(0, 20))) if one is not None]

    def _booked(self) -> Booking | None:
        agenda = self.lot.choice(AGENDAS)
        booking = Booking(self._id(), agenda, at("8:00") + timedelta(minutes=5 * self.lot.randrange(36)))
        claim = Claim(self.limits[agenda], booking.start + WINDOW)
        return booking if self.ledger.take(booking.id, claim, self.now) else None

    def _id(self) -> UUID:
        return UUID(int=next(self.ids))

    def live(self, steps: int) -> None:
        """Let things happen, then serve whoever is left, then end the day; everything is judged all along."""
        happenings = [
            (self.walk_in, 20), (self.check_in, 12), (self.next, 24), (self.arrived, 14), (self.finish, 18),
            (self.no_show, 8), (self.recall, 4), (self.park, 5), (self.transfer, 6), (self.by_number, 3),
            (self.leave, 3), (self.delay, 3), (self.undo, 5), (self.open_or_close, 6), (self.rival, 4),
        ]  # fmt: skip
        what, weights = zip(*happenings, strict=True)
        for _ in range(steps):
            self.now += timedelta(seconds=self.lot.choice((0, 1, 5, 10, 11, 40, 90, 240)))
            self.lot.choices(what, weights)[0]()
            self._sound()
        self.serve_all()
        self.midnight()

    # At the door

    def walk_in(self) -> None:
        agenda = self.lot.choice(AGENDAS)
        self._issue(self._id(), agenda, None)

    def check_in(self) -> None:
        here = [one for one in self.bookings if abs(self.now - one.start) <= WINDOW]
        if here:
            booking = self.lot.choice(here)
            self.bookings.remove(booking)
            self._issue(booking.id, booking.agenda, booking.start)

    def _issue(self, id: UUID, agenda: str, booked: datetime | None) -> None:
        number = numbering.next_number(NUMBERS, self.run[agenda])
        promised = id in self.ledger.claims
        if number is None or not self.ledger.take(id, Claim(self.limits[agenda]), self.now):
            assert not promised or number is None, "what was promised was given away"
            return
        self.run[agenda] = number
        steps = tuple(one for one in AGENDAS if one != agenda and self.lot.random() < 0.1)
        self.tickets[id] = Ticket(
            id, "hall", DAY, agenda, (), agenda, number, numbering.label(agenda, number, 3), "waiting",
            "walk_in" if booked is None else "booked", self.now, self.now,
            None if booked is None else self.calling[agenda], booked, steps=steps,
        )  # fmt: skip

    # At a counter

    def next(self) -> None:
        seat = self._seat()
        current = self._at(seat)
        if current is not None:
            self._try(seat, current, moves.finish(current, self.now))
        self._call_next(seat)

    def _call_next(self, seat: Seat) -> bool:
        desk = seat.desk
        line = list(self.tickets.values())
        chosen = self.next_ticket(line, desk, self.rules, self.now)
        passed = judge(
            [one for one in line if calling.may_call(one, desk, self.now)], chosen, desk, self.rules, self.now
        )
        seat.passed_over = seat.passed_over + 1 if passed else 0
        assert seat.passed_over <= 1, "somebody who had waited the longest wait was passed over twice"
        if chosen is None:
            return False
        self._try(seat, chosen, moves.call(chosen, seat.desk.counter, self.now))
        assert chosen.calls < self.rules.most_calls or chosen.state == "waiting"
        seat.desk = calling.after(desk, chosen, self.rules, self.now)
        self.calls += 1
        return True

    def arrived(self) -> None:
        self._with_current(lambda one: moves.arrived(one, self.now))

    def finish(self) -> None:
        self._with_current(lambda one: moves.finish(one, self.now))

    def no_show(self) -> None:
        self._with_current(lambda one: moves.no_show(one, self.now, self.rules))

    def recall(self) -> None:
        self._with_current(lambda one: moves.recall(one, self.now))

    def park(self) -> None:
        minutes = self.lot.choice((None, 1, 5, 30))
        until = None if minutes is None else self.now + timedelta(minutes=minutes)
        self._with_current(lambda one: moves.park(one, self.now, until))

    def transfer(self) -> None:
        counter, agenda = self.lot.choice([*self.seats]), self.lot.choice(AGENDAS)
        target = self.lot.choice((Target(counter=counter), Target(agenda=agenda)))
        self._with_current(lambda one: moves.transfer(one, target, self.now))

    def by_number(self) -> None:
        seat = self._seat()
        if self.tickets and self._at(seat) is None:
            wanted = self.lot.choice([*self.tickets.values()])
            called = moves.call(wanted, seat.desk.counter, self.now, by_number=True)
            if isinstance(called, Ticket) and self._room_for(wanted):
                self._try(seat, wanted, called)

    def undo(self) -> None:
        for seat in self.seats.values():
            if seat.deed is None:
                continue
            (deed, desk), seat.deed = seat.deed, None
            now_is = self.tickets[deed.before.id]
            free = deed.before.state not in AT_COUNTER or self._at(seat) in (None, now_is)
            answer = moves.undo(now_is, deed, self.now, self.rules) if free else None
            if isinstance(answer, Ticket) and self._room_for(now_is):
                assert self.now - deed.at <= timedelta(seconds=10)
                assert replace(answer, version=0) == replace(deed.before, version=0)
                self.tickets[answer.id], seat.desk, seat.passed_over = answer, desk, 0

    def rival(self) -> None:
        """Another counter calls a person who is at one already."""
        for one in self.tickets.values():
            if one.state in AT_COUNTER:
                assert isinstance(moves.call(one, "hall.rival", self.now, by_number=True), Refusal)

    def open_or_close(self) -> None:
        seat = self.lot.choice([*self.seats.values()])
        seat.open = not seat.open or self._at(seat) is not None

    # On the telephone

    def leave(self) -> None:
        self._own(lambda one: moves.leave(one, self.now))

    def delay(self) -> None:
        self._own(lambda one: moves.delay(one, self.now, self.rules))

    def _own(self, move: Callable[[Ticket], Ticket | Refusal]) -> None:
        if self.tickets:
            one = self.lot.choice([*self.tickets.values()])
            self._write(one, move(one))

    # The end

    def serve_all(self) -> None:
        """All counters open and call until nobody may be called any more: nobody is forgotten."""
        for _ in range(400):
            self.now += timedelta(minutes=2)
            for seat in self.seats.values():
                seat.open = True
                current = self._at(seat)
                if current is not None:
                    self._try(seat, current, moves.finish(current, self.now))
                self._call_next(seat)
            self._sound()
            if not any(calling.state_at(one, self.now) in ("waiting", "missed", *AT_COUNTER) for one in self._all()):
                break
        left = [one for one in self._all() if one.state in IN_LINE and one.state != "parked"]
        assert left == [], "somebody was never called"

    def midnight(self) -> None:
        for late in (at("24:00"), at("60:00")):
            for one in self._all():
                over = as_of(one, late, ZONE)
                assert over.state not in (*IN_LINE, *AT_COUNTER)
                assert over == one or over.ended_because == "day_end"

    # What holds at every moment

    def _sound(self) -> None:
        for counter in self.seats:
            here = [one for one in self._all() if one.state in AT_COUNTER and one.counter == counter]
            assert len(here) <= 1, "two people at one counter"
        for agenda in AGENDAS:
            given = sorted(one.number for one in self._all() if one.series == agenda)
            assert given == list(range(1, (self.run[agenda] or 0) + 1)), "a number was lost or given twice"
            limit = self.limits[agenda]
            assert self.ledger.used(limit, self.now) <= limit.cap
            promised = [one for one in self.bookings if one.agenda == agenda and self.now <= one.start + WINDOW]
            count = sum(one.series == agenda and not _gave_back(one) for one in self._all()) + len(promised)
            assert count <= limit.cap, "more people than the capacity"

    def _all(self) -> list[Ticket]:
        return list(self.tickets.values())

    def _seat(self) -> Seat:
        seat = self.lot.choice([*self.seats.values()])
        seat.open = True
        return seat

    def _at(self, seat: Seat) -> Ticket | None:
        mine = (one for one in self.tickets.values() if one.counter == seat.desk.counter and one.state in AT_COUNTER)
        return next(mine, None)

    def _with_current(self, move: Callable[[Ticket], Ticket | Refusal]) -> None:
        seat = self._seat()
        current = self._at(seat)
        if current is not None:
            self._try(seat, current, move(current))

    def _try(self, seat: Seat, before: Ticket, after: Ticket | Refusal) -> None:
        if self._write(before, after):
            seat.deed = (Deed(before, before.version + 1, self.now), seat.desk)

    def _write(self, before: Ticket, after: Ticket | Refusal) -> bool:
        if isinstance(after, Refusal):
            return False
        assert after.version == before.version + 1
        assert (after.id, after.number, after.arrived_at) == (before.id, before.number, before.arrived_at)
        assert before.first_called_at in (None, after.first_called_at)
        self.tickets[after.id] = after
        if _gave_back(after):
            self.ledger.claims.pop(after.id, None)
        return True

    def _room_for(self, wanted: Ticket) -> bool:
        """Who gave a place back needs it again, and somebody may have it by now."""
        return wanted.id in self.ledger.claims or self.ledger.take(
            wanted.id, Claim(self.limits[wanted.series]), self.now
        )


def _gave_back(one: Ticket) -> bool:
    """Language 4.4: a booking that was not kept gives its place back; so does whoever gives their number up."""
    return one.state == "left" or (one.state == "no_show" and one.promised)
