"""Clerks of a simulated city: they book for people, open bookings, close days and decide about who is hit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from civicore import AuditFilter, Move, Refusal, Runtime, audit_lines
from civicore.contracts.simulation import Scene
from civicore_booking.booking import BookingRequest
from civicore_booking.misfits import Conflict
from civicore_booking.rights import SEE
from civicore_booking.service import Bookings
from civicore_booking.simulated_memory import Memory, word

_CLERK = "staff:simulated"


@dataclass(frozen=True)
class Clerks:
    """Their moves; ``roles`` are those of the file that may read bookings."""

    runtime: Runtime
    bookings: Bookings
    memory: Memory

    def moves(self) -> tuple[Move, ...]:
        return (
            Move("booking.telephone", self.telephone, 5),
            Move("booking.open", self.open, 5),
            Move("booking.close", self.close, 1),
        )

    async def telephone(self, scene: Scene) -> None:
        """Book for somebody who calls: beyond the quota, never beyond the capacity."""
        agendas = self.bookings.agendas("desk")
        if not agendas:
            return
        agenda = scene.dice.one_of(agendas)
        office = scene.dice.one_of(self.bookings.offices(agenda))
        days = await self.bookings.availability(agenda, office=office, channel="desk")
        slots = [] if isinstance(days, Refusal) else [slot for day in days for slot in day.slots]
        if slots:
            fields = {"last_name": f"Qx{scene.name}x", "phone": f"+000600{scene.dice.number(1, 30):06d}"}
            request = BookingRequest(
                agenda,
                (),
                scene.dice.one_of(slots).start,
                fields,
                self.memory.city.languages[0],
                office,
                channel="desk",
            )
            booked = await self.bookings.book_for(request, _CLERK)
            scene.saw(word(booked))
            if not isinstance(booked, Refusal):
                self.memory.keep(scene, booked)

    async def open(self, scene: Scene) -> None:
        """I14: whoever opens a booking leaves a line in the audit log."""
        visits = list(self.memory.visits.values())
        role = scene.facts.get("role") or next(iter(self._readers()), None)
        if not visits or role is None:
            return
        booking = scene.dice.one_of(visits).booking
        answer = await scene.ask("GET", f"/api/v1/desk/bookings/{booking.id}", role=role)
        scene.saw(str(answer.status))
        if answer.status != 200 or booking.fields["last_name"] not in answer.text:
            return
        async with self.runtime.store.reading():
            told = await audit_lines(AuditFilter(subject=booking.about, since=scene.now))
        scene.must("I14", bool(told.lines), "a booking was opened at the desk and the audit log has no line of it")

    async def close(self, scene: Scene) -> None:
        """Close a coming day and decide about everybody who was promised a time then."""
        office = scene.dice.one_of(list(self.memory.city.offices))
        day = self.bookings.setting.plan.day_at(scene.now) + timedelta(days=scene.dice.number(1, 10))
        closed = await self.bookings.close_day(office, None, day, None, "training", _CLERK)
        if isinstance(closed, Refusal):
            scene.saw(closed.code)
            return
        for hit in closed.hit:
            await self._decide(scene, hit)
        scene.saw(f"{len(closed.hit)} hit")

    async def _decide(self, scene: Scene, hit: Conflict) -> None:
        visit = self.memory.visits.get(hit.booking.id)
        if visit is not None:
            visit.unclear = True
        decision = scene.dice.one_of(("keep", "cancel"))
        await self.bookings.decide(hit.booking.id, decision, _CLERK, reason="training")  # type: ignore[arg-type]

    def _readers(self) -> list[str]:
        """Roles of the file that may read bookings; the usual ones where it names none."""
        roles = self.memory.city.roles
        return [id for id, one in roles.items() if one.can is None or SEE in one.can] or (
            ["clerk"] if not roles else []
        )
