"""What the office told somebody whose booking it cancelled."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import Text
from piccolo.table import Table

from civicore import migration

ID = "booking_0004_ended_because"


class BookingRow(Table, tablename="booking_booking"):
    ended_because = Text(null=True, default=None)


async def forwards() -> MigrationManager:
    return migration(ID, "booking", adds=[BookingRow])
