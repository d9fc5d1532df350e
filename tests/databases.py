"""A fresh database for each test, on SQLite and on PostgreSQL, copied from a migrated one."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Coroutine, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import asyncpg  # type: ignore[import-untyped]
import pytest

from civicore.base.clock import SystemClock
from civicore.extension.parts import TableSet
from civicore.storage.store import Store
from civicore.testing.cluster import Cluster
from tests.tools.counts import times

T = TypeVar("T")
ENGINES = tuple(os.environ.get("CIVICORE_TEST_DATABASES", "sqlite,postgres").split(","))

PATIENT = 120.0  # seconds that a test waits for what must come: a busy machine fails no test

_LONG_ONLY = [pytest.param(one, marks=pytest.mark.soak) for one in ENGINES[1 : times(1, 2)]]
everywhere_in_soak = pytest.mark.parametrize("engine_name", [ENGINES[0], *_LONG_ONLY], indirect=True)
"""A long story that the database hardly touches: on the first one in CI, on both with ``make soak``."""
on_postgres = pytest.mark.parametrize("engine_name", ["postgres"], indirect=True)  # what SQLite has no twin of


def engine_of_module(engines: Sequence[str] = ENGINES) -> Any:
    """A fixture ``engine_name`` for modules whose town is made once for all their tests, once on each engine."""

    @pytest.fixture(scope="module", params=engines)
    def engine_name(request: pytest.FixtureRequest) -> str:
        return str(request.param)

    return engine_name


class Aside:
    """Work in a loop of its own: a fixture may be asked for while the test's loop is set."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1)
        self._runner = asyncio.Runner()

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        return self._thread.submit(self._runner.run, work).result()

    def close(self) -> None:
        self._thread.submit(self._runner.close).result()
        self._thread.shutdown()


class Databases:
    """Makes databases; a template is migrated once for each set of tables."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._aside = Aside()
        self._cluster: Cluster | None = None
        self._connection: asyncpg.Connection | None = None
        self._templates: dict[tuple[str, tuple[str, ...]], str] = {}
        self._made = 0

    def close(self) -> None:
        if self._connection is not None:
            self._aside.do(self._connection.close())
        self._aside.close()
        if self._cluster is not None:
            self._cluster.stop()

    @contextmanager
    def fresh(self, engine: str, apps: Sequence[TableSet] = ()) -> Iterator[str]:
        """The address of a migrated database of its own."""
        with self.empty(engine, self._template(engine, apps)) as url:
            yield url

    @contextmanager
    def empty(self, engine: str, template: str | None = None) -> Iterator[str]:
        """The address of a database without tables, or of a copy of another one."""
        name = self._name()
        if engine == "sqlite":
            if template is not None:
                shutil.copyfile(self._folder / template, self._folder / name)
            yield f"sqlite:///{self._folder / name}"
            for left in self._folder.glob(f"{name}*"):
                left.unlink()
        else:
            self._admin(f'CREATE DATABASE "{name}" TEMPLATE "{template or "template0"}"')
            yield self._server().url(name)
            self._admin(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _template(self, engine: str, apps: Sequence[TableSet]) -> str:
        key = (engine, tuple(app.app for app in apps))
        if key not in self._templates:
            name = self._name()
            if engine != "sqlite":
                self._admin(f'CREATE DATABASE "{name}" TEMPLATE template0')
            url = f"sqlite:///{self._folder / name}" if engine == "sqlite" else self._server().url(name)
            self._aside.do(_migrated(url, apps))
            self._templates[key] = name
        return self._templates[key]

    def _name(self) -> str:
        self._made += 1
        return f"city_{self._made:06}"  # as long as every other: none begins with the whole of another one

    def _server(self) -> Cluster:
        if self._cluster is None:
            self._cluster = Cluster({"max_wal_size": "256MB"})  # its folder may lie in memory
        return self._cluster

    def _admin(self, statement: str) -> None:
        if self._connection is None:
            self._connection = self._aside.do(asyncpg.connect(self._server().url("postgres")))
        self._aside.do(self._connection.execute(statement))


async def _migrated(url: str, apps: Sequence[TableSet]) -> None:
    store = Store(url, clock=SystemClock(), apps=apps, wait=PATIENT)
    await store.open()
    try:
        await store.migrate()
    finally:
        await store.close()
