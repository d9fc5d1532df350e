"""Fixtures for all tests: one event loop library, a clock, and fresh databases on both engines."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import UTC, datetime

import pytest

from civicore.base.clock import DemoClock
from civicore.extension.parts import TableSet
from civicore.storage.store import Store
from tests.databases import ENGINES, PATIENT, Databases
from tests.tools.counts import times

SECOND_LOOK = pytest.mark.flaky(reruns=times(1, 0))
"""Browsers, servers and databases that share two cores may be late. What needed a second look is marked ``R`` and told
at the end of the run; more than a few fail it (tests/tools/ledger.py), and ``make soak`` grants none."""
LONG = times(1, 0)  # tests for ``make soak`` alone are left out
SLOW_FIXTURES = {"chromium", "cities"}
SLOW_FOLDERS = {"stories", "faults", "external", "manual", "simulation"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out tests of an engine that was not asked for (``CIVICORE_TEST_DATABASES``) and long ones; order the rest.

    A file stays with one worker, which serves its city once. What waits for browsers and servers goes first, so that
    the quick files fill the end evenly.
    """
    left_out = [item for item in items if _engine_of(item) not in ENGINES or (item.get_closest_marker("long") and LONG)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(str(item.path.relative_to(config.rootpath))))
        item.add_marker(SECOND_LOOK)
    slow = {item.path for item in items if SLOW_FIXTURES & set(getattr(item, "fixturenames", ()))}
    items.sort(key=lambda item: item.path not in slow and not SLOW_FOLDERS & set(item.path.parts))


def pytest_collection_finish(session: pytest.Session) -> None:
    """Thousands of tests stay in memory to the end: the collector of garbage need not look at them again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def _engine_of(item: pytest.Item) -> str:
    call = getattr(item, "callspec", None)
    return str(call.params.get("engine_name", ENGINES[0])) if call is not None else ENGINES[0]


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """Makes databases for the whole run."""
    made = Databases(tmp_path_factory.mktemp("databases"))
    yield made
    made.close()


@pytest.fixture
def table_sets() -> Sequence[TableSet]:
    """Tables beyond the core's; a folder of tests overrides this with what it needs."""
    return ()


@pytest.fixture(params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    """The engine of this run of the test."""
    return str(request.param)


@pytest.fixture
def database_url(databases: Databases, engine_name: str, table_sets: Sequence[TableSet]) -> Iterator[str]:
    """The address of a fresh, migrated database, on each engine in turn."""
    with databases.fresh(engine_name, table_sets) as url:
        yield url


@pytest.fixture
def empty_database_url(databases: Databases, engine_name: str) -> Iterator[str]:
    """The address of a database without tables."""
    with databases.empty(engine_name) as url:
        yield url


@pytest.fixture
def clock() -> DemoClock:
    """A Tuesday morning that stands still."""
    stopped = DemoClock()
    stopped.freeze(datetime(2026, 11, 24, 7, 0, tzinfo=UTC))
    return stopped


@pytest.fixture
async def store(database_url: str, clock: DemoClock, table_sets: Sequence[TableSet]) -> AsyncIterator[Store]:
    """An open store on a fresh database."""
    opened = Store(database_url, clock=clock, apps=table_sets, wait=PATIENT)
    await opened.open()
    yield opened
    await opened.close()
