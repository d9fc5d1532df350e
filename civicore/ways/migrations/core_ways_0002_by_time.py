"""Choices are found by their time whatever became of them; the index that began with their state goes."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from civicore.storage.migration import migration

ID = "core_ways_0002_by_time"
_GONE = ("DROP INDEX IF EXISTS core_way_state",)


async def forwards() -> MigrationManager:
    return migration(ID, "core_ways", says={"sqlite": _GONE, "postgres": _GONE})
