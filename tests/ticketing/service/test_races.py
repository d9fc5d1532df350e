"""Rivals at the same instant: one wins, nobody is lost; and the twins without the protection, which must go wrong."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

import pytest
from civicore_ticketing import moves, store
from civicore_ticketing.line import Line
from civicore_ticketing.setting import Setting
from civicore_ticketing.tables import TicketRow
from civicore_ticketing.ticket import Ticket

from civicore import Refusal
from civicore.storage.unit_of_work import UnitOfWork
from tests.ticketing.service.hall import JANA, PETR, Hall
from tests.ticketing.service.rivals import RUNS, at_once, in_two_units
from tests.tools.reliability import Counted

# Case 58: two counters, one who waits


async def one_waits(hall: Hall) -> list[Any]:
    await hall.taken()
    answers = await at_once(hall.queues.next("hall.k1", JANA), hall.queues.next("hall.k2", PETR))
    for counter, by in (("hall.k1", JANA), ("hall.k2", PETR)):
        await hall.queues.finish(counter, by)
    return answers


@pytest.mark.soak
async def test_f16_and_case_58_two_counters_press_next_on_a_queue_of_one(hall: Hall, counted: Counted) -> None:
    for _ in range(RUNS):
        answers = await one_waits(hall)
        assert sorted(isinstance(one, Ticket) for one in answers) == [False, True], answers
        assert [one.code for one in answers if isinstance(one, Refusal)] == ["queue.empty"]
    counted(runs=RUNS, faults=RUNS)


async def test_case_58_without_versions_one_person_is_called_to_two_counters(
    hall: Hall, monkeypatch: pytest.MonkeyPatch, engine_name: str
) -> None:
    monkeypatch.setattr(store, "change", blindly)
    ticket = await hall.taken()
    if engine_name == "sqlite":  # one writer at a time forgives this mistake; not when looking is a unit of its own
        rival = in_two_units(
            hall,
            lambda: store.open_at("hall", ticket.day),
            lambda seen: blindly(seen[0], seen[0]),
            asyncio.Barrier(2),
        )
        answers = await at_once(rival(), rival())
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

    async def line(self: Setting, *asked: Any) -> Line:
        found = await seen(self, *asked)
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


# Case 59: several deeds on one ticket


@pytest.mark.soak
async def test_f16_and_case_59_next_transfer_and_park_of_one_ticket_change_it_once(
    hall: Hall, counted: Counted
) -> None:
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
    counted(runs=RUNS, faults=RUNS)


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
