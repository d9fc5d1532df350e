"""Answers that get lost on the way (F02, F21): who asks again has one booking and one message."""

from __future__ import annotations

import asyncio
from itertools import count

import pytest

from civicore.base.clock import DemoClock
from tests.databases import on_postgres
from tests.faults.town import Town, served, some
from tests.tools.between import Between, How
from tests.tools.paper import of
from tests.tools.reliability import Counted

pytestmark = pytest.mark.anyio


@pytest.mark.soak
async def test_f02_who_repeats_after_a_lost_answer_has_one_booking_and_one_message(
    town: Town, counted: Counted
) -> None:
    people = some(of("F02 repeats"))
    for number, wish in enumerate(people):
        lost = asyncio.create_task(town.book(wish))
        for _ in range(1 + 40 * (number % 50)):
            await asyncio.sleep(0)
        lost.cancel()  # the client goes away, at whatever step the city is
        await asyncio.gather(lost, return_exceptions=True)
        again = await asyncio.gather(*(town.book(wish) for _ in range(4)))
        assert {one.status_code for one in again} == {201}
    await town.check()
    assert set((await town.messages()).values()) == {1}
    other = await town.http.post("/api/v1/bookings", json=people[1].body, headers=people[0].headers)
    assert other.status_code == 422, other.text
    counted(runs=len(people), faults=len(people), acknowledged=len(town.acknowledged), lost=await town.lost())


@on_postgres
@pytest.mark.parametrize("how", ["request", "answer"])
async def test_f21_the_network_cut_at_each_statement_of_a_booking(
    database_url: str, engine_name: str, clock: DemoClock, how: How, counted: Counted
) -> None:
    async with Between.before(database_url) as between, served(between.url, clock) as town:
        people = some(200)
        for step in count(1):
            wish = people[step]
            between.cut_at(step, how)
            first = await town.book(wish)
            assert first.status_code in (201, 503), first.text
            was_cut = between.mend()
            assert (await town.book(wish)).status_code == 201
            if not was_cut:
                break
        await town.check()
        assert set((await town.messages()).values()) == {1}
        assert step > 3, "a booking has more statements than that"
        counted(runs=step, faults=step - 1, acknowledged=len(town.acknowledged), lost=await town.lost())
