"""F20: a migration of the whole city is killed at many points; the schema is the old or the new one, never between."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Generator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

import pytest

from civicore.base.clock import SystemClock
from civicore.extension.parts import TableSet
from civicore.storage import migrate as migrating
from civicore.storage.router import bound
from civicore.storage.store import Store
from civicore.storage.tables import CORE, MigrationRow
from civicore.storage.transaction import Transaction
from tests.databases import PATIENT, Databases
from tests.storage.dying import EVERYTHING
from tests.tools.paper import of
from tests.tools.reliability import Counted

pytestmark = pytest.mark.anyio

POINTS = of("F20 points of a migration")
CLAIMS = 40
SCHEMA = {
    "sqlite": "SELECT type || ' ' || name || ' ' || coalesce(sql, '') AS said FROM sqlite_master"
    " WHERE name NOT LIKE 'sqlite_%' AND name NOT LIKE 'signals_word_%' ORDER BY 1",
    "postgres": "SELECT table_name || '.' || column_name || ' ' || data_type AS said FROM information_schema.columns"
    " WHERE table_schema = 'public' UNION ALL SELECT 'index ' || indexname FROM pg_indexes"
    " WHERE schemaname = 'public' ORDER BY 1",
}


@dataclass(frozen=True)
class State:
    """What a database looks like from outside."""

    schema: tuple[str, ...]
    done: frozenset[str]
    claims: int


@pytest.fixture(scope="module")
def first_versions(tmp_path_factory: pytest.TempPathFactory) -> Sequence[TableSet]:
    """The tables as the first version made them."""
    folder = tmp_path_factory.mktemp("first")
    return tuple(_first(one, folder) for one in EVERYTHING)


def _first(app: TableSet, folder: Path) -> TableSet:
    for path in app.migrations.glob("*_0001_*.py"):
        (folder / app.app).mkdir(exist_ok=True)
        shutil.copyfile(path, folder / app.app / path.name)
    return replace(app, migrations=folder / app.app, indexes=())


@pytest.fixture
async def old(
    databases: Databases, engine_name: str, first_versions: Sequence[TableSet], monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[str]:
    """A database of the first version with claims in it, closed."""
    with databases.empty(engine_name) as url:
        store = Store(url, clock=SystemClock(), apps=first_versions, wait=PATIENT)
        monkeypatch.setattr(store, "_apps", (_of_core(first_versions), *first_versions))
        await store.open()
        await store.migrate()
        with bound(store.engine):
            async with Transaction(store.engine):
                for number in range(CLAIMS):
                    said = f"'{UUID(int=number)}', '{UUID(int=number)}', 'counter:{number}', 'counter'"
                    await MigrationRow.raw(f"INSERT INTO booking_claim (id, holder, key, scope) VALUES ({said})")
        await store.close()
        yield url


def _of_core(first: Sequence[TableSet]) -> TableSet:
    return _first(CORE, first[0].migrations.parent)


async def looked_at(url: str) -> State:
    store = Store(url, clock=SystemClock(), wait=PATIENT)
    await store.open()
    try:
        return await state_of(store)
    finally:
        await store.close()


async def state_of(store: Store) -> State:
    async with store.reading():
        schema = [row["said"] for row in await MigrationRow.raw(SCHEMA[store.engine_type])]
        done = [row["name"] for row in await MigrationRow.select(MigrationRow.name)]
        claims = 0
        for table in ("booking_claim", "core_claim"):
            claims += (await MigrationRow.raw(f"SELECT count(*) AS number FROM {table}"))[0]["number"]
    return State(tuple(schema), frozenset(done), claims)


def migrated(url: str, killed_before: int = 0) -> int:
    """Migrate in a process of its own; how many steps it told of, -9 when it was killed."""
    command = [sys.executable, "-m", "tests.storage.dying", url, str(killed_before)]
    ended = subprocess.run(command, capture_output=True, text=True, env=os.environ, timeout=PATIENT)
    assert ended.returncode == (-9 if killed_before else 0), ended.stderr
    return int(ended.stdout or -9)


def copies(databases: Databases, engine: str, old: str) -> Generator[str, None, None]:
    """Copies of the old database without end."""
    while True:
        with databases.empty(engine, old.partition("?")[0].rpartition("/")[2]) as url:
            yield url


async def known_states(url: str, monkeypatch: pytest.MonkeyPatch) -> list[State]:
    """What a migration that nobody disturbs looks like after each of its changes."""
    store = Store(url, clock=SystemClock(), apps=EVERYTHING, wait=PATIENT)
    await store.open()
    seen, alter = [await state_of(store)], migrating._alter

    async def watched(*given: object) -> None:
        await alter(*given)  # type: ignore[arg-type]
        seen.append(await state_of(store))

    with monkeypatch.context() as patch:
        patch.setattr(migrating, "_alter", watched)
        await store.migrate()
    await store.close()
    return seen


async def test_f20_a_migration_killed_at_any_point_leaves_a_whole_state_and_is_made_up_for(
    databases: Databases, engine_name: str, old: str, monkeypatch: pytest.MonkeyPatch, counted: Counted
) -> None:
    fresh = copies(databases, engine_name, old)
    known = await known_states(next(fresh), monkeypatch)
    assert len(known) > 50 and all(one.claims == CLAIMS for one in known)
    steps = migrated(next(fresh))
    there = 0
    for number in range(POINTS):
        url = next(fresh)
        migrated(url, killed_before=1 + (2 * number + 1) * steps // (2 * POINTS))
        found = await looked_at(url)
        assert found in known, f"half-made: {found.done ^ known[-1].done}"
        there += found.claims
    migrated(url)
    assert await looked_at(url) == known[-1]
    counted(runs=POINTS, faults=POINTS, acknowledged=CLAIMS * POINTS, lost=CLAIMS * POINTS - there)
    fresh.close()
