"""A small town with a desk: two departments, three roles, served in the process on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
from civicore_booking.tables import BOOKING

from civicore.app import build
from civicore.base.clock import DemoClock
from civicore.extension.parts import TableSet
from civicore.reading import Settings
from tests.booking.staff.office import Office
from tests.tables import DEMO

FILE = Path(__file__).with_name("town.yaml")


@pytest.fixture
def table_sets() -> Sequence[TableSet]:
    return (*DEMO, BOOKING)


@pytest.fixture
async def office(database_url: str, clock: DemoClock) -> AsyncIterator[Office]:
    """The running town, at eight on a Tuesday; nobody is employed yet."""
    built = build(Settings(FILE, database=database_url, demo=True, served_at="http://city", clock=clock))
    assert built.quarantined == ()
    async with built.app.lifespan():
        yield Office(built, clock)
