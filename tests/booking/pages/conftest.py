"""A small town served in the process, on both databases, with a clock that stands still."""

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

FILE = Path(__file__).with_name("town.yaml")


@pytest.fixture
def table_sets() -> Sequence[TableSet]:
    return (*DEMO, BOOKING)


@pytest.fixture
def file() -> Path:
    """The town's file; a module may serve another one."""
    return FILE


@pytest.fixture
async def house(database_url: str, clock: DemoClock, file: Path) -> AsyncIterator[House]:
    settings = Settings(file, database=database_url, demo=True, served_at="http://city", clock=clock)
    built = build(settings)
    assert built.quarantined == ()
    async with built.app.lifespan():
        yield House(built, clock)
