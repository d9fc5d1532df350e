"""Letters that one click ends."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import Text
from piccolo.table import Table

from civicore.storage.migration import migration

ID = "core_0005_unsubscribe"


class MessageRow(Table, tablename="core_message"):
    unsubscribe = Text(null=True, default=None)


async def forwards() -> MigrationManager:
    return migration(ID, "core", adds=[MessageRow])
