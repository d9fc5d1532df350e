"""Rivals for the last number, for numbers, and for one code; and the twins that must go wrong."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from civicore_booking import store as booking_store
from civicore_booking.booking import Booking
from civicore_ticketing import store
from civicore_ticketing.tables import SeriesRow
from civicore_ticketing.ticket import Ticket
from civicore_ticketing.views import CheckedIn, TicketWish

from civicore import Refusal, capacity
from civicore.capacity import ledger
from civicore.capacity.claims import Claim
from civicore.storage.unit_of_work import UnitOfWork
from tests.ticketing.service.hall import JANA, Hall, code_of
from tests.ticketing.service.rivals import RUNS, at_once, in_two_units, unprotected
from tests.tools.counts import times

# Case 60: the last ticket, and case 61: numbers


@pytest.fixture
def scarce(rebuilt: Callable[..., Hall]) -> Hall:
    """A day with room for one more."""
    hall = rebuilt(agendas__cards__capacity="1", agendas__passports__capacity="1")
    hall.set("8:00")
    return hall


async def asked_by_two_kiosks(hall: Hall) -> list[Any]:
    wishes = [TicketWish("hall", "cards", device=f"hall.{one}") for one in ("printer", "kiosk")]
    answers = await at_once(*(hall.queues.take(wish) for wish in wishes))
    for one in answers:
        if isinstance(one, Ticket):
            await hall.queues.leave(hall.queues.token(one.id))
    return answers


@pytest.mark.soak
async def test_case_60_the_last_ticket_asked_for_by_two_kiosks_is_given_once(scarce: Hall) -> None:
    for _ in range(RUNS):
        answers = await asked_by_two_kiosks(scarce)
        assert sorted(isinstance(one, Ticket) for one in answers) == [False, True], answers
        assert [code_of(one) for one in answers if isinstance(one, Refusal)] == ["queue.sold_out"]
    assert await scarce.used() == {}


async def test_case_60_looking_before_writing_gives_it_twice(scarce: Hall) -> None:
    limit = capacity.day_limits(scarce.city, "cards", "hall", (await scarce.taken("cars")).day)[0]

    async def free() -> int:
        used = await capacity.usage([limit.scope], limit.day, limit.day, scarce.clock.now())  # type: ignore[arg-type]
        return limit.cap - used.get(limit.key, 0)

    async def write(seen: int) -> bool:
        if seen > 0:
            await ledger.rewrite((), [(UUID(int=0), Claim(limit))])
        return seen > 0

    rival = in_two_units(scarce, free, write, asyncio.Barrier(8))
    given = await at_once(*(rival() for _ in range(8)))
    assert sum(given) > limit.cap, "the race test would not notice a missing conditional write"


@pytest.mark.soak
async def test_case_61_a_thousand_requests_get_a_thousand_numbers_without_a_gap(hall: Hall) -> None:
    asked = times(120, 900)
    pool = asyncio.Semaphore(12)

    async def one(number: int) -> str:
        async with pool:
            return (await hall.taken(("cards", "cards", "passports")[number % 3])).label

    labels = await at_once(*(one(number) for number in range(asked)))
    run = {letter: sorted(int(label[1:]) for label in labels if label[0] == letter) for letter in "AB"}
    assert run == {letter: list(range(1, len(numbers) + 1)) for letter, numbers in run.items()}
    assert len(set(labels)) == asked


async def test_case_61_reading_the_last_number_and_adding_one_gives_it_twice(hall: Hall) -> None:
    await hall.taken()

    async def last() -> int:
        rows = await SeriesRow.select(SeriesRow.last)
        return int(rows[0]["last"])

    async def write(seen: int) -> int:
        await SeriesRow.update({SeriesRow.last: seen + 1}, force=True)
        return seen + 1

    rival = in_two_units(hall, last, write, asyncio.Barrier(8))
    numbers: Sequence[int] = await at_once(*(rival() for _ in range(8)))
    assert len(set(numbers)) < len(numbers), "the race test would not notice a missing upsert"


# Case 56: cancel and check in; two kiosks and one code


async def cancelled_and_checked_in(hall: Hall, number: int) -> tuple[Booking, object, object]:
    booking = await hall.booked("8:05", f"n{number}@x.cz")
    code = hall.code(booking)
    entered, given_up = await at_once(hall.types(code), hall.bookings.cancel(hall.bookings.token(booking)))
    return booking, entered, given_up


@pytest.mark.soak
async def test_case_56_cancel_and_check_in_at_once_leave_no_ticket_for_a_cancelled_booking(
    rebuilt: Callable[..., Hall],
) -> None:
    hall = rebuilt(booking__limits="{active_per_person: 500}", offices__hall__counters__k3="{serves: [cards]}")
    hall.set("8:00")
    won = Counter[str]()
    for number in range(RUNS):
        booking, entered, given_up = await cancelled_and_checked_in(hall, number)
        inside, cancelled = isinstance(entered, CheckedIn), isinstance(given_up, Booking)
        assert inside != cancelled, (entered, given_up)
        won["in" if inside else "cancelled"] += 1
        assert [row["about"] for row in await hall.tickets()].count(booking.about) == (1 if inside else 0)
        state = await hall.state_of(booking)
        assert (state == "arrived") == inside
        if inside:  # the place of this run is for the next one
            await hall.queues.void(next(iter(_ids(entered))), JANA)
            await hall.cancelled(booking)
    assert sum(won.values()) == RUNS


def _ids(entered: object) -> list[UUID]:
    return [entered.ticket.id] if isinstance(entered, CheckedIn) else []


async def test_case_56_a_booking_written_without_looking_at_its_state_is_both(hall: Hall) -> None:
    booking, looked = await hall.booked("8:05"), asyncio.Barrier(2)

    async def blind(state: str) -> Any:
        async def read() -> Booking | None:
            return await booking_store.get(booking.id)

        async def write(seen: Booking | None) -> bool:
            assert seen is not None
            allowed = seen.state == "confirmed"
            if allowed:
                now_is = await booking_store.get(booking.id)
                assert now_is is not None
                await booking_store.change(replace(seen, state=state), now_is)  # type: ignore[arg-type]
            return allowed

        return await in_two_units(hall, read, write, looked)()

    assert await at_once(blind("arrived"), blind("cancelled")) == [True, True], "the race test would notice nothing"


@pytest.mark.soak
async def test_two_kiosks_redeem_one_code_and_there_is_one_ticket(hall: Hall) -> None:
    for number in range(RUNS):
        booking = await hall.booked("8:05", f"n{number}@x.cz")
        code = hall.code(booking)
        answers = await at_once(hall.types(code), hall.types(code, source="hall.kiosk", by="kiosk"))
        assert all(isinstance(one, CheckedIn) for one in answers), answers
        assert len({one.ticket.id for one in answers}) == 1
        assert sorted(one.repeated for one in answers) == [False, True]
        await hall.queues.void(answers[0].ticket.id, JANA)
        await hall.cancelled(booking)


async def test_two_kiosks_with_a_code_whose_place_was_swept_take_one_place(rebuilt: Callable[..., Hall]) -> None:
    """Received in time and decided after it (case 18): the place is claimed anew, and by one of the two."""
    hall = rebuilt(agendas__cards__capacity="500", booking__limits="{active_per_person: 500}")
    hall.set("8:00")
    for number in range(times(5, 25)):
        booking = await hall.booked(_wall(480 + 15 * number), f"n{number}@x.cz")
        hall.set(_wall(500 + 15 * number))
        await hall.store.transact(lambda unit: capacity.sweep(unit.now))
        code, in_time = hall.code(booking), booking.closes
        kiosk = {"source": "hall.kiosk", "by": "kiosk"}
        answers = await at_once(hall.types(code, at=in_time), hall.types(code, at=in_time, **kiosk))
        assert all(isinstance(one, CheckedIn) for one in answers), answers
        assert (await hall.used())["a|cards|c|2026-11-24"] == number + 1


def _wall(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02d}"


async def test_the_database_refuses_a_second_ticket_for_one_promise(hall: Hall) -> None:
    ticket = await hall.arrived(await hall.booked("8:05"))
    second = replace(ticket, id=UUID(int=7), number=900)

    async def add(unit: UnitOfWork) -> None:
        await store.add(second)

    with pytest.raises(Exception, match=r"(?i)unique"):
        await hall.store.transact(add)
    await unprotected(hall, "ticketing_ticket_about")
    await hall.store.transact(add)
    assert len(await hall.tickets()) == 2, "without the index it would be given twice"
