"""The table of browsers that take news, as of the first version."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import UUID, Text, Timestamptz
from piccolo.table import Table

from civicore.storage.migration import migration

ID = "core_pocket_0001_first"


class PushRow(Table, tablename="core_push"):
    id = UUID(primary_key=True, default=None)
    digest = Text(default=None)
    endpoint = Text(default=None)
    p256dh = Text(default=None)
    auth = Text(default=None)
    vapid = Text(default=None)
    seen_at = Timestamptz(default=None)


async def forwards() -> MigrationManager:
    return migration(ID, "core_pocket", creates=[PushRow])
