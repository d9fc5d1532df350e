"""What stays behind: places of days that are over do not, and who took a number back does."""

from __future__ import annotations

from collections.abc import Callable

from civicore_ticketing import jobs

from tests.ticketing.service.hall import JANA, Hall


async def test_a_city_without_booking_forgets_the_places_of_past_days_too(rebuilt: Callable[..., Hall]) -> None:
    hall = rebuilt(booking=False, agendas__cards__capacity="5")
    hall.set("8:00")
    await hall.taken()
    assert await hall.used() == {"a|cards|c|2026-11-24": 1}
    hall.set("8:00", "2026-11-26")
    await jobs.forget(hall.queues.setting)
    assert await hall.used() == {}


async def test_a_number_that_staff_take_back_stands_in_the_audit_log(hall: Hall) -> None:
    ticket = await hall.taken()
    await hall.queues.void(ticket.id, JANA)
    assert await hall.audit() == ["queue.number_void"]
