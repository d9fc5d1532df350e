"""A unit that a crowd wants is stored by one statement: nobody waits for us while it holds what all of them want."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

import pytest

from civicore.base.refusal import Refusal
from civicore.contracts.dialog import Contact
from civicore.storage import crowd, lent
from civicore.storage.dead_addresses import bury, is_dead
from civicore.storage.opening import Opening, Unless
from civicore.storage.statement import Statement
from civicore.storage.store import Store
from civicore.storage.tables import AuditRow, LiveTopic
from civicore.storage.transaction import CommitUnknown, running
from civicore.storage.unit_of_work import UnitOfWork
from tests.databases import PATIENT, on_postgres
from tests.speed.writing.counting import counted
from tests.storage.deeds import changing, lines, said
from tests.storage.names import held_in, held_now

pytestmark = [pytest.mark.anyio, on_postgres]


class Other(Exception):
    """Something else is in force."""


CROWD = Opening(("rules", "town.day:hall|2026-11-25"), beforehand=lambda: None)
CHECKED = Opening(("rules",), Unless("SELECT FROM core_audit WHERE action = 'new'", Other), lambda: None)
JANA, PETR = Contact("email", "jana@example.cz"), Contact("email", "petr@example.cz")
_ENDING = Statement(
    "INSERT INTO core_channel_pace (channel, free_at)"
    " SELECT {}, now() FROM (SELECT pg_terminate_backend(pg_backend_pid())) AS ended, pg_sleep(1)"
)


_SLOW = Statement("INSERT INTO core_channel_pace (channel, free_at) SELECT {}, now() FROM pg_sleep(1)")
_PACE = Statement(
    "INSERT INTO core_channel_pace (channel, free_at) VALUES ({}, {})"
    " ON CONFLICT (channel) DO UPDATE SET free_at = excluded.free_at"
)
_TOPIC = Statement(
    "INSERT INTO core_live_topic (topic, seq, at) VALUES ({}, 1, {})"
    " ON CONFLICT (topic) DO UPDATE SET seq = core_live_topic.seq + 1"
)


async def answering(unit: UnitOfWork) -> object:
    told = await unit.once("test", "key", "same")
    if told != "new":
        return told
    await said(unit)
    await unit.keep_answer("test", "key", {"number": 7})
    return "done"


async def test_a_unit_by_itself_is_two_messages(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with counted(monkeypatch) as cost:
        await store.transact(said, CROWD)
    assert (cost.begun, cost.stored, len(cost.said)) == (1, 1, 2)
    assert await lines(store) == ["said"]


async def test_units_that_come_meanwhile_go_in_one_message_under_names_that_are_held_already(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lent, "_KEPT", PATIENT)
    monkeypatch.setattr(crowd, "STORING", 1)
    with counted(monkeypatch) as cost:
        await asyncio.gather(*(store.transact(said, CROWD) for _ in range(30)))
    holds = [query for query in cost.said if "pg_advisory_lock_shared" in query]
    assert (len(holds), cost.stored <= 4) == (1, True)
    assert await lines(store) == ["said"] * 30


async def test_one_that_fails_takes_nothing_of_the_others_with_it(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crowd, "STORING", 1)

    async def spelled(action: str, unit: UnitOfWork) -> None:
        await unit.record(action, actor="", subject="")

    names = [str(number) for number in range(20)]
    names[3] = names[7] = "\ud800"  # half a sign: PostgreSQL takes no such text
    told = await asyncio.gather(
        *(store.transact(partial(spelled, name), CROWD) for name in names), return_exceptions=True
    )
    assert [number for number, one in enumerate(told) if one is not None] == [3, 7]
    assert sorted(await lines(store), key=int) == [name for name in names if name.isdigit()]


async def test_crowds_that_wait_for_each_other_all_come_through(store: Store) -> None:
    """Several units go on together, each locking its rows: where two such crowds lock crosswise, one lets go."""

    async def crosswise(first: str, second: str, unit: UnitOfWork) -> None:
        await _PACE.note(first, unit.now)
        await _TOPIC.note(second, unit.now)

    pairs = [("sms", "b"), ("email", "a"), ("sms", "a"), ("email", "b")] * 15
    async with asyncio.timeout(PATIENT):
        await asyncio.gather(*(store.transact(partial(crosswise, *pair), CROWD) for pair in pairs))
    async with store.reading():
        rows = await LiveTopic.select(LiveTopic.topic, LiveTopic.seq)
    assert {row["topic"]: row["seq"] for row in rows} == {"a": 30, "b": 30}


async def test_a_key_and_its_answer_are_one_row_of_the_same_statement(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with counted(monkeypatch) as cost:
        assert await store.transact(answering, CROWD) == "done"
    assert (cost.stored, len(cost.said)) == (1, 2)
    told = await asyncio.gather(*(store.transact(answering, CROWD) for _ in range(20)))
    assert told == [{"number": 7}] * 20
    assert await lines(store) == ["said"]


async def test_of_rivals_with_one_key_one_does_the_work(store: Store) -> None:
    told = await asyncio.gather(*(store.transact(answering, CROWD) for _ in range(20)))
    assert sorted(map(str, told)) == sorted(["done", *[str({"number": 7})] * 19])
    assert await lines(store) == ["said"]


async def test_nobody_holds_a_name_when_all_is_done(store: Store, database_url: str) -> None:
    await asyncio.gather(*(store.transact(said, CROWD) for _ in range(30)))
    assert await held_in(database_url) == 0


async def test_whoever_wants_a_name_alone_waits_for_those_who_have_it_and_not_for_a_crowd_without_end(
    store: Store, database_url: str
) -> None:
    over, ended = asyncio.Event(), []

    async def slowly() -> None:
        await store.transact(lambda unit: _SLOW.note("sms"), CROWD)
        ended.append("slow")

    async def crowded() -> None:
        while not over.is_set():
            await store.transact(said, CROWD)

    first = asyncio.create_task(slowly())
    async with asyncio.timeout(PATIENT):
        while not await held_now(database_url):
            await asyncio.sleep(0.01)
    change = asyncio.create_task(store.transact(changing))
    crowd = [asyncio.create_task(crowded()) for _ in range(20)]
    async with asyncio.timeout(PATIENT):
        await change
    assert ended == ["slow"]
    over.set()
    await asyncio.gather(first, *crowd)
    assert "new" in await lines(store)
    assert await held_in(database_url) == 0


async def _asking(unit: UnitOfWork) -> int:
    return int(await AuditRow.count())


async def _refusing(unit: UnitOfWork) -> Refusal:
    return Refusal("town.full")


async def _answering(unit: UnitOfWork) -> str:
    return "answered"


@pytest.mark.parametrize("work", [said, _asking, _refusing, _answering])
async def test_nobody_is_told_anything_by_rules_that_no_longer_hold(
    store: Store, work: Callable[[UnitOfWork], Awaitable[object]]
) -> None:
    await store.transact(work, CHECKED)
    await store.transact(changing)
    before = await lines(store)
    with pytest.raises(Other):
        await store.transact(work, CHECKED)
    assert await lines(store) == before


async def test_rules_that_change_while_a_unit_waits_for_its_names_bind_it(store: Store) -> None:
    begun, go = asyncio.Event(), asyncio.Event()

    async def slowly(unit: UnitOfWork) -> None:
        await changing(unit)
        begun.set()
        await go.wait()

    change = asyncio.create_task(store.transact(slowly))
    await begun.wait()
    late = asyncio.create_task(store.transact(said, CHECKED))
    await asyncio.sleep(0.3)  # seconds; the end is the same without
    assert not late.done()
    go.set()
    await change
    with pytest.raises(Other):
        await late
    assert await lines(store) == ["new"]


async def test_a_unit_that_asks_first_is_a_transaction_under_the_same_names(store: Store, database_url: str) -> None:
    async def asking(unit: UnitOfWork) -> int:
        await said(unit)
        number = await _asking(unit)
        await said(unit)
        return number

    assert await store.transact(asking, CROWD) == 1
    assert await lines(store) == ["said", "said"]
    assert await held_in(database_url) == 0


async def test_when_the_server_goes_away_while_storing_nobody_says_that_nothing_was_stored(store: Store) -> None:
    begun = []

    async def ending(unit: UnitOfWork) -> None:
        begun.append(unit)
        await _ENDING.note("sms")

    with pytest.raises(CommitUnknown):
        await store.transact(ending, CROWD)
    assert len(begun) == 1
    await store.transact(said, CROWD)
    assert await lines(store) == ["said"]


async def test_a_unit_that_is_cancelled_while_it_is_stored_is_there_or_not_and_its_turn_is_not_lost(
    store: Store, database_url: str
) -> None:
    for steps in range(40):
        tasks = [asyncio.create_task(store.transact(said, CROWD)) for _ in range(12)]
        for _ in range(steps):
            await asyncio.sleep(0)
        for one in tasks[::2]:
            one.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    assert await asyncio.gather(*(store.transact(said, CROWD) for _ in range(20))) == [None] * 20
    assert set(await lines(store)) == {"said"}
    assert await held_in(database_url) == 0


async def test_what_a_reading_sees_and_what_a_unit_wrote_itself_lets_nobody_doubt(store: Store) -> None:
    async def burying(unit: UnitOfWork) -> bool:
        await bury(JANA, "", unit.now)
        return await is_dead(JANA)

    async def hoping(unit: UnitOfWork) -> bool:
        await is_dead(PETR)
        transaction = running(store.engine)
        assert transaction is not None
        return transaction.hopes

    assert await store.transact(burying) is True
    async with store.reading():
        assert await is_dead(JANA)
    assert await store.transact(hoping, CROWD) is True
