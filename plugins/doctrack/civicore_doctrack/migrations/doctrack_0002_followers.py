"""Who follows a document."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import UUID, Integer, Text, Timestamptz
from piccolo.table import Table

from civicore import migration

ID = "doctrack_0002_followers"


class FollowerRow(Table, tablename="doctrack_follower"):
    id = UUID(primary_key=True, default=None)
    document = UUID(default=None)
    channel = Text(default=None)
    address = Text(default=None)
    address_key = Text(default=None)
    language = Text(default=None)
    asked_at = Timestamptz(default=None)
    confirmed_at = Timestamptz(null=True, default=None)
    told = Integer(default=0)
    codes = Integer(default=0)


async def forwards() -> MigrationManager:
    return migration(ID, "doctrack", creates=[FollowerRow])
