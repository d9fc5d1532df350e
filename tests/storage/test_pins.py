"""The engines replace parts of Piccolo and lean on aiosqlite and asyncpg: a new version must be looked at first."""

from __future__ import annotations

import inspect
from importlib.metadata import version

import aiosqlite
import pytest
from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.conf.apps import Finder
from piccolo.engine.base import Engine
from piccolo.engine.postgres import PostgresEngine
from piccolo.engine.sqlite import SQLiteEngine
from piccolo.querystring import Unquoted
from piccolo.table import TableMeta

from civicore.storage.router import Router

REPLACED = ("start_connection_pool", "close_connection_pool", "transaction", "run_querystring", "run_ddl")


@pytest.mark.parametrize(("library", "pinned"), [("piccolo", "1.38.0"), ("aiosqlite", "0.22.1"), ("asyncpg", "0.32.")])
def test_the_versions_are_those_that_were_looked_at(library: str, pinned: str) -> None:
    assert version(library).startswith(pinned), (
        f"{library} {version(library)}: read civicore/storage/sqlite.py and postgres.py against its sources,"
        " run the tests of this folder with CIVICORE_SOAK=1, then change the pin here and in pyproject.toml"
    )


@pytest.mark.parametrize("engine", [SQLiteEngine, PostgresEngine])
@pytest.mark.parametrize("method", REPLACED)
def test_what_is_replaced_is_still_what_piccolo_calls(engine: type, method: str) -> None:
    assert callable(getattr(engine, method))


def test_every_way_to_the_database_is_replaced() -> None:
    """Whatever else of an engine runs statements would go past the unit of work."""
    asking = {
        name
        for engine in (SQLiteEngine, PostgresEngine)
        for name, method in inspect.getmembers(engine, inspect.isfunction)
        if "_run_in" in inspect.getsource(method) or "get_new_connection" in inspect.getsource(method)
    }
    assert asking - {"run_querystring", "run_ddl"} == {
        "_run_in_new_connection",  # called by those that are replaced
        "_run_in_pool",
        "_run_in_existing_connection",
        "get_new_connection",
        "get_version",  # only by check_version, which does nothing on our PostgreSQL engine
        "prep_database",  # only for extensions; we ask for none
        "batch",  # server-side cursors; not used, there is no unit of work around them
    }


def test_piccolo_finds_the_engine_by_way_of_the_router() -> None:
    assert isinstance(Router(), Engine)
    assert isinstance(Finder().get_engine("civicore.piccolo_conf"), Engine)
    assert "_db" in inspect.getsource(TableMeta.db.fget)  # type: ignore[attr-defined]


def test_a_migration_runs_in_the_transaction_around_it() -> None:
    source = inspect.getsource(MigrationManager.run)
    assert "engine.transaction()" in source
    assert "engine_finder()" in source


def test_a_value_can_be_an_expression_in_an_insert() -> None:
    assert Unquoted("(SELECT 1)").template == "(SELECT 1)"


def test_aiosqlite_still_has_a_thread_that_can_be_told_not_to_hold_up_the_end() -> None:
    assert aiosqlite.connect(":memory:")._thread.daemon is False
