"""Numbers given without network that stand in no line."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import UUID, Date, Text, Timestamptz
from piccolo.table import Table

from civicore import migration

ID = "ticketing_0002_stray"


class StrayRow(Table, tablename="ticketing_stray"):
    id = UUID(primary_key=True, default=None)
    office = Text(default=None)
    device = Text(default=None)
    day = Date(default=None)
    label = Text(default=None)
    agenda = Text(default=None)
    at = Timestamptz(default=None)
    code = Text(default=None)


async def forwards() -> MigrationManager:
    return migration(ID, "ticketing", creates=[StrayRow])
