"""How a plugin writes a migration: the tables as they were on that day, and nothing that is taken away.

A file ``migrations/booking_0002_notes.py`` reads::

    ID = "booking_0002_notes"

    class Booking(Table, tablename="booking_booking"):   # only the new columns
        note = Text(null=True, default=None)

    async def forwards() -> MigrationManager:
        return migration(ID, "booking", adds=[Booking])

Migrations only add: tables, columns that may be empty or have a constant default. So an older version
of the software still runs on the newer tables; only after rows have moved it no longer does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Literal, cast

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

from civicore.storage.tables import MigrationRow


def migration(
    id: str,
    app: str,
    *,
    creates: Sequence[type[Table]] = (),
    adds: Sequence[type[Table]] = (),
    moves: Sequence[tuple[type[Table], type[Table]]] = (),
    says: Mapping[Literal["sqlite", "postgres"], Sequence[str]] | None = None,
) -> MigrationManager:
    """A Piccolo migration that creates tables and adds columns to existing ones.

    ``moves`` takes the rows of a table into another that has its columns, in a migration of its own: rows that
    changed their owner, such as claims that became the core's. The empty table stays. ``says`` are statements, run at
    the end, for what each engine has in its own way, such as an index of words.
    """
    manager = MigrationManager(migration_id=id, app_name=app, description=id)
    for table in creates:
        manager.add_table(class_name=table.__name__, tablename=table._meta.tablename)
        _columns(manager, table, with_key=True)
    for table in adds:
        _columns(manager, table, with_key=False)
    for old, new in moves:
        manager.add_raw(partial(_move, old, new))
    if says:
        manager.add_raw(partial(_say, says))
    return manager


async def _say(said: Mapping[Literal["sqlite", "postgres"], Sequence[str]]) -> None:
    engine = MigrationRow._meta.db
    for statement in said[cast(Literal["sqlite", "postgres"], engine.engine_type)]:
        await engine.run_ddl(statement)


async def _move(old: type[Table], new: type[Table]) -> None:
    columns = ", ".join(f'"{column._meta.db_column_name}"' for column in old._meta.columns)
    into, source = new._meta.tablename, old._meta.tablename
    await new.raw(f"INSERT INTO {into} ({columns}) SELECT {columns} FROM {source}")  # noqa: S608
    await old.raw(f"DELETE FROM {source}")  # noqa: S608


def _columns(manager: MigrationManager, table: type[Table], *, with_key: bool) -> None:
    for column in table._meta.columns:
        if column._meta.primary_key and not with_key:
            continue
        manager.add_column(
            table_class_name=table.__name__,
            tablename=table._meta.tablename,
            column_name=column._meta.name,
            db_column_name=column._meta.db_column_name,
            column_class=type(column),
            params=column._meta.params,
        )
