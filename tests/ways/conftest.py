"""A town for booking, served in the process."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
from civicore_booking.tables import BOOKING

from civicore.app import build
from civicore.base.clock import DemoClock
from civicore.extension.parts import TableSet
from civicore.reading import Settings
from tests.booking.pages.citizen import House
from tests.tables import DEMO

FILE = Path(__file__).resolve().parents[1] / "booking" / "pages" / "town.yaml"


@pytest.fixture
def table_sets() -> Sequence[TableSet]:
    return (*DEMO, BOOKING)


@pytest.fixture
async def house(database_url: str, clock: DemoClock) -> AsyncIterator[House]:
    built = build(Settings(FILE, database=database_url, demo=True, served_at="http://city", clock=clock))
    async with built.app.lifespan():
        yield House(built, clock)
