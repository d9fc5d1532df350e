"""The made-up city with its desk, served in the process on both databases, once for each module."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from civicore_booking.tables import BOOKING
from civicore_signals.tables import SIGNALS
from civicore_ticketing.tables import TICKETING

from civicore.app import build
from civicore.base.clock import DemoClock
from civicore.reading import Settings
from tests.databases import Databases, engine_of_module
from tests.signals.desk.house import House
from tests.tables import DEMO

FILE = Path(__file__).parents[1] / "city.yaml"
SETS = (*DEMO, BOOKING, TICKETING, SIGNALS)


engine_name = engine_of_module()


@pytest.fixture(scope="module")
async def house(databases: Databases, engine_name: str) -> AsyncIterator[House]:
    """The running city, on a Monday morning that stands still."""
    clock = DemoClock()
    clock.freeze(datetime(2026, 11, 23, 8, tzinfo=UTC))
    with databases.fresh(engine_name, SETS) as url:
        built = build(Settings(FILE, database=url, demo=True, served_at="http://city", clock=clock))
        assert built.quarantined == ()
        async with built.app.lifespan():
            yield House(built, clock)
