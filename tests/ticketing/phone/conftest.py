"""A town whose visitors wait with their telephones, served in the process on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
from civicore_booking.tables import BOOKING
from civicore_ticketing.tables import TICKETING

from civicore.app import build
from civicore.base.clock import DemoClock
from civicore.extension.parts import TableSet
from civicore.reading import Settings
from tests.tables import DEMO
from tests.ticketing.phone.street import Street

FILE = Path(__file__).with_name("town.yaml")
Opens = Callable[..., AbstractAsyncContextManager[Street]]


@pytest.fixture
def table_sets() -> Sequence[TableSet]:
    return (*DEMO, BOOKING, TICKETING)


@pytest.fixture
def opens(database_url: str, clock: DemoClock) -> Opens:
    """Serves the town; ``strict``: with the limits against guessing."""

    @asynccontextmanager
    async def serve(*, strict: bool = False) -> AsyncIterator[Street]:
        settings = Settings(FILE, database=database_url, demo=True, strict=strict, served_at="http://city", clock=clock)
        built = build(settings)
        assert built.quarantined == ()
        street = Street(built, clock)
        street.set("09:00:00")
        async with built.app.lifespan():
            yield street

    return serve


@pytest.fixture
async def street(opens: Opens) -> AsyncIterator[Street]:
    async with opens() as town:
        yield town
