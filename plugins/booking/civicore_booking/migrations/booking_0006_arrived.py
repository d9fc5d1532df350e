"""When somebody with a code came."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import Timestamptz
from piccolo.table import Table

from civicore import migration

ID = "booking_0006_arrived"


class BookingRow(Table, tablename="booking_booking"):
    arrived_at = Timestamptz(null=True, default=None)


async def forwards() -> MigrationManager:
    return migration(ID, "booking", adds=[BookingRow])
