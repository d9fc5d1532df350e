"""However much is kept, what is erased is found by its time: nobody who writes waits for the rest."""

from __future__ import annotations

from datetime import timedelta

import pytest

from civicore.base.clock import DemoClock
from civicore.base.spans import Duration
from civicore.storage import messages
from civicore.storage.plugin import outbox_trouble
from civicore.storage.resending import failed_since, undelivered_messages
from civicore.storage.store import Store
from civicore.storage.tidying import Keeping, tidy
from tests.tools.plans import Asked, hear, plan

pytestmark = pytest.mark.anyio
INDEXES = ("message_full", "message_empty", "message_spare", "message_ways", "attempt_at", "audit_at", "idempotency_at")


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """What is asked of tables of the core."""
    return hear(monkeypatch, "core_")


async def test_nothing_that_is_asked_each_hour_reads_more_than_it_is_about(
    store: Store, clock: DemoClock, said: Asked
) -> None:
    await tidy(store, Keeping(Duration(days=30), Duration(days=730)))
    async with store.reading():
        await failed_since(clock.now() - timedelta(days=1))
    asked = list(said)
    assert len(asked) == 7
    plans = [await plan(store, query, args) for query, args in asked]
    assert [one for one in plans if "SCAN" in one or "Seq Scan" in one] == []
    unused = {one for one in INDEXES if not any(f"core_{one}" in plan for plan in plans)}
    assert unused <= {"message_ways"}, plans  # PostgreSQL, which has nothing to read, may take another way there


async def test_who_looks_each_minute_reads_what_still_waits(store: Store, clock: DemoClock, said: Asked) -> None:
    await outbox_trouble(store, clock.now())
    async with store.reading():
        await messages.queued()
    plans = [await plan(store, query, args) for query, args in list(said) if "core_message" in query]
    assert len(plans) == 2
    assert [one for one in plans if "SCAN core_message" in one.replace('"', "") and "INDEX" not in one] == []
    assert [one for one in plans if "Seq Scan" in one] == []


async def test_what_reached_nobody_is_read_without_all_that_did(store: Store, said: Asked) -> None:
    async with store.reading():
        await undelivered_messages(20)
    way = await plan(store, *said[0])
    assert "core_message_given_up" in way and "TEMP" not in way, way
