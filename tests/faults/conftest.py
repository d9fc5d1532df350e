"""A town that lives through faults, on both databases, with a clock that stands still."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

import pytest
from civicore_booking.tables import BOOKING
from civicore_ticketing.tables import TICKETING

from civicore.base.clock import DemoClock
from civicore.extension.parts import TableSet
from tests.faults.town import Town, served
from tests.tables import DEMO


@pytest.fixture
def table_sets() -> Sequence[TableSet]:
    return (*DEMO, BOOKING, TICKETING)


@pytest.fixture
async def town(database_url: str, clock: DemoClock) -> AsyncIterator[Town]:
    async with served(database_url, clock) as running:
        yield running
