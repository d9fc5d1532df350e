"""When the holder was reminded of the visit."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import Timestamptz
from piccolo.table import Table

from civicore import migration

ID = "booking_0002_reminded"


class BookingRow(Table, tablename="booking_booking"):
    reminded_at = Timestamptz(null=True, default=None)


async def forwards() -> MigrationManager:
    return migration(ID, "booking", adds=[BookingRow])
