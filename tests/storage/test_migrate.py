"""A start does not fight with those who are at work in the same database."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from civicore.base.clock import DemoClock
from civicore.storage import migrate, postgres
from civicore.storage import store as store_module
from civicore.storage.router import bound
from civicore.storage.sqlite import SQLite
from civicore.storage.store import Store
from civicore.storage.tables import CORE, AuditRow
from civicore.storage.transaction import CannotOpen, Transaction
from civicore.storage.unit_of_work import UnitOfWork
from tests.databases import PATIENT

pytestmark = pytest.mark.anyio

EARLIER, LATER = "core_message_about", "core_audit_at"  # in the order in which they are made


@pytest.fixture
async def starting(database_url: str, clock: DemoClock, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Store]:
    """Another process that begins; it loses its patience soon."""
    monkeypatch.setattr(migrate, "_PAUSE", 0)
    monkeypatch.setattr(migrate, "_TRIES", 3)
    monkeypatch.setattr(postgres, "_IN_THE_WAY", 0.02)
    other = Store(database_url, clock=clock, wait=PATIENT)
    await other.open()
    if isinstance(other.engine, SQLite):
        other.engine._group.patience = 0.02
    yield other
    await other.close()


@asynccontextmanager
async def somebody_writes(store: Store) -> AsyncIterator[None]:
    """A unit of work that has written an audit line and has not ended."""
    written, go_on = asyncio.Event(), asyncio.Event()

    async def work(unit: UnitOfWork) -> None:
        await unit.record("at work", actor="", subject="")
        await AuditRow.count()  # what was noted is written before anything is asked
        written.set()
        await go_on.wait()

    task = asyncio.create_task(store.transact(work))
    await written.wait()
    try:
        yield
    finally:
        go_on.set()
        await task


async def drop(store: Store, *names: str) -> None:
    with bound(store.engine):
        async with Transaction(store.engine):
            for name in names:
                await AuditRow.raw(f"DROP INDEX {name}")


async def there(store: Store) -> set[str]:
    async with store.reading():
        return await store.engine.names() & {EARLIER, LATER}


async def test_a_start_on_an_up_to_date_database_waits_for_nobody(store: Store, starting: Store) -> None:
    async with somebody_writes(store):
        assert await starting.migrate() == ()


async def test_a_missing_index_that_cannot_be_made_is_told_in_a_sentence(store: Store, starting: Store) -> None:
    await drop(store, EARLIER, LATER)
    async with somebody_writes(store):
        with pytest.raises(CannotOpen, match="could not be brought up to date: other programs keep it in use"):
            await starting.migrate()
        # Each is made on its own; SQLite has one lock for all tables.
        assert await there(store) == (set() if store.engine_type == "sqlite" else {EARLIER})
    await starting.migrate()
    assert await there(store) == {EARLIER, LATER}


async def test_a_missing_index_is_made_as_soon_as_nobody_is_in_the_way(
    store: Store, starting: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrate, "_TRIES", 10**6)
    await drop(store, LATER)
    async with somebody_writes(store):
        task = asyncio.create_task(starting.migrate())
        await asyncio.sleep(0.1)
        assert not task.done()
    await task
    assert LATER in await there(store)


async def test_a_second_start_gives_up_when_the_first_does_not_end(
    store: Store, starting: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrate, "_PATIENCE", 0.1)
    async with store.engine.alone(60):
        with pytest.raises(CannotOpen, match="another process is changing the database"):
            await starting.migrate()


async def test_an_index_of_another_form_is_refused(
    starting: Store, monkeypatch: pytest.MonkeyPatch, database_url: str, clock: DemoClock
) -> None:
    monkeypatch.setattr(store_module, "CORE", replace(CORE, indexes=("CREATE INDEX core_x ON core_audit (at)",)))
    other = Store(database_url, clock=clock, wait=PATIENT)
    await other.open()
    try:
        with pytest.raises(RuntimeError, match="IF NOT EXISTS"):
            await other.migrate()
    finally:
        await other.close()
