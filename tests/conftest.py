"""Fixtures for all tests: one event loop library, a clock, and fresh databases on both engines."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

import pytest

from civicore.base.clock import DemoClock
from civicore.extension.parts import TableSet
from civicore.storage.store import Store
from tests.databases import ENGINES, PATIENT, Databases
from tests.tools import memory_disk
from tests.tools.counts import times

SECOND_LOOK = pytest.mark.flaky(reruns=times(1, 0))
"""Browsers, servers and databases that share two cores may be late. What needed a second look is marked ``R`` and told
at the end of the run; more than a few fail it (tests/tools/ledger.py), and ``make soak`` grants none."""
ONE_LOOK = {"capacity", "faults", "histories", "machines", "security", "simulation", "storage"}
"""What is lost or sold twice once in a thousand times is lost: no second look where that is what is looked at."""
LONG = times(1, 0)  # tests for ``make soak`` alone are left out
SLOW_FIXTURES = {"chromium", "cities"}
SLOW_FOLDERS = {"stories", "faults", "external", "manual", "simulation"}
SCREENS = {
    "tests/booking/kiosk",
    "tests/booking/pages",
    "tests/booking/staff",
    "tests/booking/test_messages.py",
    "tests/signals/desk",
    "tests/signals/public",
    "tests/ticketing/board",
    "tests/ticketing/counter",
    "tests/ticketing/kiosk",
    "tests/ticketing/phone",
    "tests/ticketing/statistics",
}
"""What is shown and said; the services below it are tested on every database elsewhere."""
BY_TURNS = times(4, 1)
"""Of the tests of screens one in so many sees the databases after the first; each of them with ``make soak``."""


def pytest_configure() -> None:
    """Before the first temporary folder is made."""
    memory_disk.use()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out tests of an engine that was not asked for (``CIVICORE_TEST_DATABASES``) and long ones; order the rest.

    Of the tests of screens each stands on the first engine, and by turns on the others.

    A file stays with one worker, which serves its city once. What waits for browsers and servers goes first, so that
    the quick files fill the end evenly.
    """
    left_out = {item for item in items if _engine_of(item) not in ENGINES or (item.get_closest_marker("long") and LONG)}
    left_out |= _screens_on_other_engines(config, items)
    if left_out:
        config.hook.pytest_deselected(items=list(left_out))
        items[:] = [item for item in items if item not in left_out]
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(str(item.path.relative_to(config.rootpath))))
        if "chromium" in getattr(item, "fixturenames", ()) or not ONE_LOOK & set(item.path.parts):
            item.add_marker(SECOND_LOOK)
    slow = {item.path for item in items if SLOW_FIXTURES & set(getattr(item, "fixturenames", ()))}
    items.sort(key=lambda item: item.path not in slow and not SLOW_FOLDERS & set(item.path.parts))


def pytest_collection_finish(session: pytest.Session) -> None:
    """Thousands of tests stay in memory to the end: the collector of garbage need not look at them again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def _screens_on_other_engines(config: pytest.Config, items: list[pytest.Item]) -> set[pytest.Item]:
    """Those whose turn it is not; all of them belong to ``make soak``. A test that names its engine is for it alone."""
    others = [
        item
        for item in items
        if _engine_of(item) in ENGINES[1:] and SCREENS & _places(item, config.rootpath) and not _names_its_engine(item)
    ]
    for item in others:
        item.add_marker(pytest.mark.soak)
    files = groupby(others, lambda item: item.path)
    return {item for _, tests in files for turn, item in enumerate(tests) if turn % BY_TURNS}


def _names_its_engine(item: pytest.Item) -> bool:
    return any("engine_name" in mark.args[0] for mark in item.iter_markers("parametrize"))


def _places(item: pytest.Item, root: Path) -> set[str]:
    """Its file and the folders above it."""
    file = item.path.relative_to(root)
    return {place.as_posix() for place in (file, *file.parents)}


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
