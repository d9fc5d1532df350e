"""Rivals at the same instant: one wins, nobody is lost; and the twins without the protection, which must go wrong."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from civicore_booking import store as booking_store
from civicore_booking.booking import Booking
from civicore_ticketing import moves, store
from civicore_ticketing.setting import Setting
from civicore_ticketing.tables import TICKETING, SeriesRow, TicketRow
from civicore_ticketing.ticket import Ticket
from civicore_ticketing.views import CheckedIn, TicketWish

from civicore import Refusal, capacity
from civicore.capacity import ledger
from civicore.capacity.claims import Claim
from civicore.storage.unit_of_work import UnitOfWork
from tests.ticketing.service.hall import JANA, PETR, Hall, code_of
from tests.tools.counts import times

RUNS = times(12, 200)

Work = Callable[[UnitOfWork], Awaitable[Any]]


async def at_once(*rivals: Awaitable[Any]) -> list[Any]:
    return list(await asyncio.gather(*rivals))


def in_two_units(hall: Hall, read: Callable[[], Awaitable[Any]], write: Callable[[Any], Awaitable[Any]]) -> Any:
    """The mistake that one writer at a time does not forgive either: look, let go, then write by what was seen."""

    async def rival() -> Any:
        async with hall.store.reading():
            seen = await read()
        await asyncio.sleep(0)
        return await hall.store.transact(lambda unit: write(seen))

    return rival


# Case 58: two counters, one who waits


async def one_waits(hall: Hall) -> list[Any]:
    await hall.taken()
    answers = await at_once(hall.queues.next("hall.k1", JANA), hall.queues.next("hall.k2", PETR))
    for counter, by in (("hall.k1", JANA), ("hall.k2", PETR)):
        await hall.queues.finish(counter, by)
    return answers


@pytest.mark.soak
async def test_case_58_two_counters_press_next_on_a_queue_of_one(hall: Hall) -> None:
    for _ in range(RUNS):
        answers = await one_waits(hall)
        assert sorted(isinstance(one, Ticket) for one in answers) == [False, True], answers
        assert [one.code for one in answers if isinstance(one, Refusal)] == ["queue.empty"]


async def test_case_58_without_versions_one_person_is_called_to_two_counters(
    hall: Hall, monkeypatch: pytest.MonkeyPatch, engine_name: str
) -> None:
    monkeypatch.setattr(store, "change", blindly)
    ticket = await hall.taken()
    if engine_name == "sqlite":  # one writer at a time forgives this mistake; not when looking is a unit of its own
        looked = in_two_units(hall, lambda: store.open_at("hall", ticket.day), lambda seen: blindly(seen[0], seen[0]))
        answers = await at_once(looked(), looked())
    else:
        both_have_looked(monkeypatch)
        called = await at_once(hall.queues.next("hall.k1", JANA), hall.queues.next("hall.k2", PETR))
        answers = [one.label == ticket.label for one in called]
    assert answers == [True, True], "the race test would not notice a missing version"


async def blindly(ticket: Ticket, was: Ticket) -> bool:
    """The mistake: write without asking whether the ticket still is as it was read."""
    await TicketRow.update({TicketRow.state: ticket.state, TicketRow.counter: ticket.counter}).where(
        TicketRow.id == was.id
    )
    return True


def both_have_looked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two rivals see the line before either of them writes."""
    both, seen = asyncio.Barrier(2), Setting.line
    looks = iter(range(100))

    async def line(self: Setting, office: str, now: datetime) -> tuple[Ticket, ...]:
        found = await seen(self, office, now)
        if next(looks) < both.parties:
            await both.wait()
        return found

    monkeypatch.setattr(Setting, "line", line)


async def test_case_58_who_loses_looks_again(hall: Hall, monkeypatch: pytest.MonkeyPatch, engine_name: str) -> None:
    """Both counters choose the same person; the one that comes second calls the next one instead."""
    await hall.taken()
    await hall.taken()
    if engine_name != "sqlite":
        both_have_looked(monkeypatch)
    answers = await at_once(hall.queues.next("hall.k1", JANA), hall.queues.next("hall.k2", PETR))
    assert sorted(one.label for one in answers) == ["A001", "A002"]


async def unprotected(hall: Hall, index: str) -> None:
    """Take one of the database's own guards away."""

    async def drop(unit: UnitOfWork) -> None:
        await TicketRow.raw(f"DROP INDEX {index}")

    await hall.store.transact(drop)
    assert any(index in one for one in TICKETING.indexes)


# Case 59: several deeds on one ticket


@pytest.mark.soak
async def test_case_59_next_transfer_and_park_of_one_ticket_change_it_once(hall: Hall) -> None:
    for _ in range(RUNS):
        ticket = await hall.taken()
        assert await hall.next() == ticket.label
        called = await hall.now_is(ticket)
        answers = await at_once(
            hall.queues.transfer("hall.k1", JANA, agenda="passports"),
            hall.queues.park("hall.k1", JANA, minutes=5),
            hall.queues.leave(hall.queues.token(ticket.id)),
        )
        after = await hall.now_is(ticket)
        changed = [one for one in answers if isinstance(one, Ticket)]
        # Whoever leaves may do so from the line too; of the two deeds of the counter one finds nobody there.
        assert sum(isinstance(one, Ticket) for one in answers[:2]) <= 1, answers
        assert after.version == called.version + len(changed) and len(changed) in (1, 2)
        if after.state != "left":
            await hall.queues.leave(hall.queues.token(ticket.id))


@pytest.mark.soak
async def test_case_59_called_by_two_counters_and_left_at_once_it_has_one_fate(hall: Hall) -> None:
    for _ in range(RUNS):
        ticket = await hall.taken()
        answers = await at_once(
            hall.queues.next("hall.k1", JANA),
            hall.queues.next("hall.k2", PETR),
            hall.queues.leave(hall.queues.token(ticket.id)),
        )
        after = await hall.now_is(ticket)
        assert sum(isinstance(one, Ticket) for one in answers[:2]) <= 1, answers
        assert after.version == sum(isinstance(one, Ticket) for one in answers)
        if after.state == "called":
            await hall.queues.leave(hall.queues.token(ticket.id))


async def test_case_59_of_two_writers_of_one_version_one_is_told(hall: Hall) -> None:
    ticket = await hall.taken()

    async def rival(counter: str) -> bool:
        async def work(unit: UnitOfWork) -> bool:
            called = moves.call(ticket, counter, unit.now)
            assert isinstance(called, Ticket)
            return await store.change(called, ticket)

        return await hall.store.transact(work)

    assert sorted(await at_once(*(rival(f"hall.k{number}") for number in range(8)))) == [False] * 7 + [True]


async def test_the_database_lets_nobody_call_two_people_to_one_counter(hall: Hall) -> None:
    for _ in range(3):
        await hall.taken()
    answers = await at_once(*(hall.queues.next("hall.k1", JANA, seen="") for _ in range(6)))
    assert len({one.label for one in answers}) == 1, "six presses on one screen are one call"
    states = Counter(row["state"] for row in await hall.tickets())
    assert states == {"called": 1, "waiting": 2}


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

    given = await at_once(*(in_two_units(scarce, free, write)() for _ in range(8)))
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

    numbers: Sequence[int] = await at_once(*(in_two_units(hall, last, write)() for _ in range(8)))
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
    booking = await hall.booked("8:05")

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

        return await in_two_units(hall, read, write)()

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
