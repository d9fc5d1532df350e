"""The made-up city with programs that may send cases, served in the process on both databases."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from civicore.app import build
from civicore.base.clock import DemoClock
from civicore.reading import Settings
from tests.databases import Databases, engine_of_module
from tests.signals.desk.conftest import FILE, SETS
from tests.signals.desk.house import House
from tests.signals.open311.program import Program

KEYS = "{gateway: {secret: open311_gateway}, app: {secret: open311_app}}"


def town(folder: Path, also: str = "") -> Path:
    """A file of the city with two programs; ``also`` is more YAML on top."""
    shutil.copyfile(FILE, folder / "city.yaml")
    shutil.copyfile(FILE.with_name("squares.geojson"), folder / "squares.geojson")
    written = folder / "town.yaml"
    said = f"extends: [./city.yaml]\nsignals:\n  open311:\n    keys: {KEYS}\n{also}"
    written.write_text(said, "utf-8")
    return written


@asynccontextmanager
async def running(databases: Databases, engine: str, file: Path, **settings: Any) -> AsyncIterator[House]:
    """The city, on a Monday morning that stands still."""
    clock = DemoClock()
    clock.freeze(datetime(2026, 11, 23, 8, tzinfo=UTC))
    with databases.fresh(engine, SETS) as url:
        built = build(Settings(file, database=url, demo=True, served_at="http://city", clock=clock, **settings))
        assert built.quarantined == ()
        async with built.app.lifespan():
            yield House(built, clock)


engine_name = engine_of_module()


@pytest.fixture(scope="module")
async def house(
    databases: Databases, engine_name: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    async with running(databases, engine_name, town(tmp_path_factory.mktemp("town"))) as there:
        yield there


@pytest.fixture(params=["xml", "json"])
def program(house: House, request: pytest.FixtureRequest) -> Program:
    """A program that asks in one of the formats."""
    return Program(house, str(request.param))


@pytest.fixture
def both(house: House) -> Callable[[], tuple[Program, Program]]:
    """One that asks in XML and one that asks in JSON."""
    return lambda: (Program(house, "xml"), Program(house, "json"))
