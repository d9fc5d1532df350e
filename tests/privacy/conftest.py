"""The made-up city with cases of which each has its own marked words, made once for the whole walk."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import StringIO

import pytest

from civicore.app import build
from civicore.base.clock import DemoClock
from civicore.logs import OneLine
from civicore.reading import Settings
from tests.databases import ENGINES, Databases, engine_of_module
from tests.privacy.marked import Marked, make
from tests.signals.desk.conftest import FILE, SETS
from tests.signals.desk.house import House
from tests.tools.counts import times


@dataclass(frozen=True)
class Town:
    """The running city, its marked cases, and what its server has logged."""

    house: House
    marked: Marked
    log: StringIO
    database: str


# One engine in CI, both in a long run: what leaves does not depend on the database.
engine_name = engine_of_module(ENGINES[: times(1, 2)])


@pytest.fixture(scope="module")
def log() -> Iterator[StringIO]:
    """All that the server logs, in its own form; what the client of a test says of itself is none of it."""
    said, root = StringIO(), logging.getLogger("civicore")
    handler, before = logging.StreamHandler(said), root.level
    handler.setFormatter(OneLine())
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield said
    root.removeHandler(handler)
    root.setLevel(before)


@pytest.fixture(scope="module")
def database(databases: Databases, engine_name: str) -> Iterator[str]:
    """The address of the city's database."""
    with databases.fresh(engine_name, SETS) as url:
        yield url


@pytest.fixture(scope="module")
async def house(database: str) -> AsyncIterator[House]:
    """The running city, on a Monday morning that stands still."""
    clock = DemoClock()
    clock.freeze(datetime(2026, 11, 23, 8, tzinfo=UTC))
    built = build(Settings(FILE, database=database, demo=True, served_at="http://city", clock=clock))
    assert built.quarantined == ()
    async with built.app.lifespan():
        yield House(built, clock)


@pytest.fixture(scope="module")
async def town(house: House, log: StringIO, database: str) -> Town:
    """The city after everything that can become of a case has become of one."""
    return Town(house, await make(house), log, database)
