"""The last place has one owner (S17), and a booking that fails half way was never there (S16)."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from civicore_booking.tables import BOOKING, BookingRow
from civicore_ticketing.tables import TICKETING

from civicore.base.clock import DemoClock, SystemClock
from civicore.capacity.tables import ClaimRow, LedgerRow
from civicore.extension.parts import TableSet
from civicore.storage.store import Store
from tests.faults.town import COUNTERS, FILE, TUESDAY, Town, Wish, served, some
from tests.tables import DEMO
from tests.tools import serving
from tests.tools.alone import alone
from tests.tools.counts import times
from tests.tools.reliability import Counted

pytestmark = pytest.mark.anyio
TABLES = (*DEMO, BOOKING, TICKETING)
CROWD = 200  # a hundred at each of two servers
LATER = 1_000  # wishes before theirs: the time lies weeks ahead, and the demo's own people do not have it
STEPS = ("run_querystring", "run_ddl", "ask", "hope", "note", "write_noted")


@pytest.fixture
def table_sets() -> Sequence[TableSet]:
    return TABLES


@pytest.fixture
async def town(database_url: str, clock: DemoClock) -> AsyncIterator[Town]:
    async with served(database_url, clock) as running:
        yield running


@pytest.mark.soak
async def test_s17_of_a_hundred_who_want_the_last_place_one_gets_it(
    database_url: str, clock: DemoClock, counted: Counted
) -> None:
    rivals = times(100, 2000)
    people = some(rivals + 3)
    start = people[0].start
    async with served(database_url, clock) as one, served(database_url, clock) as other:
        wishes = [type(wish)(wish.number, start) for wish in people]
        for wish in wishes[:3]:
            assert (await one.book(wish)).status_code == 201
        answers = await asyncio.gather(*((one, other)[n % 2].book(wish) for n, wish in enumerate(wishes[3:])))
        told = Counter(answer.status_code for answer in answers)
        assert told[201] == 1 and set(told) <= {201, 409, 503}, told
        one.acknowledged.update(other.acknowledged)
        await one.check()
    counted(runs=1, inputs=rivals, acknowledged=4, lost=0)


def test_s17_of_two_hundred_at_two_processes_one_gets_the_last_place(
    database_url: str, tmp_path: Path, counted: Counted
) -> None:
    """A hundred ask each of two servers on one database at the same moment; all but one are told clearly."""
    start = some(LATER)[-1].start
    early, crowd = ([Wish(number, start) for number in part] for part in (range(3), range(3, 3 + CROWD)))
    with ExitStack() as stack:
        morning = TUESDAY.isoformat()
        pair = [
            stack.enter_context(serving.served(FILE, tmp_path, clock=morning, database=database_url)) for _ in range(2)
        ]
        first = alone(asked, [pair[0].base], early)
        assert [answer.status_code for answer in first] == [201] * 3
        answers = alone(asked, [one.base for one in pair], crowd)
        assert [line for one in pair for line in one.complaints()] == []
    told = Counter(answer.status_code for answer in answers)
    assert told == {201: 1, 409: CROWD - 1}, told
    ids = {str(answer.json()["id"]) for answer in (*first, *answers) if answer.status_code == 201}
    alone(agrees, database_url, start, ids)
    counted(runs=1, inputs=CROWD, acknowledged=len(ids), lost=0)


async def asked(bases: Sequence[str], wishes: Sequence[Wish]) -> list[httpx.Response]:
    """All at once, by turns at each of the servers; every one on a line of its own."""
    many = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(timeout=serving.PATIENCE, limits=many, trust_env=False) as http:
        return await asyncio.gather(
            *(
                http.post(f"{bases[number % len(bases)]}/api/v1/bookings", json=wish.body, headers=wish.headers)
                for number, wish in enumerate(wishes)
            )
        )


async def agrees(database: str, start: datetime, ids: set[str]) -> None:
    """Those who were told so have the time, nobody else has it, and the ledger counts what is claimed."""
    store = Store(database, clock=SystemClock(), apps=TABLES)
    await store.open()
    async with store.reading():
        there = await BookingRow.select(BookingRow.id).where(BookingRow.start == start)
        claims = Counter(one["key"] for one in await ClaimRow.select(ClaimRow.key))
        ledger = await LedgerRow.select(LedgerRow.key, LedgerRow.used, LedgerRow.cap)
    await store.close()
    assert {str(one["id"]) for one in there} == ids and len(ids) == COUNTERS
    assert {one["key"]: one["used"] for one in ledger if one["used"]} == claims
    assert all(one["used"] <= one["cap"] for one in ledger)


class Unexpected(RuntimeError):
    """An error of ours in the middle."""


def failing_at(town: Town, step: int, monkeypatch: pytest.MonkeyPatch, *, once: bool = False) -> list[int]:
    """The n-th thing that is asked of the database fails, ``once`` or with all after it; how many were asked until now.

    A unit that took answers for granted is begun once more before its failure is believed.
    """
    engine, done = town.built.runtime.store.engine, [0]

    def counting(act: Any) -> Any:
        async def counted(*given: Any, **named: Any) -> Any:
            done[0] += 1
            if done[0] == step or (done[0] > step and not once):
                raise Unexpected
            return await act(*given, **named)

        return counted

    for name in STEPS:
        if hasattr(engine, name):
            monkeypatch.setattr(engine, name, counting(getattr(engine, name)))
    return done


async def rows(town: Town) -> dict[str, int]:
    async with town.built.runtime.store.reading():
        return {table._meta.tablename: await table.count() for table in town.built.runtime.store.tables}


async def test_s16_a_booking_that_fails_at_any_statement_leaves_no_row_and_no_mail(
    town: Town, monkeypatch: pytest.MonkeyPatch, counted: Counted
) -> None:
    await town.book(some(1)[0])
    before, step = await rows(town), 0
    wish = some(2)[1]
    while True:
        step += 1
        with monkeypatch.context() as patched:
            asked = failing_at(town, step, patched)
            answer = await town.book(wish)
        if asked[0] < step:
            break
        if answer.status_code == 201:  # what is not part of the booking itself may fail without it
            raise AssertionError(f"acknowledged although step {step} failed")
        assert answer.status_code == 500, answer.text
        assert await rows(town) == before, step
    assert answer.status_code == 201 and step > 5
    await town.check()
    counted(runs=step, faults=step - 1, acknowledged=2, lost=await town.lost())


async def test_s16_a_booking_that_meets_one_failure_is_whole_or_was_never_there(
    town: Town, monkeypatch: pytest.MonkeyPatch, counted: Counted
) -> None:
    """Where answers were taken for granted, a failure is believed only when it comes again without them."""
    made = step = 0
    while True:
        step += 1
        before = await rows(town)
        with monkeypatch.context() as patched:
            asked = failing_at(town, step, patched, once=True)
            answer = await town.book(some(step)[-1])
        after = await rows(town)
        if answer.status_code == 201:
            made += 1
            more = {table: after[table] - before[table] for table in ("booking_booking", "core_message", "core_audit")}
            assert set(more.values()) == {1}, (step, more)
        else:
            assert answer.status_code == 500, answer.text
            assert after == before, step
        if asked[0] < step:
            break
    assert answer.status_code == 201 and step > 5
    await town.check()
    counted(runs=step, faults=step - 1, acknowledged=made, lost=await town.lost())
