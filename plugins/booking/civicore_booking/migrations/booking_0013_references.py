"""Codes and references are found among those that somebody still holds: both indexes are made anew, of these alone.

They keep their names, so that an earlier version beside this one does not make the old ones again. A visit that has
nothing of a person but a code counts as one that has, from now on: it is found, and its code is erased in time.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from civicore import migration

ID = "booking_0013_references"
_PERSONAL = "UPDATE booking_booking SET personal = true WHERE code_hash IS NOT NULL AND personal = false"
_GONE = ("DROP INDEX IF EXISTS booking_booking_reference", "DROP INDEX IF EXISTS booking_booking_code", _PERSONAL)


async def forwards() -> MigrationManager:
    return migration(ID, "booking", says={"sqlite": _GONE, "postgres": _GONE})
