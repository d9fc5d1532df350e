"""The last place has one owner (S17), and a booking that fails half way was never there (S16)."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest
from civicore_booking.tables import BOOKING
from civicore_ticketing.tables import TICKETING

from civicore.base.clock import DemoClock
from civicore.extension.parts import TableSet
from tests.faults.town import Town, served, some
from tests.tables import DEMO
from tests.tools.counts import times
from tests.tools.reliability import Counted

pytestmark = pytest.mark.anyio
TABLES = (*DEMO, BOOKING, TICKETING)
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
