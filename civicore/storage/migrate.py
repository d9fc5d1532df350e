"""Brings a database up to date: migrations of every plugin in order, each whole or not at all, then the indexes."""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import io
import re
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from civicore.base.clock import Clock
from civicore.base.codes import new_id
from civicore.extension.parts import TableSet
from civicore.storage.engines import Engine
from civicore.storage.owners import migrating
from civicore.storage.repeating import worth_repeating
from civicore.storage.tables import MigrationRow
from civicore.storage.transaction import CannotOpen, StoreBusy, Transaction

_PATIENCE = 60.0  # seconds to wait for another process that migrates the same database
_TRIES = 10  # at one change that others are in the way of
_PAUSE = 1.0  # seconds between two tries, in which whoever waits behind this change gets on
_INDEX = re.compile(r"CREATE (?:UNIQUE )?INDEX IF NOT EXISTS (\w+) ON ")


@dataclass(frozen=True)
class Step:
    """One migration file of one plugin."""

    app: str
    path: Path

    @property
    def name(self) -> str:
        return self.path.stem


async def migrate(engine: Engine, apps: Sequence[TableSet], clock: Clock) -> tuple[str, ...]:
    """Run what has not run yet; returns the names. Safe when several processes start at once.

    A database that is up to date is only read, so that running processes are not held up.
    CannotOpen when others keep in the way. RuntimeError for a migration file whose name does not begin with
    its plugin's name or differs from its ID, and for an index statement of another form.
    """
    steps = [step for app in apps for step in steps_of(app)]
    try:
        async with engine.alone(_PATIENCE):
            done = await _done(engine)
            ran = [step for step in steps if (step.app, step.name) not in done]
            for step in ran:
                await _alter(engine, lambda step=step: _run(step, clock))  # type: ignore[misc]
            for statement in await _missing(engine, [one for app in apps for one in app.indexes]):
                await _alter(engine, lambda statement=statement: engine.run_ddl(statement))  # type: ignore[misc]
    except StoreBusy as error:
        raise CannotOpen(f"the tables of the database could not be brought up to date: {error}") from error
    return tuple(step.name for step in ran)


async def _done(engine: Engine) -> set[tuple[str, str]]:
    """App and name of what has run; makes the table of it when there is none."""
    async with Transaction(engine, write=False):
        if MigrationRow._meta.tablename in await engine.names():
            rows = await MigrationRow.select(MigrationRow.app, MigrationRow.name)
            return {(row["app"], row["name"]) for row in rows}
    await _alter(engine, lambda: MigrationRow.create_table(if_not_exists=True))
    return set()


async def _missing(engine: Engine, statements: Sequence[str]) -> list[str]:
    # IF NOT EXISTS does not help: PostgreSQL locks the table against writers before it looks.
    async with Transaction(engine, write=False):
        there = await engine.names()
    return [one for one in statements if _name(one) not in there]


def _name(statement: str) -> str:
    found = _INDEX.match(statement)
    if found is None:
        raise RuntimeError(f"an index is made by CREATE [UNIQUE] INDEX IF NOT EXISTS name ON …, not by {statement!r}")
    return found[1]


async def _alter(engine: Engine, change: Callable[[], Awaitable[object]]) -> None:
    """Make one change in a transaction of its own, again when others were in the way; StoreBusy when they stay."""
    for number in range(_TRIES):
        if number:
            await asyncio.sleep(_PAUSE)
        try:
            async with Transaction(engine, alone=True):
                await engine.take_time()
                await change()
            return
        except Exception as error:
            if not worth_repeating(error):
                raise
            trouble = error
    raise StoreBusy("other programs keep it in use; end them, or start again when there is less to do") from trouble


def steps_of(app: TableSet) -> Iterator[Step]:
    """The migration files of a plugin in order of their names; what has run already is not even loaded."""
    for path in sorted(app.migrations.glob("[!_]*.py")):
        if not path.stem.startswith(f"{app.app}_"):
            raise RuntimeError(f"{path.name}: a migration is named {app.app}_NNNN_what")
        yield Step(app.app, path)


def _loaded(path: Path) -> ModuleType:
    # By path: by their bare names two plugins' files could stand for each other.
    spec = importlib.util.spec_from_file_location(f"civicore_migrations.{path.stem}", path)
    if spec is None or spec.loader is None:
        raise RuntimeError(f"{path} cannot be read")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    if getattr(module, "ID", None) != path.stem:
        raise RuntimeError(f"{path.name}: the ID of a migration is its name")
    return module


async def _run(step: Step, clock: Clock) -> None:
    # The changes and the line that they were made stand or fall together, so a kill leaves the old state or the new.
    manager = await _loaded(step.path).forwards()
    with contextlib.redirect_stdout(io.StringIO()), migrating(step.app):  # Piccolo prints its progress
        await manager.run()
    await MigrationRow.insert(MigrationRow(id=new_id(), app=step.app, name=step.name, ran_at=clock.now()))
