"""The rules by which all processes of a city work, and the addresses that it once had."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import Boolean, Integer, Text, Timestamptz
from piccolo.table import Table

from civicore.storage.migration import migration

ID = "core_planning_0002_in_force"


class InForceRow(Table, tablename="core_in_force"):
    id = Integer(primary_key=True, default=None)
    rules = Text(default=None)
    awaited = Boolean(default=False)


class GoneRow(Table, tablename="core_gone"):
    path = Text(primary_key=True, default=None)
    since = Timestamptz(default=None)


async def forwards() -> MigrationManager:
    return migration(ID, "core_planning", creates=[InForceRow, GoneRow])
