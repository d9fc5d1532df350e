"""What every use case stands on: the running city, its plan, and what is true of a day right now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Literal

from civicore import Closure, Form, Memory, Refusal, between, capacity, puzzle
from civicore.contracts.admission import Door
from civicore_booking import closures
from civicore_booking.afterwards import Reopening, reopening
from civicore_booking.availability import DayAvailability, Rules, Supply, free_times, spans
from civicore_booking.booking import CITIZENS, PHONE_IS_THEIRS, Booking
from civicore_booking.config import ChannelName
from civicore_booking.limits import Identity, identify
from civicore_booking.plan import Plan
from civicore_booking.questions import booking_form

if TYPE_CHECKING:
    from civicore import Runtime, UnitOfWork

FREE_TIMES = ("core_ledger", "core_claim", "booking_closure")
"""The tables from which free times are read."""


@dataclass(frozen=True)
class Setting:
    """The running city as booking sees it."""

    runtime: Runtime
    plan: Plan

    @cached_property
    def memory(self) -> Memory[tuple[DayAvailability, ...]]:
        """Free times that were read a moment ago."""
        return Memory(self.runtime.store, *FREE_TIMES)

    @cached_property
    def gone(self) -> Memory[tuple[str, ...]]:
        """The limits that left no place at a time that was wanted a moment ago, and could be booked then.

        Who takes a place meanwhile leaves no more of them than there were.
        """
        return Memory(self.runtime.store, *capacity.GIVEN_BACK, "booking_closure", *self.runtime.suspensions.tables)

    @cached_property
    def instead(self) -> Memory[Refusal]:
        """What was told a moment ago to those who wanted a time that is gone."""
        return Memory(self.runtime.store, *FREE_TIMES)

    @cached_property
    def rush(self) -> puzzle.Rush:
        """How fast visits are asked for on the site."""
        return puzzle.Rush()

    @cached_property
    def form(self) -> Callable[[str, str | None, ChannelName], Form]:
        """The questions of a booking of an agenda at an office over a channel, put together once."""

        def made(agenda: str, office: str | None, channel: ChannelName) -> Form:
            policy = self.plan.policy(agenda, office)
            return booking_form(self.runtime.city, policy, agenda, channel, self.runtime.field_types)

        return lru_cache(maxsize=512)(made)

    @property
    def now(self) -> datetime:
        return self.runtime.clock.now()

    @cached_property
    def admits(self) -> Callable[[str, str], bool]:
        """Whether somebody sees who comes to an office for an agenda, so that a place nobody came for is free again."""

        def seen(office: str, agenda: str) -> bool:
            doors = self.runtime.services.all(Door)  # type: ignore[type-abstract]
            return any(door.admits(office, agenda) for door in doors)

        return lru_cache(maxsize=512)(seen)

    def by_telephone(self, booking: Booking) -> bool:
        """Whether a code sent to the holder's telephone confirms, and not a link in an e-mail."""
        if booking.phone is None or not self.plan.knows(booking.agenda, booking.office):
            return False
        policy = self.plan.policy(booking.agenda, booking.office)
        return policy.confirmed_by(booking.channel) == "sms_code" and self.runtime.city.channels.sms is not None

    async def suspended(self, agenda: str, now: datetime, unit: UnitOfWork | None = None) -> Refusal | None:
        """The refusal while citizens' bookings of the agenda's department are stopped; exact inside a unit."""
        department = self.runtime.city.agendas[agenda].department
        notice = await self.runtime.suspensions.in_force("booking", department=department, now=now, work=unit)
        return None if notice is None else Refusal("booking.suspended", suspension=notice, department=department)

    def rules(
        self, agenda: str, activities: Sequence[str], office: str | None, people: int, channel: str
    ) -> Rules | Refusal:
        """What holds for this wish; a refusal when it can be booked nowhere, or nobody knows where."""
        return self.plan.wished(agenda, tuple(activities), office, people, channel)

    async def supply(self, rules: Rules, day: date, channel: str) -> Supply:
        """The day at the office with closures made at the desk; inside a unit of work or a reading."""
        live = await closures.live(rules.office, day, day)
        return self.plan.supply(rules, self.plan.day(rules.office, day, live), channel in CITIZENS)

    async def days(
        self,
        rules: Rules,
        first: date,
        last: date,
        channel: str,
        now: datetime,
        without: Sequence[str] = (),
        also_closed: tuple[Closure, ...] = (),
    ) -> tuple[DayAvailability, ...]:
        """What a range of days offers.

        ``without`` are keys of claims that are about to be given back, ``also_closed`` closures about to be made.
        """
        live = (*await closures.live(rules.office, first, last), *also_closed)
        supplies = self.plan.supplies(rules, first, last, live, channel in CITIZENS)
        uses = await capacity.uses(spans(rules, supplies), now, without)
        return free_times(rules, supplies, uses, now, await self._left(supplies, now, without))

    async def _left(
        self, supplies: Sequence[Supply], now: datetime, without: Sequence[str]
    ) -> Callable[[Supply], int | None]:
        """What is left of the limits of each day, the scarcest counting."""
        scopes = sorted({limit.scope for supply in supplies for limit in supply.limits})
        if not scopes:
            return lambda _: None
        used = await capacity.usage(scopes, supplies[0].day.day, supplies[-1].day.day, now)

        def left(supply: Supply) -> int | None:
            return min((one.cap - used.get(one.key, 0) + without.count(one.key) for one in supply.limits), default=None)

        return left

    def identity(
        self, email: str | None, phone: str | None, network: str | None = None, *, channel: str = "web"
    ) -> Identity:
        """The person as the ledger knows them.

        A telephone number that nobody vouches for stands for a person only where there is no e-mail: else whoever
        types a stranger's number would learn of their visits, and use up what the stranger may book (threat T3).
        """
        known = phone if channel in PHONE_IS_THEIRS or not email else None
        return identify(email, known, network, self.runtime.keys.digest)

    def identity_of(self, booking: Booking, network: str | None = None) -> Identity:
        """The holder. Where a code goes to the telephone, its number is what must not be flooded with messages."""
        found = self.identity(booking.email, booking.phone, network, channel=booking.channel)
        if not self.by_telephone(booking):
            return found
        reached = self.identity(None, booking.phone).anyone
        return replace(found, email=next(iter(reached), None))

    def reopening(self, booking: Booking, now: datetime) -> Reopening:
        """When the place of a booking is free again if it is given up now."""
        if not self.plan.knows(booking.agenda, booking.office):
            return Reopening()
        policy = self.plan.policy(booking.agenda, booking.office)
        delay = policy.cancellation.cooling_off
        least, most = delay.least.exact, delay.most.exact
        return reopening(
            policy.cancellation.reopen,
            now,
            self.runtime.city.zone,
            drawn=timedelta(seconds=between(least.total_seconds(), most.total_seconds())),
            most=most,
            release_at=policy.release.at,
        )


def sends(
    ways: Sequence[Literal["email", "sms", "sms_if_phone", "print", "screen", "answer"]], booking: Booking
) -> bool:
    """Whether something goes to the holder by e-mail."""
    return "email" in ways and booking.email is not None
