"""Short questions outside of transactions: many who wait learn by one answer, and none is told what was so before."""

from __future__ import annotations

import asyncio

import pytest

from civicore.storage.statement import Statement
from civicore.storage.store import Store
from civicore.storage.unit_of_work import UnitOfWork
from tests.databases import on_postgres
from tests.speed.writing.counting import counted

pytestmark = pytest.mark.anyio

_LINES = Statement("SELECT action FROM core_audit ORDER BY position")


async def actions(store: Store) -> list[str]:
    return [row["action"] for row in await store.glance(_LINES)]


async def line(store: Store, action: str) -> None:
    async def work(unit: UnitOfWork) -> None:
        await unit.record(action, actor="", subject="")

    await store.transact(work)


@on_postgres
async def test_all_who_wait_for_the_same_question_share_it(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    await line(store, "one")
    with counted(monkeypatch) as cost:
        assert await asyncio.gather(*(actions(store) for _ in range(20))) == [["one"]] * 20
    assert cost.asked == 1


async def test_a_glance_sees_what_was_stored_before_it_was_asked_for(store: Store) -> None:
    async def writing(number: int) -> bool:
        await line(store, f"line {number}")
        return f"line {number}" in await actions(store)

    assert all(await asyncio.gather(*(writing(number) for number in range(20))))


async def test_whoever_gives_up_takes_the_answer_from_nobody(store: Store) -> None:
    await line(store, "one")
    first, second = asyncio.create_task(actions(store)), asyncio.create_task(actions(store))
    await asyncio.sleep(0)
    first.cancel()
    assert await second == ["one"]


@on_postgres
async def test_a_closed_store_says_so_to_everybody(store: Store) -> None:
    await store.close()
    told = await asyncio.gather(*(actions(store) for _ in range(3)), return_exceptions=True)
    assert all(isinstance(one, RuntimeError) for one in told)
    await store.open()
