"""When a token was last used: staff see which devices are there."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import Timestamptz
from piccolo.table import Table

from civicore.storage.migration import migration

ID = "core_people_0003_token_seen"


class TokenRow(Table, tablename="core_token"):
    seen_at = Timestamptz(null=True, default=None)


async def forwards() -> MigrationManager:
    return migration(ID, "core_people", adds=[TokenRow])
