"""Messages that are of no use after an instant."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import Timestamptz
from piccolo.table import Table

from civicore.storage.migration import migration

ID = "core_0004_message_end"


class MessageRow(Table, tablename="core_message"):
    expires_at = Timestamptz(null=True, default=None)


async def forwards() -> MigrationManager:
    return migration(ID, "core", adds=[MessageRow])
