"""Citizens of a simulated city: they look, book a while later, confirm in time or not, change, cancel, and come."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from civicore import Move, Refusal, whole_second
from civicore.contracts.simulation import Scene
from civicore_booking.booking import Booking, BookingRequest
from civicore_booking.service import Bookings
from civicore_booking.simulated_memory import Memory, Visit, within, word

_PEOPLE = 30
_SECOND = timedelta(seconds=1)
_MICRO = timedelta(microseconds=1)


@dataclass(frozen=True)
class Citizens:
    """Their moves. What they may expect is worked out from what they were told, never from the city's records."""

    bookings: Bookings
    memory: Memory

    def moves(self) -> tuple[Move, ...]:
        return (
            Move("booking.wish", self.wish, 30),
            Move("booking.book", self.book, 0),
            Move("booking.confirm", self.confirm, 0),
            Move("booking.cancel", self.cancel, 4),
            Move("booking.move", self.move, 4),
        )

    async def wish(self, scene: Scene) -> None:
        """Look at what is free, and decide; the form takes a while, and others want the same time."""
        agenda = scene.dice.one_of(self.bookings.agendas("web"))
        office = scene.dice.one_of(self.bookings.offices(agenda))
        start = await self._free(scene, agenda, office)
        if start is None:
            scene.saw("nothing free")
            return
        activities = tuple(self.memory.city.agendas[agenda].activities)[:1]
        person = scene.dice.number(1, _PEOPLE)
        fields = {"first_name": "Sim", "last_name": f"Qx{scene.name}x", "email": f"sim{person}@people.example"}
        if self.memory.city.channels.sms is not None and scene.dice.chance(50):
            fields["phone"] = f"+420601{person:06d}"
        request = BookingRequest(
            agenda,
            activities,
            start,
            fields,
            self.memory.city.languages[0],
            office,
            idempotency_key=f"{scene.name}-key",
        )
        scene.later("booking.book", scene.now + timedelta(seconds=scene.dice.number(5, 900)), request=request)

    async def book(self, scene: Scene) -> None:
        """Take the time; who has no answer, or presses twice, asks the same again and gets the same (F02)."""
        request: BookingRequest = scene.facts["request"]
        looks = scene.dice.chance(25)
        await self._shown(scene, request) if looks else None
        booked = await self.bookings.hold(request)
        scene.saw(word(booked))
        if looks:
            fresh = await self._shown(scene, request) == await self._times(request)
            scene.must("I11", fresh, "free times are shown as they were before somebody booked")
        if isinstance(booked, Refusal):
            return
        visit = self.memory.keep(scene, booked)
        if scene.dice.chance(20):
            again = await self.bookings.hold(request)
            same = isinstance(again, Booking) and again.id == booked.id
            scene.must("I3", same, f"the same request again was answered with another booking ({word(again)})")
        if visit.stands == "held":
            self._will_confirm(scene, booked)
        else:
            self._will_come(scene, booked)

    async def confirm(self, scene: Scene) -> None:
        """The link of the letter, often in its last second: at that second it works, one later it does not (I4)."""
        visit = self.memory.visits[scene.facts["booking"]]
        until, stood = scene.facts["until"], visit.stands
        answer = await self.bookings.confirm(self.bookings.token(visit.booking))
        scene.saw(word(answer))
        in_time = whole_second(scene.now) <= until
        if stood != "held" or visit.unclear:
            return
        if isinstance(answer, Refusal):
            scene.must("I4", not in_time, f"a hold was refused before its time was over: {answer.code}")
            return
        clicked = answer.booking.confirmed_at  # by a click whose answer was lost, perhaps
        scene.must("I4", clicked is not None and clicked <= until, "a hold was confirmed after its time")
        visit.booking, visit.stands = answer.booking, "confirmed"
        self._will_come(scene, answer.booking)

    async def cancel(self, scene: Scene) -> None:
        """Somebody gives a visit up; until they are answered they cannot know whether it stands."""
        visit = self._some(scene)
        if visit is None:
            return
        asked_before, visit.unclear = visit.unclear, True
        answer = await self.bookings.cancel(self.bookings.token(visit.booking))
        scene.saw(word(answer))
        visit.unclear = asked_before
        if isinstance(answer, Booking):
            visit.stands = "cancelled"

    async def move(self, scene: Scene) -> None:
        """Somebody wants another time."""
        visit = self._some(scene)
        if visit is None:
            return
        if "start" not in scene.facts:
            scene.facts["start"] = await self._free(scene, visit.booking.agenda, visit.booking.office)
        if scene.facts["start"] is None:
            return
        visit.unclear = True
        answer = await self.bookings.reschedule(self.bookings.token(visit.booking), scene.facts["start"])
        scene.saw(word(answer))
        shown = await self.bookings.show(self.bookings.token(visit.booking))
        if isinstance(shown, Booking):
            visit.unclear, visit.booking = False, shown
            self._will_come(scene, shown)

    async def _shown(self, scene: Scene, request: BookingRequest) -> set[datetime] | None:
        """The free times as strangers are told; None where they are told something else."""
        activity = "".join(f"&activity={one}" for one in request.activities)
        path = f"/api/v1/availability?agenda={request.agenda}&office={request.office}{activity}"
        answer = await scene.ask("GET", path)
        if answer.status != 200:
            return None
        slots = [slot for day in json.loads(answer.text)["days"] for slot in day["slots"]]
        return {datetime.fromisoformat(one["start"]) for one in slots}

    async def _times(self, request: BookingRequest) -> set[datetime] | None:
        days = await self.bookings.look(request.agenda, request.activities, office=request.office)
        return None if isinstance(days, Refusal) else {slot.start for day in days for slot in day.slots}

    def _will_confirm(self, scene: Scene, booking: Booking) -> None:
        until = booking.hold_until or scene.now
        wait = timedelta(seconds=scene.dice.number(1, 600))
        moments = (scene.now + wait, scene.now + wait, until, until + _SECOND - _MICRO, until + _SECOND, None)
        at = scene.dice.one_of(moments)
        if at is not None:
            scene.later("booking.confirm", at, booking=booking.id, until=until)

    def _will_come(self, scene: Scene, booking: Booking) -> None:
        """To the second at an end of the window, somewhere inside it, or never."""
        code = self.bookings.code(booking)
        places = self.bookings.policy(booking.agenda, booking.office).check_in.at
        ends = (booking.opens - _SECOND, booking.opens, booking.closes + _SECOND - _MICRO, booking.closes + _SECOND)
        inside = booking.start - timedelta(seconds=scene.dice.number(0, 300))
        at = scene.dice.one_of((*ends, inside, inside, inside, None))
        if code is None or at is None or at <= scene.now or not places:
            return
        scene.later(
            "ticketing.arrive", at, code=code, office=booking.office, by=places[0], owner=self, promise=booking.id
        )

    def welcome(self, promise: UUID, now: datetime) -> bool | None:
        """Whether the holder of a code must be let in now (I5); None where they cannot know."""
        visit = self.memory.visits[promise]
        if visit.unclear:
            return None
        return visit.stands in ("confirmed", "arrived") and within(visit.booking, now)

    def came(self, promise: UUID) -> None:
        """The holder was let in."""
        self.memory.visits[promise].stands = "arrived"

    def _some(self, scene: Scene) -> Visit | None:
        """A visit still to come; the same one when somebody asks again."""
        if "visit" not in scene.facts:
            coming = [one for one in self.memory.of("held", "confirmed") if one.booking.start > scene.now]
            scene.facts["visit"] = scene.dice.one_of(coming) if coming else None
        found: Visit | None = scene.facts["visit"]
        return found

    async def _free(self, scene: Scene, agenda: str, office: str) -> datetime | None:
        """A free time, half of the times the very first one, which everybody wants."""
        days = await self.bookings.look(agenda, tuple(self.memory.city.agendas[agenda].activities)[:1], office=office)
        slots = [] if isinstance(days, Refusal) else [slot for day in days for slot in day.slots]
        if not slots:
            return None
        return slots[0].start if scene.dice.chance(50) else scene.dice.one_of(slots).start
