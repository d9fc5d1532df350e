"""Tries at sending are found by their time whatever their channel; the index that began with the channel goes."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from civicore.storage.migration import migration

ID = "core_0008_attempts"
_GONE = ("DROP INDEX IF EXISTS core_attempt_rate",)


async def forwards() -> MigrationManager:
    return migration(ID, "core", says={"sqlite": _GONE, "postgres": _GONE})
