"""One ledger for those who are promised a time and those who wait (KOS-05, KOS-06, language 4.4)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from civicore import capacity
from tests.booking.door import became, came, code_of, promises, refused, ticket, typed, with_door
from tests.booking.town import Town

pytestmark = pytest.mark.anyio


@pytest.fixture
def full_day(rebuilt: Callable[..., Town]) -> Town:
    town = with_door(
        rebuilt(
            departments__registry="{name: {cs: Registry}, office: hall, capacity: 28, quota: 12}",
        )
    )
    town.set("2026-11-24T12:00:00")
    return town


@pytest.mark.rule("KOS-05")
@pytest.mark.rule("KOS-06")
async def test_the_example_of_the_language_28_places_12_of_them_for_bookings(full_day: Town) -> None:
    booked = [await full_day.booked("2026-11-25T09:00:00", "first@x.cz")]
    for number in range(11):
        booked.append(await full_day.booked(f"2026-11-25T{10 + number // 3}:00:00", f"n{number}@x.cz"))
    assert (await full_day.refused("2026-11-25T14:00:00", "thirteenth@x.cz")).code == "booking.sold_out"
    full_day.set("2026-11-25T08:00:00")
    assert [await ticket(full_day) is not None for _ in range(17)] == [True] * 16 + [False]
    full_day.set("2026-11-25T09:15:00")
    assert await ticket(full_day) is None
    full_day.set("2026-11-25T09:15:01")
    assert [await ticket(full_day) is not None for _ in range(2)] == [True, False]
    assert refused(await typed(full_day, code_of(full_day, booked[0]))).startswith("booking.expired")
    await full_day.check_ledger()


async def test_who_arrives_keeps_the_place_after_the_window(full_day: Town) -> None:
    booking = await full_day.booked("2026-11-25T08:00:00")
    await came(full_day, booking, "2026-11-25T08:10:00")
    full_day.set("2026-11-25T12:00:00")
    await promises(full_day).settle()
    assert [await ticket(full_day) is not None for _ in range(28)] == [True] * 27 + [False]
    await became(full_day, booking, "done")
    assert await ticket(full_day) is None


async def test_who_was_called_in_vain_gives_the_place_back_until_it_is_undone(full_day: Town) -> None:
    booking = await full_day.booked("2026-11-25T08:00:00")
    await came(full_day, booking, "2026-11-25T08:00:00")
    for _ in range(27):
        assert await ticket(full_day) is not None
    await became(full_day, booking, "no_show")
    await became(full_day, booking, "no_show")
    assert await used(full_day) == 27
    await became(full_day, booking, "arrived")
    assert await used(full_day) == 28
    assert await ticket(full_day) is None
    await full_day.check_ledger()


async def test_an_arrival_undone_is_a_booking_that_may_still_lapse(full_day: Town) -> None:
    booking = await full_day.booked("2026-11-25T08:00:00")
    await came(full_day, booking, "2026-11-25T08:00:00")
    await became(full_day, booking, "expected")
    again = await full_day.bookings.get(booking.id)
    assert again is not None and (again.state, again.arrived_at) == ("confirmed", None)
    full_day.set("2026-11-25T08:15:01")
    async with full_day.store.reading():
        used = await capacity.usage(["d|registry|c"], booking.day, booking.day, full_day.clock.now())
    assert set(used.values()) == {0}
    await full_day.check_ledger()


async def used(town: Town) -> int:
    return (await town.check_ledger()).get("d|registry|c|2026-11-25", 0)
