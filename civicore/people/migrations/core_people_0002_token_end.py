"""Bearer tokens end by themselves; one from before lasts until it is revoked."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import Timestamptz
from piccolo.table import Table

from civicore.storage.migration import migration

ID = "core_people_0002_token_end"


class TokenRow(Table, tablename="core_token"):
    expires_at = Timestamptz(null=True, default=None)


async def forwards() -> MigrationManager:
    return migration(ID, "core_people", adds=[TokenRow])
