"""What SQLite keeps in memory is bounded: a process that has served for a while is hardly larger than it was."""

from __future__ import annotations

import pytest

from civicore.storage.sqlite import SQLite
from civicore.storage.store import Store

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)]

MOST = 16_000  # KiB of all connections, beside more than 100,000 of the process


async def test_the_connections_of_a_process_keep_few_pages(store: Store) -> None:
    assert isinstance(store.engine, SQLite)
    kept = [line.at_once("PRAGMA cache_size")[0]["cache_size"] for line in store.engine._lines]
    assert len(kept) > 2 and max(kept) < 0  # below zero it counts KiB, above it pages
    assert -sum(kept) <= MOST
