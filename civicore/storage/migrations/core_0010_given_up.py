"""What reached nobody is read from its latest; the index of it by its time, which nothing took, goes."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from civicore.storage.migration import migration

ID = "core_0010_given_up"
_GONE = ("DROP INDEX IF EXISTS core_message_undelivered",)


async def forwards() -> MigrationManager:
    return migration(ID, "core", says={"sqlite": _GONE, "postgres": _GONE})
