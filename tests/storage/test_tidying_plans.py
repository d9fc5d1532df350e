"""However much is kept, what is erased is found by its time: nobody who writes waits for the rest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from civicore.base.clock import DemoClock
from civicore.base.spans import Duration
from civicore.storage import messages, postgres, sqlite
from civicore.storage.plugin import outbox_trouble
from civicore.storage.resending import failed_since
from civicore.storage.router import bound
from civicore.storage.sqlite import SQLite
from civicore.storage.store import Store
from civicore.storage.tables import MigrationRow
from civicore.storage.tidying import Keeping, tidy
from civicore.storage.transaction import Transaction, used

pytestmark = pytest.mark.anyio
Asked = list[tuple[str, Sequence[Any]]]
INDEXES = ("message_full", "message_empty", "message_spare", "message_ways", "attempt_at", "audit_at", "idempotency_at")


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """What is asked of tables of the core."""
    said: Asked = []

    def heard(engine: Any, query: str, args: Sequence[Any]) -> Any:
        if "core_" in query:
            said.append((query, args))
        return used(engine, query, args)

    for engine in (sqlite, postgres):
        monkeypatch.setattr(engine, "used", heard)
    return said


async def test_nothing_that_is_asked_each_hour_reads_more_than_it_is_about(
    store: Store, clock: DemoClock, said: Asked
) -> None:
    await tidy(store, Keeping(Duration(days=30), Duration(days=730)))
    async with store.reading():
        await failed_since(clock.now() - timedelta(days=1))
    asked = list(said)
    assert len(asked) == 7
    plans = [await _plan(store, query, args) for query, args in asked]
    assert [one for one in plans if "SCAN" in one or "Seq Scan" in one] == []
    unused = {one for one in INDEXES if not any(f"core_{one}" in plan for plan in plans)}
    assert unused <= {"message_ways"}, plans  # PostgreSQL, which has nothing to read, may take another way there


async def test_who_looks_each_minute_reads_what_still_waits(store: Store, clock: DemoClock, said: Asked) -> None:
    await outbox_trouble(store, clock.now())
    async with store.reading():
        await messages.queued()
    plans = [await _plan(store, query, args) for query, args in list(said) if "core_message" in query]
    assert len(plans) == 2
    assert [one for one in plans if "SCAN core_message" in one.replace('"', "") and "INDEX" not in one] == []
    assert [one for one in plans if "Seq Scan" in one] == []


async def _plan(store: Store, query: str, args: Sequence[Any]) -> str:
    if isinstance(store.engine, SQLite):
        rows = store.engine.writer.at_once(f"EXPLAIN QUERY PLAN {query}", args)
        return "\n".join(row["detail"] for row in rows)
    with bound(store.engine):
        async with Transaction(store.engine) as transaction:
            # A table that is nearly empty it would read through, whatever indexes there are.
            await MigrationRow.raw("SET LOCAL enable_seqscan = off")
            return "\n".join(row[0] for row in await transaction.connection.fetch(f"EXPLAIN {query}", *args))
