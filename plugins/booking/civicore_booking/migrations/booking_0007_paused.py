"""Which pause the holder of a visit was told of."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import Text
from piccolo.table import Table

from civicore import migration

ID = "booking_0007_paused"


class BookingRow(Table, tablename="booking_booking"):
    paused = Text(default="")


async def forwards() -> MigrationManager:
    return migration(ID, "booking", adds=[BookingRow])
