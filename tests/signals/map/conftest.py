"""The made-up city of squares: its office on both databases for the window of days, its pages once for each module."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from civicore_signals.tables import SIGNALS

from civicore.app import build
from civicore.base.clock import DemoClock
from civicore.extension.parts import TableSet
from civicore.reading import Settings
from civicore.storage.store import Store
from tests.databases import Databases
from tests.signals.backoffice.office import Office, read_city
from tests.signals.desk.conftest import FILE, SETS
from tests.signals.desk.house import House
from tests.tables import CORE


@pytest.fixture
def table_sets() -> Sequence[TableSet]:
    return (*CORE, SIGNALS)


@pytest.fixture
def office(store: Store, clock: DemoClock, tmp_path: Path) -> Callable[..., Office]:
    """An office that publishes at once, with other words in its file; ``a__b=value`` sets them."""

    def made(**changes: Any) -> Office:
        return Office(read_city(tmp_path, {"signals__publish": "at_once", **changes}), store, clock)

    return made


@pytest.fixture(scope="module")
async def house(databases: Databases) -> AsyncIterator[House]:
    """The city being served, on a Monday morning that stands still."""
    clock = DemoClock()
    clock.freeze(datetime(2026, 11, 23, 8, tzinfo=UTC))
    with databases.fresh("sqlite", SETS) as url:
        built = build(Settings(FILE, database=url, demo=True, served_at="http://city", clock=clock))
        assert built.quarantined == ()
        async with built.app.lifespan():
            yield House(built, clock)
