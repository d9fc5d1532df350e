"""The index of what still bears personal data is made anew, so that SQLite takes it; the one that it never took goes."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from civicore import migration

ID = "booking_0012_over"
_GONE = ("DROP INDEX IF EXISTS booking_booking_ends",)


async def forwards() -> MigrationManager:
    return migration(ID, "booking", says={"sqlite": _GONE, "postgres": _GONE})
