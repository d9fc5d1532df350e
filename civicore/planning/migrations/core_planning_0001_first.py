"""The tables of changes of the file as of the first version."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import UUID, Text, Timestamptz
from piccolo.table import Table

from civicore.storage.migration import migration

ID = "core_planning_0001_first"


class ConfigurationRow(Table, tablename="core_configuration"):
    id = UUID(primary_key=True, default=None)
    digest = Text(default=None)
    at = Timestamptz(default=None)
    actor = Text(default=None)


class RenameRow(Table, tablename="core_rename"):
    old = Text(primary_key=True, default=None)
    new = Text(default=None)
    since = Timestamptz(default=None)


async def forwards() -> MigrationManager:
    return migration(ID, "core_planning", creates=[ConfigurationRow, RenameRow])
