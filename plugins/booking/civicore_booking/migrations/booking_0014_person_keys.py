"""The keys of a person's limits begin with the person, so that what a booking changes of them lies on one page."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from civicore import capacity, migration

ID = "booking_0014_person_keys"
_KINDS = ("p", "pd", "pc", "pe", "ps", "he")
_HASH = 32  # signs of a keyed hash


async def forwards() -> MigrationManager:
    return migration(ID, "booking", says=capacity.side_by_side(_KINDS, "who", _HASH))
