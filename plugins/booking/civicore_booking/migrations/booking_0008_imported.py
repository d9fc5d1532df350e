"""Which rows of an older system were taken over."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import Text, Timestamptz
from piccolo.table import Table

from civicore import migration

ID = "booking_0008_imported"


class ImportedRow(Table, tablename="booking_imported"):
    mark = Text(primary_key=True, default=None)
    until = Timestamptz(default=None)


async def forwards() -> MigrationManager:
    return migration(ID, "booking", creates=[ImportedRow])
