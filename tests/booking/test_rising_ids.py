"""Bookings are kept for years: a new one lies beside those made lately."""

from __future__ import annotations

from tests.booking.town import Town

DAY = "2026-11-25"


async def test_the_ids_of_bookings_rise_with_the_time_they_were_made(town: Town) -> None:
    town.set("2026-11-24T08:00:00")
    first = await town.held(f"{DAY}T09:00:00", "a@x.cz")
    town.set("2026-11-24T08:00:01")
    second = await town.held(f"{DAY}T09:00:00", "b@x.cz")
    assert first.id < second.id
    assert second.id.version == 7
