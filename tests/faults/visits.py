"""What people, a ticket printer and the worker do in a town, and what of it arrived."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

from civicore_booking.booking import Booking
from civicore_booking.service import Bookings
from civicore_ticketing.service import Queues
from civicore_ticketing.views import CheckedIn

from civicore.base.refusal import Refusal
from tests.faults.town import Town, Wish


def bookings(town: Town) -> Bookings:
    return town.built.runtime.services.one(Bookings)


async def stored(town: Town, wish: Wish) -> Booking:
    """The booking that somebody was told of."""
    booking = await bookings(town).get(UUID(town.acknowledged[wish]))
    assert isinstance(booking, Booking)
    return booking


async def confirmed(town: Town, wish: Wish) -> Booking | Refusal:
    """Book and press the button of the letter."""
    held = await town.book(wish)
    assert held.status_code == 201, held.text
    return await confirm(town, wish)


async def confirm(town: Town, wish: Wish) -> Booking | Refusal:
    answer = await bookings(town).confirm(bookings(town).token(await stored(town, wish)))
    return answer if isinstance(answer, Refusal) else answer.booking


async def coded(town: Town, wish: Wish) -> str:
    """The code that opens check-in, of somebody who has booked and confirmed."""
    booking = await confirmed(town, wish)
    assert isinstance(booking, Booking), booking
    code = bookings(town).code(booking)
    assert code is not None
    return code


async def types(town: Town, code: str) -> CheckedIn | Refusal:
    """Somebody types a code at the ticket printer, now."""
    queues = town.built.runtime.services.one(Queues)
    return await queues.check_in(code, "hall", by="ticket_printer", source="hall.printer", at=town.clock.now())


async def arrived(town: Town) -> Counter[tuple[str, str]]:
    """What has been delivered, by person and notice."""
    caught = (await town.http.get("/demo/outbox.json")).json()
    return Counter((one["to"], one["notice"]) for one in caught)


async def work(town: Town) -> None:
    """What the worker does now: deliveries, and each of its jobs."""
    await town.flush()
    jobs: Any = town.built.app.state.jobs
    for job in jobs:
        await job.run()
    await town.flush()
