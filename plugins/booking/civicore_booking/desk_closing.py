"""Closing a day or counters with a decision about every booking hit, in one step that may be repeated."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import Any, Literal, TypeAlias, cast
from uuid import UUID

from civicore import Closure, Principal, Refusal, Runtime, TimeRange, UnitOfWork, new_id
from civicore_booking.availability import Slot
from civicore_booking.booking import Booking
from civicore_booking.closures import closure
from civicore_booking.desk_sight import may
from civicore_booking.finding import Imagined
from civicore_booking.misfits import Conflict
from civicore_booking.rights import CANCEL, CLOSE
from civicore_booking.service import Bookings

Decided: TypeAlias = Literal["ask", "keep", "rebook", "cancel"]
Outcome: TypeAlias = Literal["undecided", "kept", "moved", "cancelled", "refused"]
OUTCOMES: tuple[Outcome, ...] = ("refused", "undecided", "moved", "cancelled", "kept")
"""Those that still need work first."""

_SCOPE = "booking.closing"
_SEEN = "booking.closing_seen"  # carries what was seen out of a unit that must leave no trace


@dataclass(frozen=True)
class Plan:
    """What is to be closed: an office or some of its counters (none named: all), a day or a part of it."""

    office: str
    counters: tuple[str, ...]
    day: date
    time: TimeRange | None
    reason: str

    def closures(self) -> tuple[Closure, ...]:
        """What is to be closed as the calendar understands it."""
        return tuple(
            closure(self.office, counter, self.day, self.time, self.reason) for counter in self.counters or (None,)
        )


@dataclass(frozen=True)
class Decision:
    """What becomes of one booking; ``start`` is the time that was offered for it."""

    choice: Decided
    start: datetime | None = None


@dataclass(frozen=True)
class Offer:
    """A booking that would be hit, and the nearest time that could be offered instead."""

    hit: Conflict
    nearest: datetime | None


@dataclass(frozen=True)
class Hit:
    """What became of a booking that was hit; ``code`` says why nothing did."""

    id: UUID
    start: datetime
    outcome: Outcome
    moved_to: datetime | None = None
    code: str | None = None


@dataclass(frozen=True)
class Done:
    """Closures that were made, and what became of the bookings."""

    ids: tuple[UUID, ...]
    hits: tuple[Hit, ...]

    def count(self, outcome: Outcome) -> int:
        return sum(hit.outcome == outcome for hit in self.hits)


class Closing:
    """Looks first, then closes and decides. Closing comes before deciding, so that nobody slips in between."""

    def __init__(self, runtime: Runtime, bookings: Bookings) -> None:
        self._runtime = runtime
        self._bookings = bookings

    async def preview(self, plan: Plan, who: Principal) -> tuple[Offer, ...] | Refusal:
        """The bookings that a closure would hit, with other times for them. Nothing is changed."""

        async def look(unit: UnitOfWork) -> Refusal:
            closed = await self._close(plan, who)
            if isinstance(closed, Refusal):
                return closed
            # The closure is made and undone in one unit: what is shown is what it will be.
            return Refusal(_SEEN, hits=tuple(hit for hit in closed[1] if not hit.decided))

        answer = await self._runtime.transact(look)
        if answer.code != _SEEN:
            return answer
        # Other times are looked for afterwards: it takes long, and whoever books meanwhile need not wait for it.
        return await self.offers(cast("tuple[Conflict, ...]", answer.facts["hits"]), plan.closures())

    async def close(
        self,
        plan: Plan,
        who: Principal,
        *,
        key: str | None = None,
        decisions: Mapping[UUID, Decision] | None = None,
        every: Decided = "ask",
    ) -> Done | Refusal:
        """Close, then decide about each booking hit: as ``decisions`` say, others as ``every`` says.

        The same ``key`` closes once; a repeat goes on where the first was interrupted, or is answered the same.
        """
        mark = f"{who.actor}|{key or new_id().hex}"
        said = {one.hex: [said.choice, str(said.start)] for one, said in (decisions or {}).items()}
        fingerprint = self._runtime.keys.digest("closing", json.dumps([str(plan), said, every], sort_keys=True))
        made = await self._runtime.transact(partial(self._close_once, plan, who, mark, fingerprint))
        if isinstance(made, Refusal):
            return made
        if made.get("hits") is not None:
            return _done(made)
        ids = tuple(UUID(one) for one in made["ids"])
        still = await self._bookings.conflicts(plan.office, plan.day, plan.day)
        hit = [one for one in still if str(one.booking.id) in made["own"]]
        done = Done(ids, await self.decide(hit, decisions or {}, every, plan.reason, who))
        await self._runtime.transact(lambda unit: unit.keep_answer(_SCOPE, mark, _written(done)))
        return done

    async def decide(
        self,
        hits: Iterable[Conflict],
        decisions: Mapping[UUID, Decision],
        every: Decided,
        reason: str | None,
        who: Principal,
    ) -> tuple[Hit, ...]:
        """Carry decisions out, one booking after the other; what was decided before stays as it is."""
        return tuple(
            [
                await self._decide(hit.booking, decisions.get(hit.booking.id, Decision(every)), reason, who)
                for hit in hits
                if not hit.decided
            ]
        )

    async def offers(self, hits: Iterable[Conflict], closed: tuple[Closure, ...] = ()) -> tuple[Offer, ...]:
        """The nearest free time for each, as if these closures were made.

        Those offered before count as taken, so each can really be had.
        """
        taken: list[Slot] = []
        found: list[Offer] = []
        for hit in hits:
            slot = await self._nearest(hit.booking, taken, closed)
            taken += [slot] if slot else []
            found.append(Offer(hit, slot.start if slot else None))
        return tuple(found)

    async def _nearest(self, booking: Booking, taken: Sequence[Slot], closed: tuple[Closure, ...] = ()) -> Slot | None:
        """The nearest free time, a later one before an earlier one: nobody is expected sooner than they think."""
        days = await self._bookings.availability(
            booking.agenda,
            booking.activities,
            office=booking.office,
            channel="desk",
            people=booking.people,
            imagined=Imagined(closed=closed),
        )
        if isinstance(days, Refusal):
            return None
        free = (slot for day in days for slot in day.slots if slot.free > sum(_meet(slot, one) for one in taken))
        return min(free, key=lambda slot: (slot.start < booking.start, abs(slot.start - booking.start)), default=None)

    async def _start(self, booking: Booking, decision: Decision) -> datetime | None:
        slot = await self._nearest(booking, ()) if decision.choice == "rebook" else None
        return slot.start if slot else None

    async def _close_once(
        self, plan: Plan, who: Principal, mark: str, fingerprint: str, unit: UnitOfWork
    ) -> dict[str, Any] | Refusal:
        told = await unit.once(_SCOPE, mark, fingerprint)
        if told != "new":
            return told
        closed = await self._close(plan, who)
        if isinstance(closed, Refusal):
            return closed
        made: dict[str, Any] = {
            "ids": [str(one) for one in closed[0]],
            "own": [str(hit.booking.id) for hit in closed[1]],
        }
        await unit.keep_answer(_SCOPE, mark, made)
        return made

    async def _close(self, plan: Plan, who: Principal) -> tuple[tuple[UUID, ...], tuple[Conflict, ...]] | Refusal:
        """One closure for the office or for each counter, and what they hit that was no conflict before.

        Only what the closer may close for: others' bookings wait for their own department, unseen.
        """
        city = self._runtime.city
        before = {one.booking.id for one in await self._bookings.conflicts(plan.office, plan.day, plan.day)}
        ids: list[UUID] = []
        hit: tuple[Conflict, ...] = ()
        for counter in plan.counters or (None,):
            closed = await self._bookings.close_day(plan.office, counter, plan.day, plan.time, plan.reason, who.actor)
            if isinstance(closed, Refusal):
                return closed
            ids.append(closed.id)
            hit = closed.hit
        new = (one for one in hit if one.booking.id not in before)
        return tuple(ids), tuple(one for one in new if may(city, who, CLOSE, one.booking))

    async def _decide(self, booking: Booking, decision: Decision, reason: str | None, who: Principal) -> Hit:
        hit = Hit(booking.id, booking.start, "undecided")
        if decision.choice == "ask":
            return hit
        if decision.choice != "keep" and not may(self._runtime.city, who, CANCEL, booking):
            return replace(hit, outcome="refused", code="request.forbidden")
        decide = partial(self._bookings.decide, booking.id, decision.choice, who.actor, reason=reason)
        answer = await decide(start=decision.start or await self._start(booking, decision))
        if isinstance(answer, Refusal) and decision.start is not None and answer.facts.get("nearest"):
            answer = await decide(start=await self._start(booking, decision))  # what was offered is gone
        if isinstance(answer, Refusal):
            return replace(hit, outcome="refused", code=answer.code)
        if decision.choice == "rebook":
            return replace(hit, outcome="moved", moved_to=answer.start)
        return replace(hit, outcome="kept" if decision.choice == "keep" else "cancelled")


def _written(done: Done) -> dict[str, Any]:
    hits = [{name: None if value is None else str(value) for name, value in asdict(hit).items()} for hit in done.hits]
    return {"ids": [str(one) for one in done.ids], "hits": hits}


def _done(written: Mapping[str, Any]) -> Done:
    return Done(tuple(UUID(one) for one in written["ids"]), tuple(_hit(one) for one in written["hits"]))


def _hit(one: Mapping[str, Any]) -> Hit:
    moved = datetime.fromisoformat(one["moved_to"]) if one["moved_to"] else None
    return Hit(UUID(one["id"]), datetime.fromisoformat(one["start"]), one["outcome"], moved, one["code"])


def _meet(one: Slot, other: Slot) -> bool:
    return one.start < other.end and other.start < one.end
