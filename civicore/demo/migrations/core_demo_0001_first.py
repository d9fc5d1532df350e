"""The demo's table as of the first version."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import UUID, Text, Timestamptz
from piccolo.table import Table

from civicore.storage.migration import migration

ID = "core_demo_0001_first"


class Caught(Table, tablename="core_demo_caught"):
    id = UUID(primary_key=True, default=None)
    channel = Text(default=None)
    recipient = Text(default=None)
    subject = Text(default=None)
    body = Text(default=None)
    html = Text(null=True, default=None)
    attachments = Text(default=None)
    sent_at = Timestamptz(default=None)


async def forwards() -> MigrationManager:
    return migration(ID, "core_demo", creates=[Caught])
