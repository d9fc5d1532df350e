"""However many tries at sending are kept, those of a time are found by it: nobody who writes waits for the rest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from civicore.base.clock import DemoClock
from civicore.base.spans import Duration
from civicore.storage.line import Line
from civicore.storage.resending import failed_since
from civicore.storage.sqlite import SQLite
from civicore.storage.store import Store
from civicore.storage.tidying import Keeping, tidy

pytestmark = pytest.mark.anyio


async def test_tries_of_a_time_are_found_by_it(store: Store, clock: DemoClock, monkeypatch: pytest.MonkeyPatch) -> None:
    if not isinstance(store.engine, SQLite):  # how PostgreSQL goes about it depends on how much there is
        async with store.reading():
            names = await store.engine.names()
        assert "core_attempt_at" in names and "core_attempt_rate" not in names
        return
    said: list[tuple[str, Sequence[Any]]] = []
    fetch = Line.fetch

    async def heard(self: Line, query: str, args: Sequence[Any]) -> list[Any]:
        said.append((query, args))
        return await fetch(self, query, args)

    with monkeypatch.context() as patched:
        patched.setattr(Line, "fetch", heard)
        await tidy(store, Keeping(Duration(days=30), Duration(days=730)))
        async with store.reading():
            await failed_since(clock.now() - timedelta(days=1))
    asked = [one for one in said if "core_attempt" in one[0]]
    assert len(asked) == 2
    for query, args in asked:
        plan = store.engine.writer.at_once(f"EXPLAIN QUERY PLAN {query}", args)
        assert plan[0]["detail"].startswith("SEARCH core_attempt USING "), (query, plan)
