"""Brings a database up to date: migrations of every plugin in order, each whole or not at all, then the indexes."""

from __future__ import annotations

import contextlib
import importlib.util
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from civicore.base.clock import Clock
from civicore.base.codes import new_id
from civicore.extension.parts import TableSet
from civicore.storage.engines import Engine
from civicore.storage.tables import MigrationRow
from civicore.storage.transaction import Transaction

_PATIENCE = 60.0  # seconds to wait for another process that migrates the same database


@dataclass(frozen=True)
class Step:
    """One migration file of one plugin."""

    app: str
    name: str
    module: ModuleType


async def migrate(engine: Engine, apps: Sequence[TableSet], clock: Clock) -> tuple[str, ...]:
    """Run what has not run yet; returns the names. Safe when several processes start at once.

    RuntimeError for a migration file whose name does not begin with its plugin's name or differs from its ID.
    """
    steps = [step for app in apps for step in steps_of(app)]
    async with engine.alone(_PATIENCE):
        async with Transaction(engine):
            await MigrationRow.create_table(if_not_exists=True)
            done = {(row["app"], row["name"]) for row in await MigrationRow.select(MigrationRow.app, MigrationRow.name)}
        ran = [step for step in steps if (step.app, step.name) not in done]
        for step in ran:
            await _run(engine, step, clock)
        for app in apps:
            await _index(engine, app)
    return tuple(step.name for step in ran)


def steps_of(app: TableSet) -> Iterator[Step]:
    """The migration files of a plugin in order of their names."""
    for path in sorted(app.migrations.glob("[!_]*.py")):
        module = _loaded(path)
        if not path.stem.startswith(f"{app.app}_") or getattr(module, "ID", None) != path.stem:
            raise RuntimeError(f"{path.name}: a migration is named {app.app}_NNNN_what and its ID is its name")
        yield Step(app.app, path.stem, module)


def _loaded(path: Path) -> ModuleType:
    # By path: by their bare names two plugins' files could stand for each other.
    spec = importlib.util.spec_from_file_location(f"civicore_migrations.{path.stem}", path)
    if spec is None or spec.loader is None:
        raise RuntimeError(f"{path} cannot be read")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


async def _run(engine: Engine, step: Step, clock: Clock) -> None:
    # The changes and the line that they were made stand or fall together, so a kill leaves the old state or the new.
    async with Transaction(engine):
        await engine.take_time()
        manager = await step.module.forwards()
        with contextlib.redirect_stdout(io.StringIO()):  # Piccolo prints its progress
            await manager.run()
        await MigrationRow.insert(MigrationRow(id=new_id(), app=step.app, name=step.name, ran_at=clock.now()))


async def _index(engine: Engine, app: TableSet) -> None:
    if not app.tables:
        return
    async with Transaction(engine):
        await engine.take_time()
        for statement in app.indexes:
            await app.tables[0].raw(statement)
