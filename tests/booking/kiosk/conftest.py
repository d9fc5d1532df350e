"""A small town with kiosks that book, served in the process on both databases on a Monday morning."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
from civicore_booking.tables import BOOKING

from civicore.app import build
from civicore.base.clock import DemoClock
from civicore.extension.parts import TableSet
from civicore.reading import Settings
from tests.booking.kiosk.person import House
from tests.tables import CORE

FILE = Path(__file__).with_name("town.yaml")


@pytest.fixture
def table_sets() -> Sequence[TableSet]:
    return (*CORE, BOOKING)


@pytest.fixture
async def house(database_url: str, clock: DemoClock) -> AsyncIterator[House]:
    built = build(Settings(FILE, database=database_url, demo=True, served_at="http://city", clock=clock))
    assert built.quarantined == ()
    house = House(built, clock)
    house.set("07:45:00", "2026-11-23")
    async with built.app.lifespan():
        yield house
