"""Case 56: the holder cancels and types the code at once. One of the two wins, never both."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from civicore_booking import arriving, store
from civicore_booking.booking import Booking
from civicore_booking.tables import BookingRow

from civicore import Refusal
from civicore.contracts.admission import Admission
from tests.booking.door import code_of, typed, with_door
from tests.booking.town import Town
from tests.tools.counts import times

pytestmark = pytest.mark.anyio

ROUNDS = times(40, 200)


@pytest.fixture
def hall(rebuilt: Callable[..., Town]) -> Town:
    """A town in which everybody may book for the same minute."""
    counters = "{" + ", ".join(f"k{number}: {{serves: [cards]}}" for number in range(ROUNDS)) + "}"
    town = with_door(
        rebuilt(offices__hall__counters=counters, agendas="{cards: {name: {cs: Karty}, department: registry}}")
    )
    town.set("2026-11-25T07:50:00")
    return town


async def both_at_once(town: Town, booking: Booking) -> tuple[bool, bool]:
    """Whether the visitor was let in, and whether the booking was cancelled."""
    admitted, cancelled = await asyncio.gather(
        typed(town, code_of(town, booking)), town.bookings.cancel(town.bookings.token(booking))
    )
    return isinstance(admitted, Admission), not isinstance(cancelled, Refusal)


async def many(town: Town, rounds: int) -> list[tuple[bool, bool]]:
    bookings = [await town.booked("2026-11-25T08:00:00", f"n{number}@x.cz") for number in range(rounds)]
    pool = asyncio.Semaphore(6)

    async def one(booking: Booking) -> tuple[bool, bool]:
        async with pool:
            return await both_at_once(town, booking)

    return list(await asyncio.gather(*map(one, bookings)))


@pytest.mark.soak
async def test_case_56_cancel_and_check_in_at_once_one_wins(hall: Town) -> None:
    won = await many(hall, ROUNDS)
    assert {sum(pair) for pair in won} == {1}, won
    live = await hall.bookings.day("hall", hall.bookings.setting.plan.day_at(hall.clock.now()))
    assert [one.state for one in live] == ["arrived"] * sum(admitted for admitted, _ in won)
    await hall.check_ledger()


async def test_case_56_without_the_conditional_write_both_win(
    rebuilt: Callable[..., Town], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin: who looks first and then writes whatever has happened since lets in people who have cancelled."""
    town = with_door(rebuilt(booking__cancellation__effect="keep"))
    town.set("2026-11-25T07:50:00")
    booking = await town.booked("2026-11-25T08:00:00")

    async def as_it_was(*asked: object) -> list[Booking]:
        return [booking]

    async def regardless(now: Booking, was: Booking) -> bool:
        await BookingRow.update({BookingRow.state: now.state}).where(BookingRow.id == was.id)
        return True

    assert not isinstance(await town.bookings.cancel(town.bookings.token(booking)), Refusal)
    monkeypatch.setattr(arriving, "_meant", as_it_was)
    assert isinstance(await typed(town, code_of(town, booking)), Refusal)
    monkeypatch.setattr(store, "change", regardless)
    assert isinstance(await typed(town, code_of(town, booking)), Admission)
    revived = await town.bookings.get(booking.id)
    assert revived is not None and revived.state == "arrived"
