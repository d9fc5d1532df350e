"""Fixtures of the office of papers, served in the process on both databases, once for each module."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from civicore_booking.tables import BOOKING
from civicore_doctrack.tables import DOCTRACK

from civicore.app import build
from civicore.base.clock import DemoClock
from civicore.reading import Settings
from tests.databases import Databases, engine_of_module
from tests.doctrack.bureau import Bureau
from tests.tables import DEMO

FILE = Path(__file__).with_name("papers.yaml")
SETS = (*DEMO, BOOKING, DOCTRACK)


engine_name = engine_of_module()


@pytest.fixture(scope="module")
async def bureau(databases: Databases, engine_name: str) -> AsyncIterator[Bureau]:
    """The running office, on a Monday morning that stands still."""
    clock = DemoClock()
    clock.freeze(datetime(2026, 11, 23, 8, tzinfo=UTC))
    with databases.fresh(engine_name, SETS) as url:
        built = build(Settings(FILE, database=url, demo=True, served_at="http://city", clock=clock))
        assert built.quarantined == ()
        async with built.app.lifespan():
            yield Bureau(built, clock)
