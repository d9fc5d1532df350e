"""The ways that people chose, as of the first version."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import UUID, Integer, Text, Timestamptz
from piccolo.table import Table

from civicore.storage.migration import migration

ID = "core_ways_0001_first"


class WayRow(Table, tablename="core_way"):
    id = UUID(primary_key=True, default=None)
    about = Text(default=None)
    channel = Text(default=None)
    address = Text(default=None)
    language = Text(default=None)
    state = Text(default=None)
    at = Timestamptz(default=None)
    digest = Text(null=True, default=None)
    tries = Integer(default=0)


async def forwards() -> MigrationManager:
    return migration(ID, "core_ways", creates=[WayRow])
