"""A town with boards, served in the process on both databases; its clock stands still at ten."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
from civicore_booking.tables import BOOKING
from civicore_ticketing.tables import TICKETING

from civicore.app import build
from civicore.base.clock import DemoClock
from civicore.extension.parts import TableSet
from civicore.reading import Settings
from tests.tables import DEMO
from tests.ticketing.board.house import House

FILE = Path(__file__).with_name("town.yaml")


@pytest.fixture
def table_sets() -> Sequence[TableSet]:
    return (*DEMO, BOOKING, TICKETING)


@pytest.fixture
async def house(database_url: str, clock: DemoClock) -> AsyncIterator[House]:
    built = build(Settings(FILE, database=database_url, demo=True, served_at="http://city", clock=clock))
    assert built.quarantined == ()
    house = House(built, clock)
    house.set("10:00")
    async with built.app.lifespan():
        yield house
