"""Until when somebody can confirm that they want to wait; empty for who waits."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import Timestamptz
from piccolo.table import Table

from civicore import migration

ID = "booking_0003_asked"


class WaitingRow(Table, tablename="booking_waiting"):
    asked_until = Timestamptz(null=True, default=None)


async def forwards() -> MigrationManager:
    return migration(ID, "booking", adds=[WaitingRow])
