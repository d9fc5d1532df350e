"""Kiosks of the shipped cities and of a large town, served in the process on both databases at a quarter to eight."""

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
from tests.ticketing.kiosk.house import House
from tests.tools.serving import ROOT

BIG = Path(__file__).with_name("big.yaml")
Opens = Callable[..., AbstractAsyncContextManager[House]]


@pytest.fixture
def table_sets() -> Sequence[TableSet]:
    return (*DEMO, BOOKING, TICKETING)


@pytest.fixture
def opens(database_url: str, clock: DemoClock) -> Opens:
    """Serves a city by the name of its file; ``strict``: with the limits against guessing."""

    @asynccontextmanager
    async def serve(name: str, *, strict: bool = False) -> AsyncIterator[House]:
        file = BIG if name == "big" else ROOT / "deployments" / f"{name}.yaml"
        settings = Settings(file, database=database_url, demo=True, strict=strict, served_at="http://city", clock=clock)
        built = build(settings)
        assert built.quarantined == ()
        house = House(built, clock)
        house.set("07:45:00")
        async with built.app.lifespan():
            yield house

    return serve


@pytest.fixture
async def trutnov(opens: Opens) -> AsyncIterator[House]:
    async with opens("trutnov") as house:
        yield house


@pytest.fixture
async def kostelec(opens: Opens) -> AsyncIterator[House]:
    async with opens("kostelec") as house:
        yield house


@pytest.fixture
async def big(opens: Opens) -> AsyncIterator[House]:
    async with opens("big") as house:
        yield house
