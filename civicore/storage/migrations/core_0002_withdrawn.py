"""Messages that were withdrawn while they were being sent."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import Boolean
from piccolo.table import Table

from civicore.storage.migration import migration

ID = "core_0002_withdrawn"


class MessageRow(Table, tablename="core_message"):
    withdrawn = Boolean(default=False)


async def forwards() -> MigrationManager:
    return migration(ID, "core", adds=[MessageRow])
