"""Everything booking does, in one place: what pages, desk and API call. Each method is a use case of its own file."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from civicore import Refusal, TimeRange
from civicore_booking import (
    availability,
    cancelling,
    changing,
    closing,
    closures,
    codes,
    confirming,
    demand,
    finding,
    holding,
    ics,
    lifecycle,
    looking,
    proving,
    repeats,
    telephone,
)
from civicore_booking.availability import DayAvailability, Slot, Window
from civicore_booking.booking import CITIZENS, Booking, BookingRequest
from civicore_booking.cancelling import By
from civicore_booking.changing import Move
from civicore_booking.closing import Closed, Decision, ToClose
from civicore_booking.closures import LiveClosure
from civicore_booking.config import Booking as Policy
from civicore_booking.config import ChannelName
from civicore_booking.confirming import Confirmed
from civicore_booking.finding import Imagined
from civicore_booking.lifecycle import State
from civicore_booking.looking import Within
from civicore_booking.misfits import Conflict
from civicore_booking.plan import Plan
from civicore_booking.repeats import Mark
from civicore_booking.setting import Setting
from civicore_booking.waiting_list import WaitingList

if TYPE_CHECKING:
    from civicore import Runtime

_UNKNOWN = Refusal("booking.unknown")


class Bookings:
    """Answers with a value or a Refusal; nothing a citizen does raises. Instants are aware and in UTC."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._plan = Plan(runtime.city)
        self.setting = Setting(runtime, self._plan)
        self.waiting_list = WaitingList(self.setting)

    # What can be booked

    def agendas(self, channel: ChannelName = "web") -> tuple[str, ...]:
        """Agendas that the channel books, in the order of the file."""
        return self._plan.agendas(channel)

    def offices(self, agenda: str) -> tuple[str, ...]:
        """Where an agenda can be booked."""
        return self._plan.offices(agenda)

    def policy(self, agenda: str, office: str | None = None) -> Policy:
        """The rules as they hold there."""
        return self._plan.policy(agenda, office)

    def length(self, agenda: str, activities: Sequence[str] = (), people: int = 1) -> timedelta:
        """How long the visit lasts."""
        return self._plan.length(agenda, tuple(activities), people)

    def window(self, agenda: str, office: str) -> Window:
        """From when and up to which day it can be booked now."""
        rules = self._plan.rules(agenda, office, self.length(agenda))
        return availability.window(rules, self.setting.now)

    async def suspended(self, agenda: str) -> Refusal | None:
        """The refusal while citizens' bookings are stopped."""
        return await self.setting.suspended(agenda, self.setting.now)

    # Free times

    async def availability(
        self,
        agenda: str,
        activities: Sequence[str] = (),
        *,
        office: str | None = None,
        first: date | None = None,
        last: date | None = None,
        channel: ChannelName = "web",
        people: int = 1,
        imagined: Imagined | None = None,
    ) -> tuple[DayAvailability, ...] | Refusal:
        """What each day from first to last offers; without them the whole bookable time.

        While bookings are suspended, citizens are told so. ``imagined``: what these days would offer then.
        """
        rules = self.setting.rules(agenda, tuple(activities), office, people, channel)
        if isinstance(rules, Refusal):
            return rules
        running = imagined is not None and imagined.running
        if channel in CITIZENS and not running and (stopped := await self.suspended(agenda)):
            return stopped
        return await finding.days(self.setting, rules, first, last, channel, imagined)

    async def look(
        self,
        agenda: str,
        activities: Sequence[str] = (),
        *,
        office: str | None = None,
        first: date | None = None,
        last: date | None = None,
        channel: ChannelName = "web",
        people: int = 1,
    ) -> tuple[DayAvailability, ...] | Refusal:
        """The same for a citizen who looks for a time: that there is none is counted, once for each time they look."""
        days = await self.availability(
            agenda, activities, office=office, first=first, last=last, channel=channel, people=people
        )
        if isinstance(days, tuple) and channel in CITIZENS and not any(day.slots for day in days):
            place = office or self.offices(agenda)[0]
            await demand.unmet(self.setting, agenda, place, channel, whole=first is None and last is None)
        return days

    async def nearest(
        self,
        agenda: str,
        activities: Sequence[str],
        wanted: datetime,
        *,
        office: str | None = None,
        channel: ChannelName = "web",
        people: int = 1,
    ) -> Slot | None:
        """The free time closest to the wanted one."""
        rules = self.setting.rules(agenda, tuple(activities), office, people, channel)
        return None if isinstance(rules, Refusal) else await finding.nearest(self.setting, rules, wanted, channel)

    # The citizen

    async def hold(self, request: BookingRequest) -> Booking | Refusal:
        """Take a time; held, or confirmed where the channel confirms at once."""
        return await holding.hold(self.setting, request)

    async def confirm(self, token: str) -> Confirmed | Refusal:
        """Confirm by the link; a second time says ``already``."""
        booking = codes.booking_of(self._runtime.keys, token)
        return _UNKNOWN if booking is None else await confirming.confirm(self.setting, booking)

    async def confirm_by_code(self, booking: UUID, typed: str) -> Confirmed | Refusal:
        """Confirm by the code of the text message, where ``confirmation.by`` is ``sms_code``."""
        return await telephone.confirm(self.setting, booking, typed)

    async def show(self, token: str) -> Booking | Refusal:
        """The booking of a link, until its visit is over."""
        return await proving.shown(self.setting, token)

    async def find(
        self, code: str, *, last_name: str | None = None, email: str | None = None, network: str | None = None
    ) -> Booking | Refusal:
        """The booking of a code or reference together with its holder's name or address."""
        return await proving.find(self.setting, code, last_name=last_name, email=email, network=network)

    def may_cancel(self, booking: Booking, way: str = "email_link") -> Refusal | None:
        """Why the holder cannot cancel now."""
        return cancelling.may_cancel(self.setting, booking, way)

    def may_reschedule(self, booking: Booking) -> Refusal | None:
        """Why the holder cannot change the time now."""
        return lifecycle.reschedule(booking, self.setting.now, self._runtime.city.zone, by_staff=False)

    async def told(self, mark: Mark | None) -> dict[str, Any] | Refusal | None:
        """What a change with the same mark was answered before: id, agenda, office and start. None: it is new."""
        return await repeats.told(self.setting, mark)

    async def cancel(self, token: str, *, way: str = "email_link", mark: Mark | None = None) -> Booking | Refusal:
        """Cancel by the link or, after ``find``, by the form; returns the booking as it was."""
        booking = await proving.shown(self.setting, token)
        if isinstance(booking, Refusal):
            return booking
        refused = self.may_cancel(booking, way)
        return refused or await cancelling.cancel(self.setting, booking.id, By("visitor", way, mark=mark))

    async def reschedule(self, token: str, start: datetime, *, mark: Mark | None = None) -> Booking | Refusal:
        """Move to another time; refused, the booking stays where it was."""
        booking = codes.booking_of(self._runtime.keys, token)
        if booking is None:
            return _UNKNOWN
        return await changing.reschedule(self.setting, booking, Move(start, By("visitor", "email_link", mark=mark)))

    async def not_me(self, token: str) -> None:
        """The owner of an address never asked: the hold ends, and the address is left in peace for a day."""
        booking = codes.booking_of(self._runtime.keys, token)
        if booking is not None:
            await cancelling.not_me(self.setting, booking)

    def token(self, booking: Booking) -> str:
        """The secret of the booking's links."""
        return codes.token(self._runtime.keys, booking.id)

    def reference(self, booking: Booking) -> str:
        """The identification code: letters and digits."""
        return codes.reference_of(self._runtime.keys, booking)

    def code(self, booking: Booking) -> str | None:
        """The code that opens check-in, once it has been issued."""
        return codes.code_of(self._runtime.keys, booking)

    def state(self, booking: Booking) -> State:
        """What the booking is now; lapsing is derived."""
        return lifecycle.state(booking, self.setting.now)

    def calendar(self, booking: Booking) -> bytes:
        """The calendar file of the visit."""
        return ics.entry(self.setting, booking, self.setting.now)

    # Staff

    async def day(self, office: str, day: date) -> tuple[Booking, ...]:
        """Everything of a day at an office, by start."""
        return await looking.day(self.setting, office, day)

    async def search(
        self,
        words: str,
        *,
        office: str | None = None,
        day: date | None = None,
        agendas: Collection[str] | None = None,
    ) -> tuple[Booking, ...]:
        """By name, contact, code, reference or time; of these agendas alone, None: of all there ever were."""
        return await looking.search(self.setting, words, Within(office, day, agendas))

    async def with_code(self, code: str) -> tuple[Booking, ...]:
        """Every booking of a code or reference, by start: another office or day may have the same code."""
        return await looking.with_code(self.setting, code)

    async def get(self, booking: UUID) -> Booking | None:
        return await looking.get(self.setting, booking)

    async def book_for(self, request: BookingRequest, actor: str) -> Booking | Refusal:
        """Book on behalf of somebody: beyond the quota, never beyond the capacity."""
        return await holding.hold(self.setting, request, actor)

    async def cancel_by_staff(self, booking: UUID, reason: str | None, actor: str) -> Booking | Refusal:
        return await cancelling.cancel(self.setting, booking, By(actor, "desk", staff=True, reason=reason))

    async def reschedule_by_staff(
        self, booking: UUID, start: datetime, actor: str, reason: str | None = None
    ) -> Booking | Refusal:
        by = By(actor, "desk", staff=True, reason=reason)
        return await changing.reschedule(self.setting, booking, Move(start, by))

    async def close_day(
        self, office: str, counter: str | None, day: date, time: TimeRange | None, reason: str, actor: str
    ) -> Closed | Refusal:
        """Close an office or a counter on a day or a part of it; the answer lists the bookings hit."""
        return await closing.close_day(self.setting, ToClose(office, day, reason, counter, time), actor)

    async def reopen(self, closure: UUID, actor: str) -> Refusal | None:
        return await closing.reopen(self.setting, closure, actor)

    async def closures(self, office: str, first: date, last: date) -> tuple[LiveClosure, ...]:
        """Closures made at the desk that are in force on these days."""
        async with self._runtime.store.reading():
            return await closures.made(office, first, last)

    async def conflicts(self, office: str, first: date, last: date) -> tuple[Conflict, ...]:
        """Bookings that no longer fit."""
        return await closing.conflicts(self.setting, office, first, last)

    async def decide(
        self,
        booking: UUID,
        decision: Decision,
        actor: str,
        *,
        start: datetime | None = None,
        reason: str | None = None,
    ) -> Booking | Refusal:
        """Keep, move or cancel a booking that was hit; the same decision again changes nothing."""
        return await closing.decide(self.setting, booking, decision, actor, start, reason)
