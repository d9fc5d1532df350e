"""A row that was taken over is known again under the new names of its agenda and office."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import Text
from piccolo.table import Table

from civicore import migration

ID = "booking_0011_imported_where"


class ImportedRow(Table, tablename="booking_imported"):
    who = Text(null=True, default=None)
    agenda = Text(null=True, default=None)
    office = Text(null=True, default=None)


async def forwards() -> MigrationManager:
    return migration(ID, "booking", adds=[ImportedRow])
