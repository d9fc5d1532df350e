"""What may be the work of a robot."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import UUID, Text, Timestamptz
from piccolo.table import Table

from civicore import migration

ID = "booking_0010_pattern"


class PatternRow(Table, tablename="booking_pattern"):
    id = UUID(primary_key=True, default=None)
    kind = Text(default=None)
    agenda = Text(default=None)
    office = Text(default=None)
    start = Timestamptz(default=None)
    at = Timestamptz(default=None)


async def forwards() -> MigrationManager:
    return migration(ID, "booking", creates=[PatternRow])
