"""Answers that a unit takes for granted: what is stored is the same as if it had waited for each of them."""

from __future__ import annotations

import asyncio

import pytest

from civicore.base.codes import new_id
from civicore.base.refusal import Refusal
from civicore.contracts.dialog import Contact
from civicore.storage.audit import AuditFilter, audit_lines
from civicore.storage.dead_addresses import bury, is_dead
from civicore.storage.statement import Insertion, Statement
from civicore.storage.store import Store
from civicore.storage.tables import DeadAddress
from civicore.storage.transaction import running
from civicore.storage.unit_of_work import UnitOfWork
from tests.databases import on_postgres

pytestmark = pytest.mark.anyio

JANA = Contact("email", "jana@example.cz")
_ADD = Insertion(DeadAddress, " ON CONFLICT DO NOTHING RETURNING id")
_EVERY = Statement("SELECT address FROM core_dead_address")


async def added(unit: UnitOfWork, to: str = JANA.to) -> bool:
    return await _ADD.hope(id=new_id(), channel="email", address=to, reason="", at=unit.now)


async def lines(store: Store) -> list[str]:
    async with store.reading():
        return [one.action for one in (await audit_lines(AuditFilter())).lines]


async def asking(unit: UnitOfWork) -> bool:
    """Says on a line of the audit log what it saw."""
    found = await is_dead(JANA)
    await unit.record("dead" if found else "alive", actor="", subject="")
    return found


async def test_what_was_hoped_for_in_vain_is_not_acted_on(store: Store) -> None:
    assert await store.transact(asking) is False
    await store.transact(lambda unit: bury(JANA, "", unit.now))
    assert [await store.transact(asking) for _ in range(3)] == [True, True, True]
    assert await lines(store) == ["dead", "dead", "dead", "alive"]


async def test_a_row_that_was_there_already_is_told_and_nothing_else_of_the_hope_stays(store: Store) -> None:
    async def adding(unit: UnitOfWork) -> bool:
        new = await added(unit)
        await unit.record("added" if new else "known", actor="", subject="")
        return new

    assert [await store.transact(adding) for _ in range(3)] == [True, False, False]
    assert await lines(store) == ["known", "known", "added"]


async def test_of_rivals_who_hope_for_the_same_row_one_has_it(store: Store) -> None:
    async def adding(unit: UnitOfWork) -> bool:
        return await added(unit)

    told = await asyncio.gather(*(store.transact(adding) for _ in range(12)))
    assert sorted(told) == [False] * 11 + [True]


async def test_a_refusal_that_rests_on_a_wrong_hope_is_taken_back(store: Store) -> None:
    async def refusing(unit: UnitOfWork) -> Refusal:
        return Refusal("test.dead" if await is_dead(JANA) else "test.alive")

    await store.transact(lambda unit: bury(JANA, "", unit.now))
    assert await store.transact(refusing) == Refusal("test.dead")


async def test_whoever_joins_another_unit_hopes_with_it(store: Store) -> None:
    async def outer(unit: UnitOfWork) -> bool:
        return await store.transact(asking)

    await store.transact(lambda unit: bury(JANA, "", unit.now))
    assert await store.transact(outer) is True
    assert await lines(store) == ["dead"]


async def test_what_the_unit_wrote_itself_is_seen_by_what_it_asks_then(store: Store) -> None:
    async def adding(unit: UnitOfWork) -> tuple[bool, bool, int]:
        first = await added(unit)
        again = await added(unit)
        return first, again, len(await _EVERY.ask())

    assert await store.transact(adding) == (True, False, 1)


async def test_a_reading_waits_for_its_answers(store: Store) -> None:
    await store.transact(lambda unit: bury(JANA, "", unit.now))
    async with store.reading():
        assert await is_dead(JANA)


@on_postgres
async def test_hopes_are_asked_for_with_what_is_written_and_given_up_while_they_are_vain(store: Store) -> None:
    async def hoping(unit: UnitOfWork) -> bool:
        await is_dead(JANA)
        transaction = running(store.engine)
        assert transaction is not None
        return transaction.hopes

    assert await store.transact(hoping) is True
    await store.transact(lambda unit: bury(JANA, "", unit.now))
    assert [await store.transact(hoping) for _ in range(2)] == [False, False]
    await store.transact(lambda unit: DeadAddress.delete(force=True).run())
    assert [await store.transact(hoping) for _ in range(2)] == [False, True]
