"""What is written down for years lies in the order in which it was made: a new row meets few pages of the old ones."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from piccolo.table import Table

from civicore.base.clock import DemoClock
from civicore.base.codes import new_id
from civicore.storage import writing_back
from civicore.storage.outbox import Outbox
from civicore.storage.sqlite import SQLite
from civicore.storage.store import Store
from civicore.storage.tables import Attempt, AuditRow, EventRow
from civicore.storage.unit_of_work import UnitOfWork
from tests.storage.news import Booked
from tests.storage.saying import Echo, Mailbox, post

pytestmark = pytest.mark.anyio

PAGE = 4096 + 24  # in the log each has a head
MADE, KEPT, NEW = 5, 4_000, 50


async def test_ids_rise_with_the_time_of_their_rows(store: Store, clock: DemoClock, mailbox: Mailbox) -> None:
    for _ in range(MADE):
        await store.transact(lambda unit: unit.publish(Booked(uuid4())))
        clock.advance(timedelta(milliseconds=2))
    store.renderer, outbox = Echo(), Outbox(store, {"email": mailbox.channel}, (), clock)
    # Events before the outbox has done with them.
    written: dict[type[Table], list[UUID]] = {EventRow: await ids(store, EventRow)}
    for number in range(MADE):
        await store.transact(lambda unit: unit.record("booking.taken", actor="", subject="booking:1", facts={}))
        await post(store, f"{number}")
        await outbox.flush()
        clock.advance(timedelta(milliseconds=2))
    written |= {AuditRow: await ids(store, AuditRow), Attempt: await ids(store, Attempt)}
    assert {table: (len(made), made) for table, made in written.items()} == {
        table: (MADE, sorted(made)) for table, made in written.items()
    }


async def ids(store: Store, table: Any) -> list[UUID]:
    """The ids of a table, the oldest first."""
    async with store.reading():
        return [row["id"] for row in await table.select(table.id).order_by(table.at)]


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
async def test_new_lines_meet_few_pages_of_the_many_that_are_kept(
    store: Store, clock: DemoClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing_back, "_UNITS", 10 * KEPT)
    monkeypatch.setattr(writing_back, "_QUIET", 3600.0)

    async def write(unit: UnitOfWork) -> None:
        for _ in range(NEW):
            await unit.record("booking.taken", actor="", subject=f"booking:{new_id(unit.now)}", facts={})

    for _ in range(KEPT // NEW):
        await store.transact(write)
        clock.advance(timedelta(seconds=1))
    assert isinstance(store.engine, SQLite)
    log = Path(f"{store.engine.path}-wal")
    before = log.stat().st_size
    await store.transact(write)
    assert (log.stat().st_size - before) / PAGE < NEW / 2
