"""K12, K13: a plugin may go and come back, and its tables grow without losing a row."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from civicore.base.clock import SystemClock
from civicore.extension.parts import TableSet
from civicore.storage.migrate import steps_of
from civicore.storage.store import Store
from civicore.testing.conformance.check import Complaint
from civicore.testing.conformance.subject import Subject
from civicore.testing.town import Town


def may_be_uninstalled(subject: Subject) -> Iterator[Complaint]:
    """K12: without it the site answers and its data stay; installed again it finds them."""
    before = counts(subject.town, subject.tables)
    try:
        with subject.towns.other(subject.listed, without=subject.name) as town:
            for path in ("/en/", "/en/desk/"):
                status = (
                    (town.staff(town.leading, "en") if "desk" in path else town.browser("en")).get(path).status_code
                )
                if status != 200:
                    yield Complaint(f"without the plugin {path} answers {status}")
            town.settle()
            after = counts(town, subject.tables)
            lost = sorted(name for name in before if after.get(name) != before[name])
            if lost:
                yield Complaint(f"without the plugin {', '.join(lost)} does not stay as it was")
            url = town.database
        with subject.towns.other(subject.listed, database=url) as again:
            if subject.name in [one.name for one in again.built.quarantined]:
                yield Complaint("installed again it is put aside")
    except Exception as error:
        yield Complaint(f"without the plugin the city does not start: {type(error).__name__}: {error}")


def counts(town: Town, tables: Sequence[Any]) -> dict[str, int]:
    """Rows of each table."""

    async def counted() -> dict[str, int]:
        async with town.runtime.store.reading():
            return {table._meta.tablename: await table.count() for table in tables}

    return town.aside.do(counted())


def grows_without_loss(subject: Subject) -> Iterator[Complaint]:
    """K13: each migration runs on the tables that the one before left, filled with rows, and again without harm."""
    for part in subject.parts("register_tables"):
        try:
            yield from _grows(subject, part)
        except Exception as error:
            yield Complaint(f"the migrations of {part.app} do not run: {type(error).__name__}: {error}")


def _grows(subject: Subject, part: TableSet) -> Iterator[Complaint]:
    steps = [step.name for step in steps_of(part)]
    folder = subject.towns.folder / f"steps_{subject.name}_{part.app}"
    folder.mkdir(parents=True, exist_ok=True)
    database = folder / "tables.db"
    filled: dict[str, int] = {}
    prefix = subject.manifest.prefix
    for number, name in enumerate(steps):
        source = part.migrations / f"{name}.py"
        (folder / source.name).write_bytes(source.read_bytes())
        last = number == len(steps) - 1
        _migrated(subject, replace(part, migrations=folder, indexes=part.indexes if last else ()), database)
        there = _counted(database, prefix)
        for table in sorted(filled):
            if there.get(table, 0) < filled[table] and not _moves(source):
                yield Complaint(f"{name} loses rows of {table}", "migrations only add")
        filled = _filled(database, prefix)
    _migrated(subject, replace(part, migrations=folder), database)
    if _counted(database, prefix) != filled:
        yield Complaint(f"the migrations of {part.app} change something when they run a second time")
    yield from _unmade(part, database)


def _moves(file: Path) -> bool:
    return "moves=" in file.read_text(encoding="utf-8")


def _migrated(subject: Subject, part: TableSet, database: Path) -> None:
    async def migrated() -> None:
        others = [one for one in subject.town.parts("register_tables") if one.app != part.app]
        store = Store(f"sqlite:///{database}", clock=SystemClock(), apps=[*others, part])
        await store.open()
        try:
            await store.migrate()
        finally:
            await store.close()

    subject.town.aside.do(migrated())


def _unmade(part: TableSet, database: Path) -> Iterator[Complaint]:
    with closing(sqlite3.connect(database)) as file:
        for table in part.tables:
            name = table._meta.tablename
            there = {row[1] for row in file.execute(f'PRAGMA table_info("{name}")')}
            wanted = {column._meta.db_column_name for column in table._meta.columns}
            if not there:
                yield Complaint(f"the migrations do not make the table {name}")
            for column in sorted(wanted - there) if there else ():
                yield Complaint(f"the migrations do not make the column {name}.{column}")


def _counted(database: Path, prefix: str) -> dict[str, int]:
    with closing(sqlite3.connect(database)) as file:
        return {name: file.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0] for name in _own(file, prefix)}


def _filled(database: Path, prefix: str) -> dict[str, int]:
    """Put a row into each table; returns how many there are."""
    with closing(sqlite3.connect(database)) as file, file:
        for name in _own(file, prefix):
            columns = [(row[1], str(row[2]), row[3] or row[5]) for row in file.execute(f'PRAGMA table_info("{name}")')]
            named = [(column, kind) for column, kind, needed in columns if needed]
            written = ", ".join(f'"{column}"' for column, _ in named)
            marks = ", ".join("?" * len(named))
            values = [_value(kind) for _, kind in named]
            file.execute(f'INSERT OR IGNORE INTO "{name}" ({written}) VALUES ({marks})', values)
    return _counted(database, prefix)


def _own(file: sqlite3.Connection, prefix: str) -> list[str]:
    found = file.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'")
    names = [str(row[0]) for row in found]
    return sorted(one for one in names if one.startswith(f"{prefix}_"))


def _value(kind: str) -> object:
    return (
        1 if kind.upper().startswith(("INT", "BIG", "SMALL", "REAL", "FLOAT", "BOOL", "NUM")) else "2026-01-01 00:00:00"
    )
