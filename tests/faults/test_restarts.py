"""PostgreSQL restarted under load (F04): requests fail clearly for ten seconds at most, nothing is lost, it heals."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Literal

import asyncpg  # type: ignore[import-untyped]
import pytest

from civicore.base.clock import DemoClock
from civicore.testing.cluster import Cluster
from tests.databases import PATIENT, on_postgres
from tests.faults.town import Town, Wish, served, wishes
from tests.tools.paper import of
from tests.tools.reliability import Counted

CLIENTS = 8
AFTER = 12  # bookings that must come through between two restarts
AT_MOST = 10.0  # seconds in which requests may fail


@contextmanager
def own_cluster() -> Iterator[Cluster]:
    """A server that nobody else uses."""
    cluster = Cluster()
    try:
        yield cluster
    finally:
        cluster.stop()


@pytest.mark.soak
@on_postgres
async def test_f04_postgresql_restarted_fast_and_immediately_under_load(
    engine_name: str, clock: DemoClock, counted: Counted
) -> None:
    with own_cluster() as cluster:
        keeper = await asyncpg.connect(cluster.url("postgres"))
        await keeper.execute("CREATE DATABASE city")
        await keeper.close()
        async with served(cluster.url("city"), clock, fresh=True) as town:
            crowd, over = iter(wishes()), asyncio.Event()
            people = [asyncio.create_task(keeps_booking(town, crowd, over)) for _ in range(CLIENTS)]
            for number in range(restarts := of("F04 restarts")):
                await came_through(town, AFTER)
                how: Literal["fast", "immediate"] = "immediate" if number % 2 else "fast"
                stopped = monotonic()
                await asyncio.to_thread(cluster.halt, how)
                assert (await town.http.get("/cs/booking", headers={"Accept": "text/html"})).status_code in (200, 503)
                cluster.go_on()
                await came_through(town, 1)
                assert monotonic() - stopped <= AT_MOST
            await came_through(town, AFTER)
            over.set()
            refused = sum(await asyncio.gather(*people))
            assert set(town.answers) <= {201, 503} and refused == town.answers[503]
            await town.check()
            counted(faults=restarts, acknowledged=len(town.acknowledged), lost=await town.lost())


async def keeps_booking(town: Town, crowd: Iterator[Wish], over: asyncio.Event) -> int:
    """One client: asks again with the same key until it is answered, then books for the next person."""
    refused = 0
    while not over.is_set():
        wish = next(crowd)
        while (answer := await town.book(wish)).status_code != 201:
            assert answer.status_code == 503 and answer.headers["Retry-After"], answer.text
            refused += 1
            await asyncio.sleep(0.05)
    return refused


async def came_through(town: Town, more: int) -> None:
    """Wait until so many more have been told that they have a place."""
    enough = len(town.acknowledged) + more
    async with asyncio.timeout(PATIENT):
        while len(town.acknowledged) < enough:
            await asyncio.sleep(0.02)
