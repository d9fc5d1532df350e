"""However much is kept, what is erased is found by its time: nobody who writes waits for the rest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from civicore.base.clock import DemoClock
from civicore.base.spans import Duration
from civicore.storage import postgres, sqlite
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
async def asked(store: Store, clock: DemoClock, monkeypatch: pytest.MonkeyPatch) -> Asked:
    """What is asked each hour."""
    said: Asked = []

    def heard(engine: Any, query: str, args: Sequence[Any]) -> Any:
        said.append((query, args))
        return used(engine, query, args)

    with monkeypatch.context() as patched:
        for engine in (sqlite, postgres):
            patched.setattr(engine, "used", heard)
        await tidy(store, Keeping(Duration(days=30), Duration(days=730)))
        async with store.reading():
            await failed_since(clock.now() - timedelta(days=1))
    return [one for one in said if "core_" in one[0]]


async def test_nothing_that_is_asked_each_hour_reads_more_than_it_is_about(store: Store, asked: Asked) -> None:
    assert len(asked) == 7
    plans = [await _plan(store, query, args) for query, args in asked]
    assert [one for one in plans if "SCAN" in one or "Seq Scan" in one] == []
    unused = {one for one in INDEXES if not any(f"core_{one}" in plan for plan in plans)}
    assert unused <= {"message_ways"}, plans  # PostgreSQL, which has nothing to read, may take another way there


async def _plan(store: Store, query: str, args: Sequence[Any]) -> str:
    if isinstance(store.engine, SQLite):
        rows = store.engine.writer.at_once(f"EXPLAIN QUERY PLAN {query}", args)
        return "\n".join(row["detail"] for row in rows)
    with bound(store.engine):
        async with Transaction(store.engine) as transaction:
            # A table that is nearly empty it would read through, whatever indexes there are.
            await MigrationRow.raw("SET LOCAL enable_seqscan = off")
            return "\n".join(row[0] for row in await transaction.connection.fetch(f"EXPLAIN {query}", *args))
