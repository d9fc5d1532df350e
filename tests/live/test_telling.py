"""What a unit tells is heard by everybody who follows, in every process, in order, and only if the unit commits."""

from __future__ import annotations

import asyncio
from contextlib import aclosing, suppress
from datetime import timedelta

import asyncpg  # type: ignore[import-untyped]

from civicore.base.clock import DemoClock
from civicore.storage.store import Store
from civicore.storage.telling import sweep
from civicore.storage.unit_of_work import UnitOfWork
from tests.databases import PATIENT, on_postgres
from tests.live.told import HALL, heard, notes, process, reader, refuse, tell


async def test_two_processes_hear_each_other_in_the_order_of_commits(database_url: str, clock: DemoClock) -> None:
    async with process(database_url, clock) as (ours, _), process(database_url, clock) as (theirs, there):
        hearing = asyncio.create_task(heard(there, 40))
        await asyncio.gather(*(tell(store, *range(10)) for store in (ours, theirs) for _ in range(2)))
        early, late = await hearing, await heard(there, 40)
    assert [event.seq for event in early] == list(range(1, 41))
    assert early == late


async def test_who_follows_hears_other_processes_and_itself(database_url: str, clock: DemoClock) -> None:
    async with (
        process(database_url, clock) as (ours, here),
        process(database_url, clock) as (theirs, _),
        aclosing(here.follow(HALL, 0)) as events,
    ):
        for number, store in enumerate([ours, theirs, ours, theirs], 1):
            await tell(store, number)
            async with asyncio.timeout(PATIENT):
                assert (await anext(events)).body == {"note": number}


async def test_a_refused_unit_tells_nothing_and_leaves_no_gap(store: Store) -> None:
    await tell(store, "first")
    await store.transact(refuse)
    with suppress(ZeroDivisionError):
        await store.transact(_broken)
    await tell(store, "second")
    async with reader(store) as live:
        assert notes(await heard(live, 2)) == ["first", "second"]


async def test_a_refusing_part_of_a_unit_takes_back_what_it_told(store: Store) -> None:
    async def work(unit: UnitOfWork) -> None:
        await unit.tell(HALL, {"note": "outer"})
        await store.transact(refuse)

    await store.transact(work)
    async with reader(store) as live:
        assert notes(await heard(live, 1)) == ["outer"]
        assert await live.position(HALL) == 1


async def test_topics_are_numbered_each_for_itself(store: Store) -> None:
    async def both(unit: UnitOfWork) -> None:
        await unit.tell("office:b", {"note": 1})
        await unit.tell("office:a", {"note": 2})
        await unit.tell("office:b", {"note": 3})

    await store.transact(both)
    async with reader(store) as live:
        assert [(one.seq, one.body["note"]) for one in await heard(live, 2, topic="office:b")] == [(1, 1), (2, 3)]
        assert [(one.seq, one.body["note"]) for one in await heard(live, 1, topic="office:a")] == [(1, 2)]
        assert await live.position("office:c") == 0


async def test_who_comes_back_gets_what_was_missed(store: Store) -> None:
    async with reader(store) as live:
        await tell(store, *range(1, 6))
        assert notes(await heard(live, 3, after=2)) == [3, 4, 5]


async def test_a_restarted_server_goes_on_with_the_numbers(database_url: str, clock: DemoClock) -> None:
    async with process(database_url, clock) as (store, _):
        await tell(store, 1, 2)
    async with process(database_url, clock) as (store, live):
        await tell(store, 3)
        assert notes(await heard(live, 2, after=1)) == [2, 3]


async def test_what_is_swept_is_said_to_be_missed(store: Store, clock: DemoClock) -> None:
    await tell(store, "old", "older")
    clock.advance(timedelta(minutes=61))
    await tell(store, "new")
    await sweep(store)
    async with reader(store) as live:
        (gap,) = await heard(live, 1, after=0)
        assert (gap.missed, gap.seq) == (True, 3)
        assert notes(await heard(live, 1, after=2)) == ["new"]


async def test_a_topic_that_began_anew_is_said_to_be_missed(store: Store, clock: DemoClock) -> None:
    await tell(store, 1, 2, 3)
    clock.advance(timedelta(days=401))
    await sweep(store)
    await tell(store, "again")
    async with reader(store) as live:
        gap, new = (await heard(live, 1, after=3))[0], await heard(live, 1)
    assert (gap.missed, gap.seq) == (True, 1)
    assert notes(new) == ["again"]


async def test_more_than_memory_holds_comes_whole(store: Store) -> None:
    async def many(unit: UnitOfWork) -> None:
        for number in range(450):
            await unit.tell(HALL, {"note": number})

    async with reader(store) as live, aclosing(live.follow(HALL, 0)) as slow:
        await tell(store, "first")
        assert (await anext(slow)).seq == 1
        await store.transact(many)
        await heard(live, 451)  # the reader has them all by now
        async with asyncio.timeout(PATIENT):
            assert [(await anext(slow)).seq for _ in range(450)] == list(range(2, 452))


async def test_two_hundred_followers_cost_one_reader(store: Store) -> None:
    async with reader(store) as live:
        followers = [asyncio.create_task(heard(live, 5, after=0)) for _ in range(200)]
        await tell(store, *range(5))
        assert all(notes(one) == [0, 1, 2, 3, 4] for one in await asyncio.gather(*followers))
        assert not live._lines, "a topic that nobody follows any more is forgotten"


@on_postgres
async def test_a_lost_connection_is_made_again(database_url: str, clock: DemoClock) -> None:
    async with process(database_url, clock) as (store, live):
        await tell(store, 1)
        assert notes(await heard(live, 1)) == [1]
        listening = await _cut(database_url)
        await tell(store, 2)
        assert notes(await heard(live, 1, after=1)) == [2]
        async with asyncio.timeout(PATIENT):
            while not (again := await _listening(database_url)) or again == listening:
                await asyncio.sleep(0.05)


async def _broken(unit: UnitOfWork) -> None:
    await unit.tell(HALL, {"note": "broken"})
    raise ZeroDivisionError


async def _listening(url: str) -> list[int]:
    """The connections that wait for calls."""
    connection = await asyncpg.connect(url)
    try:
        rows = await connection.fetch(
            "SELECT pid FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()"
        )
    finally:
        await connection.close()
    return [row["pid"] for row in rows]


async def _cut(url: str) -> list[int]:
    async with asyncio.timeout(PATIENT):
        while not (pids := await _listening(url)):
            await asyncio.sleep(0.05)
    connection = await asyncpg.connect(url)
    try:
        for pid in pids:
            await connection.execute("SELECT pg_terminate_backend($1)", pid)
    finally:
        await connection.close()
    return pids
