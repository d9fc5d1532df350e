"""The town of the desk's tests, and a second process on its database."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from civicore.app import Built
from civicore.base.clock import DemoClock
from civicore.repairs.book import Repairs
from civicore.storage.store import Store
from tests.people.conftest import browser, built, cheap_passwords, table_sets, team, town, written

__all__ = ["browser", "built", "cheap_passwords", "elsewhere", "table_sets", "team", "town", "written"]


@pytest.fixture
async def elsewhere(town: Built, database_url: str, clock: DemoClock) -> AsyncIterator[Repairs]:
    """Another process that serves the same city."""
    store = Store(database_url, clock=clock)
    await store.open()
    yield Repairs(store, "elsewhere")
    await store.close()
