"""A town where people are admitted: its door, and somebody who types a code there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from civicore_booking.booking import Booking
from civicore_booking.promises import OwnPromises

from civicore import Refusal, Service, UnitOfWork, capacity, new_id
from civicore.contracts.admission import Admission, Arrival, Door, Expected
from tests.booking.making import at
from tests.booking.town import Town

Answer = Admission | Refusal | None


class EveryDoor:
    """Somebody admits people everywhere."""

    def admits(self, office: str, agenda: str) -> bool:
        return True


def with_door(town: Town) -> Town:
    """From now on who does not come in time has lapsed."""
    town.runtime.services.add([Service(Door, EveryDoor())])
    return town


def promises(town: Town) -> OwnPromises:
    return OwnPromises(town.bookings.setting)


def code_of(town: Town, booking: Booking) -> str:
    code = town.bookings.code(booking)
    assert code is not None
    return code


async def typed(
    town: Town, code: str, received: datetime | None = None, *, office: str = "hall", by: str = "ticket_printer"
) -> Answer:
    """Type a code; refused, nothing stays of it."""

    async def work(unit: UnitOfWork) -> Answer:
        return await promises(town).redeem(code, Arrival(office, by, received or unit.now), unit)

    return await town.store.transact(work)


async def came(town: Town, booking: Booking, wall: str) -> Answer:
    """The holder types the code at this wall-clock time."""
    town.set(wall)
    return await typed(town, code_of(town, booking))


async def became(town: Town, booking: Booking, how: Literal["done", "no_show", "arrived", "expected"]) -> None:
    async def work(unit: UnitOfWork) -> None:
        await promises(town).closed(booking.about, how, unit)

    await town.store.transact(work)


async def waited_for(town: Town, day: str = "2026-11-25") -> Sequence[Expected]:
    async with town.store.reading():
        return await promises(town).expected("hall", at(f"{day}T00:00:00").date(), town.clock.now())


async def ticket(town: Town, day: str = "2026-11-25", agenda: str = "cards") -> UUID | None:
    """A walk-in client takes a ticket: one place of the day, or None when it is sold out."""

    async def work(unit: UnitOfWork) -> UUID | Refusal:
        limits = capacity.day_limits(town.city, agenda, "hall", at(f"{day}T00:00:00").date())
        holder = new_id()
        trouble = await capacity.exchange((), [(holder, capacity.Claim(limit)) for limit in limits])
        return Refusal("queue.sold_out") if trouble else holder

    for last in (False, True):
        got = await town.store.transact(work)
        if isinstance(got, UUID):
            return got
        if last or not await promises(town).settle():
            break
    return None


def refused(answer: Answer) -> str:
    """The code of the refusal and the words said with it."""
    assert isinstance(answer, Refusal), answer
    return f"{answer.code}: {answer.facts['answer'].in_('cs')}"  # type: ignore[attr-defined]
