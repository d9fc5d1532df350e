"""Rivals for the last places: never more win than there are places, never fewer; and the twin that must oversell."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import timedelta
from uuid import UUID

import pytest
from civicore_booking.booking import Booking
from civicore_booking.confirming import Confirmed
from civicore_booking.settling import settle

from civicore import Refusal, new_id
from civicore.capacity import Claim, Full, Kept, Limit, ledger
from civicore.capacity.tables import ClaimRow, LedgerRow
from civicore.storage.unit_of_work import UnitOfWork
from tests.booking.making import at
from tests.booking.town import Town
from tests.tools.reliability import Counted

PLACES, RIVALS, RUNS = 3, 40, 200
NINE = at("2026-11-25T09:00:00")


async def check_then_write(drop: Sequence[Kept], take: Sequence[tuple[UUID, Claim]]) -> Full | None:
    """The mistake that everybody makes: look whether there is room, then write."""
    full = []
    for _, claim in take:
        used = await ClaimRow.count().where(ClaimRow.key == claim.key)
        if used >= claim.limit.cap:
            full.append(claim.key)
    if full:
        return Full(tuple(full))
    await asyncio.sleep(0)
    await ledger._insert(take)
    return None


@pytest.fixture
def one_place(rebuilt: Callable[..., Town]) -> Town:
    """A town whose only agenda has one counter."""
    town = rebuilt(
        offices__hall__counters="{k1: {}, k2: {}, k3: {}}",
        agendas="{cards: {name: Karty, department: registry, duration: 15 min}}",
    )
    town.set("2026-11-24T08:00:00")
    return town


def seat(town: Town, run: int) -> list[Claim]:
    """What a visit of a run of its own claims: three ticks of the hall, each with three places."""
    return [Claim(Limit(f"t|hall|*|{run:04d}{tick}", "t|hall|*", NINE.date(), PLACES)) for tick in range(3)]


async def rivals_for_each_run(town: Town, runs: int) -> list[int]:
    """All rivals of all runs, at once; how many of each run won."""
    pool = asyncio.Semaphore(12)

    async def rival(run: int) -> bool:
        async def work(unit: UnitOfWork) -> bool | Refusal:
            taken = await ledger.exchange((), [(new_id(), claim) for claim in seat(town, run)])
            return Refusal("booking.full") if taken is not None else True

        async with pool:
            return await town.store.transact(work) is True

    won = await asyncio.gather(*(rival(run) for run in range(runs) for _ in range(RIVALS)))
    return [sum(won[run * RIVALS : (run + 1) * RIVALS]) for run in range(runs)]


async def test_s17_forty_rivals_for_three_places_two_hundred_times(one_place: Town, counted: Counted) -> None:
    assert await rivals_for_each_run(one_place, RUNS) == [PLACES] * RUNS
    used = await one_place.check_ledger()
    assert set(used.values()) == {PLACES} and len(used) == 3 * RUNS
    counted(runs=RUNS, inputs=RUNS * RIVALS, acknowledged=RUNS * PLACES, lost=0)


async def test_case_30_rivals_book_and_confirm_whole_visits(one_place: Town) -> None:
    starts = [NINE + timedelta(minutes=15 * number) for number in range(3)]

    async def rival(number: int) -> bool:
        start = starts[number % len(starts)]
        wish = one_place.wish(start.isoformat()[:19], f"rival{number}@x.cz")
        held = await one_place.bookings.hold(wish)
        if isinstance(held, Refusal):
            assert held.code in ("booking.slot_taken", "booking.nothing_free"), held
            return False
        return isinstance(await one_place.bookings.confirm(one_place.bookings.token(held)), Confirmed)

    won = await asyncio.gather(*(rival(number) for number in range(RIVALS * len(starts))))
    assert sum(won) == PLACES * len(starts)
    used = await one_place.check_ledger()
    assert {number for key, number in used.items() if key.startswith("t|")} == {PLACES}


async def test_without_the_conditional_write_rivals_oversell(
    one_place: Town, monkeypatch: pytest.MonkeyPatch, engine_name: str
) -> None:
    if engine_name == "sqlite":
        # One writer at a time protects even this mistake; it shows when reading and writing are two units.
        won = await _two_units(one_place)
    else:
        monkeypatch.setattr(ledger, "exchange", check_then_write)
        won = await rivals_for_each_run(one_place, 20)
    assert any(number > PLACES for number in won), "the race test would not notice a missing protection"


async def _two_units(town: Town) -> list[int]:
    async def rival() -> bool:
        async with town.store.reading():
            used = await ClaimRow.count().where(ClaimRow.key == seat(town, 0)[0].key)
        if used >= PLACES:
            return False

        async def write(unit: UnitOfWork) -> None:
            await ledger._insert([(new_id(), claim) for claim in seat(town, 0)])

        await town.store.transact(write)
        return True

    return [sum(await asyncio.gather(*(rival() for _ in range(RIVALS))))]


async def test_case_63_a_deadlock_repeats_the_whole_unit(one_place: Town) -> None:
    """Two visits change places with each other, many times at once: nobody loses one, nothing is left behind."""
    first = await one_place.booked("2026-11-25T09:00:00", "a@x.cz")
    second = await one_place.booked("2026-11-25T10:00:00", "b@x.cz")
    nine, ten = first.start, second.start

    async def swing(booking: Booking, times: Sequence[object]) -> None:
        for start in times:
            moved = await one_place.bookings.reschedule(one_place.bookings.token(booking), start)  # type: ignore[arg-type]
            assert isinstance(moved, Booking), moved

    await asyncio.gather(swing(first, [ten, nine] * 5), swing(second, [nine, ten] * 5))
    used = await one_place.check_ledger()
    assert {number for key, number in used.items() if key.startswith("t|")} == {1}


async def test_sweeping_and_taking_at_once_keeps_the_books(one_place: Town) -> None:
    for number in range(PLACES):
        await one_place.held("2026-11-25T09:00:00", f"old{number}@x.cz")
    one_place.set("2026-11-24T08:15:01")
    wishes = [one_place.wish("2026-11-25T09:00:00", f"new{number}@x.cz") for number in range(12)]
    answers = await asyncio.gather(*(one_place.bookings.hold(wish) for wish in wishes))
    assert sum(isinstance(answer, Booking) for answer in answers) == PLACES
    await one_place.check_ledger()


async def test_claims_are_put_in_the_place_of_others_only_as_they_were_read(one_place: Town) -> None:
    """Two processes settle the same booking from one reading: the second one sees that it came too late."""
    booking = await one_place.booked("2026-11-25T09:00:00")
    async with one_place.store.reading():
        kept = (await ledger.places_on(NINE.date()))[booking.id]

    async def rewrite(unit: UnitOfWork) -> bool | Refusal:
        trouble = await ledger.rewrite(kept, [(booking.id, claim) for claim in seat(one_place, 1)])
        return Refusal("booking.changed") if trouble is not None else True

    assert await one_place.store.transact(rewrite) is True
    assert isinstance(await one_place.store.transact(rewrite), Refusal)
    used = await one_place.check_ledger()
    assert {number for key, number in used.items() if key.startswith("t|")} == {1}


async def test_two_processes_that_start_at_once_settle_the_ledger_once(
    one_place: Town, rebuilt: Callable[..., Town]
) -> None:
    for hour in (9, 10, 11):
        await one_place.booked(f"2026-11-25T{hour:02d}:00:00", f"n{hour}@x.cz")
    agendas = "{cards: {name: Karty, department: registry, duration: 15 min}}"
    fewer = rebuilt(offices__hall__counters="{k1: {}, k4: {}}", offices__hall__capacity="9", agendas=agendas)
    changed = await asyncio.gather(*(settle(fewer.bookings.setting) for _ in range(4)))
    assert sorted(changed) == [0, 0, 0, 3]
    used = await fewer.check_ledger()
    assert used["o|hall|c|2026-11-25"] == 3


async def test_where_there_are_no_limits_nothing_is_used(one_place: Town) -> None:
    async with one_place.store.reading():
        assert await ledger.usage((), NINE.date(), NINE.date(), NINE) == {}


async def test_the_books_are_counted_rightly_by_the_test_itself(one_place: Town) -> None:
    await one_place.held("2026-11-25T09:00:00")
    await one_place.store.transact(lambda unit: _cook_the_books())
    with pytest.raises(AssertionError):
        await one_place.check_ledger()


async def _cook_the_books() -> None:
    await LedgerRow.update({LedgerRow.used: LedgerRow.used + 1}, force=True)
