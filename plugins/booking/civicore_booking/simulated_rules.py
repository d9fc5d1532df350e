"""What must hold of bookings in a simulated city, asked of its tables and not of the code that is being tried."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from uuid import UUID

from civicore import Invariant, Runtime, capacity, messages_about, whole_second
from civicore_booking.booking import Booking
from civicore_booking.plan import Plan
from civicore_booking.simulated_memory import Memory
from civicore_booking.store import ending_after

_FORWARD = {
    "held": {"held", "confirmed", "cancelled"},
    "confirmed": {"confirmed", "cancelled", "arrived", "done", "no_show"},
    "arrived": {"arrived", "done", "no_show", "confirmed"},
    "done": {"done", "arrived", "no_show"},
    "no_show": {"no_show", "done", "arrived"},
    "cancelled": {"cancelled"},
}
_NEVER = datetime.min.replace(tzinfo=UTC)
_LATELY = timedelta(days=1)
_PATIENCE = timedelta(days=2)  # a worker that sleeps for a day, a clock that is wrong
_MOST_SETS = 10  # agendas of an office whose every combination is looked at


@dataclass
class Rules:
    """Asked of one run; ``_seen`` is what was there when it was asked last, ``_latest`` what any clock has shown."""

    runtime: Runtime
    plan: Plan
    memory: Memory
    _seen: dict[UUID, Booking] = field(default_factory=dict)
    _parts: dict[tuple[UUID, int], int] = field(default_factory=dict)
    _days: set[date] = field(default_factory=set)
    _latest: datetime = _NEVER

    def invariants(self) -> tuple[Invariant, ...]:
        return (
            Invariant("I2", "no two live bookings have one seat", self.seats),
            Invariant("I3", "what was confirmed to somebody stands until a rule has ended it", self.present),
            Invariant("I8", "a booking goes forward only", self.forward),
            Invariant("I9", "every booking has exactly its letters from the moment it exists", self.letters),
            Invariant("I10", "of a quota as much is freed as was booked, and as much held", self.quotas, "hour"),
            Invariant(
                "I15", "nobody holds more visits than one person may, on all ways together", self.persons, "hour"
            ),
        )

    async def _all(self) -> tuple[Booking, ...]:
        """Visits to come, and those of the last day."""
        async with self.runtime.store.reading():
            return await ending_after(self.runtime.clock.now() - _LATELY)

    def _live(self, bookings: Iterable[Booking]) -> list[Booking]:
        """Whose seat nobody else may have: holds in their time, visits to come or going on."""
        now = whole_second(self.runtime.clock.now())
        return [
            one
            for one in bookings
            if one.end > now
            and (
                (one.state == "held" and one.hold_until is not None and one.hold_until >= now)
                or (one.state == "confirmed" and (one.closes >= now or not one.terms.lapses))
                or one.state == "arrived"
            )
        ]

    async def seats(self) -> Sequence[str]:
        """I2, by Hall's theorem: no set of agendas has more visits at once than counters that serve any of it."""
        self._latest = max(self._latest, self.runtime.clock.now())
        live = self._live(await self._all())
        if not self._crowded(live):
            return ()
        async with self.runtime.store.reading():
            return self._crowded([one for one in live if not await self._swept(one)])

    async def _swept(self, one: Booking) -> bool:
        """Whether a clock that was ahead let a hold lapse and its place go: set back, it can not be confirmed."""
        if one.state != "held" or one.hold_until is None or one.hold_until >= self._latest:
            return False
        return not any(claim.claim.limit.day is not None for claim in await capacity.claims_of(one.id))

    def _crowded(self, live: Iterable[Booking]) -> list[str]:
        wrong = []
        by_office: dict[str, list[Booking]] = {}
        for one in live:
            by_office.setdefault(one.office, []).append(one)
        for office, bookings in by_office.items():
            counters = self.memory.city.offices[office].counters
            served = [self.memory.city.agendas_of_counter(office, counter) for counter in counters]
            for agendas in _sets(sorted({one.agenda for one in bookings})):
                seats = sum(bool(agendas & each) for each in served)
                together = _most_at_once([one for one in bookings if one.agenda in agendas])
                if together > seats:
                    wrong.append(f"{together} visits at once at {office} and {seats} counters for them")
        return wrong

    async def present(self) -> Sequence[str]:
        """I3."""
        there = {one.id: one.state for one in await self._all()}
        kept = ("confirmed", "arrived", "done", "no_show")
        return [
            f"a confirmed visit is {there.get(one.booking.id, 'gone')}"
            for one in self.memory.of("confirmed", "arrived")
            if one.booking.end > self.runtime.clock.now()
            if there.get(one.booking.id) not in kept
        ]

    async def forward(self) -> Sequence[str]:
        """I8."""
        wrong = []
        for one in await self._all():
            before = self._seen.get(one.id)
            if before is not None and one.state not in _FORWARD[before.state]:
                wrong.append(f"from {before.state} to {one.state}")
        return wrong

    async def letters(self) -> Sequence[str]:
        """I9, F03: looked at once, right after the step that made or confirmed the booking."""
        wrong = []
        for one in await self._all():
            before = self._seen.get(one.id)
            if one.email and (before is None or (before.state == "held" and one.state == "confirmed")):
                notice = "booking.confirm_request" if one.state == "held" else "booking.confirmed"
                wrong += await self._letter(one, notice)
            self._seen[one.id] = one
        return wrong

    async def _letter(self, booking: Booking, notice: str) -> list[str]:
        if booking.state not in ("held", "confirmed") or self.memory.city.channels.email is None:
            return []
        async with self.runtime.store.reading():
            written = [one for one in await messages_about(booking.about) if one.notice == notice]
        number = sum(one.channel == "email" for one in written)
        return [] if number == 1 else [f"{number} letters {notice} for a booking that is {booking.state}"]

    async def quotas(self) -> Sequence[str]:
        """I10: each live visit holds what it took of quotas when it was made, and who is no more holds none of them.

        Who is moved takes anew: a visit that the desk gave beyond the quota is within it once its citizen moves it. So
        what is booked less what is freed is what is held. A freed part may cool off for a while, under no visit.
        """
        bookings = {one.id: one for one in await self._all()}
        live = {one.id for one in self._live(bookings.values())}
        now, held, wrong = whole_second(self.runtime.clock.now()), Counter[UUID](), list[str]()
        self._days |= {self.plan.day_at(one.start) for one in bookings.values()}
        for day in sorted(one for one in self._days if one > self.plan.day_at(now)):
            async with self.runtime.store.reading():
                places = await capacity.places_on(day)
            for holder, some in places.items():
                parts = [one.claim for one in some if one.claim.key.split("|")[2:3] == ["q"]]
                held[holder] += len(parts)
                known = bookings.get(holder)
                gone = holder in self.memory.visits and (known is None or known.state == "cancelled")
                kept = sum(one.until is None or one.until >= now for one in parts)
                wrong += [f"a visit that is no more holds its quota on {day}"] if gone and kept else []
                wrong += [
                    f"a quota on {day} is not swept" for one in parts if one.until and one.until < now - _PATIENCE
                ]
        for id in sorted(one for one in live if self.plan.day_at(bookings[one].start) > self.plan.day_at(now)):
            taken = self._parts.setdefault((id, bookings[id].sequence), held[id])
            if held[id] != taken:
                wrong.append(f"a visit holds {held[id]} parts of quotas and has taken {taken}")
        return wrong

    async def persons(self) -> Sequence[str]:
        """I15."""
        live = [one for one in self._live(await self._all()) if one.email and one.channel != "desk"]
        most = max((self.plan.policy(one.agenda, one.office).limits.active_per_person for one in live), default=0)
        return [
            f"somebody holds {held} visits of {most}" for held in Counter(o.email for o in live).values() if held > most
        ]


def _sets(agendas: Sequence[str]) -> Iterable[frozenset[str]]:
    known = agendas[:_MOST_SETS]
    return (frozenset(chosen) for size in range(1, len(known) + 1) for chosen in combinations(known, size))


def _most_at_once(bookings: Sequence[Booking]) -> int:
    """How many visits there are at the fullest moment; one that ends when another begins is over."""
    changes: list[tuple[datetime, int]] = [(one.start, 1) for one in bookings] + [(one.end, -1) for one in bookings]
    most = now = 0
    for _, change in sorted(changes):
        now += change
        most = max(most, now)
    return most
