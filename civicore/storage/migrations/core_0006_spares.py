"""Messages that stand in for others, addresses that are dead, channels that rest."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import UUID, Boolean, Integer, Text, Timestamptz
from piccolo.table import Table

from civicore.storage.migration import migration

ID = "core_0006_spares"


class MessageRow(Table, tablename="core_message"):
    chain = UUID(null=True, default=None)
    rank = Integer(default=0)
    release_at = Timestamptz(null=True, default=None)
    repeats = Boolean(default=True)
    actions = Text(default="[]")
    shown = Text(default="")


class DeadAddress(Table, tablename="core_dead_address"):
    id = UUID(primary_key=True, default=None)
    channel = Text(default=None)
    address = Text(default=None)
    reason = Text(default=None)
    at = Timestamptz(default=None)


class ChannelPace(Table, tablename="core_channel_pace"):
    channel = Text(primary_key=True, default=None)
    rests_until = Timestamptz(null=True, default=None)
    free_at = Timestamptz(null=True, default=None)


async def forwards() -> MigrationManager:
    return migration(ID, "core", creates=[DeadAddress, ChannelPace], adds=[MessageRow])
