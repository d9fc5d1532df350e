"""What was told of topics in the last hour, for everybody who follows them."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import UUID, BigInt, Text, Timestamptz
from piccolo.table import Table

from civicore.storage.migration import migration

ID = "core_0003_live"


class LiveTopic(Table, tablename="core_live_topic"):
    topic = Text(primary_key=True, default=None)
    seq = BigInt(default=None)
    at = Timestamptz(default=None)


class LiveRow(Table, tablename="core_live"):
    id = UUID(primary_key=True, default=None)
    topic = Text(default=None)
    seq = BigInt(default=None)
    body = Text(default=None)
    at = Timestamptz(default=None)


async def forwards() -> MigrationManager:
    return migration(ID, "core", creates=[LiveTopic, LiveRow])
