"""Words as they came, before something in them was blacked out."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import UUID, Text, Timestamptz
from piccolo.table import Table

from civicore import migration

ID = "signals_0003_originals"


class OriginalRow(Table, tablename="signals_original"):
    id = UUID(primary_key=True, default=None)
    case_id = UUID(default=None)
    field = Text(default=None)
    words = Text(default=None)
    at = Timestamptz(default=None)


async def forwards() -> MigrationManager:
    return migration(ID, "signals", creates=[OriginalRow])
