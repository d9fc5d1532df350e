"""How a plugin writes a migration: the tables as they were on that day, and nothing that is taken away.

A file ``migrations/booking_0002_notes.py`` reads::

    ID = "booking_0002_notes"

    class Booking(Table, tablename="booking_booking"):   # only the new columns
        note = Text(null=True, default=None)

    async def forwards() -> MigrationManager:
        return migration(ID, "booking", adds=[Booking])

Migrations only add: tables, columns that may be empty or have a constant default. So an older version
of the software still runs on the newer tables.
"""

from __future__ import annotations

from collections.abc import Sequence

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table


def migration(
    id: str,
    app: str,
    *,
    creates: Sequence[type[Table]] = (),
    adds: Sequence[type[Table]] = (),
) -> MigrationManager:
    """A Piccolo migration that creates tables and adds columns to existing ones."""
    manager = MigrationManager(migration_id=id, app_name=app, description=id)
    for table in creates:
        manager.add_table(class_name=table.__name__, tablename=table._meta.tablename)
        _columns(manager, table, with_key=True)
    for table in adds:
        _columns(manager, table, with_key=False)
    return manager


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
