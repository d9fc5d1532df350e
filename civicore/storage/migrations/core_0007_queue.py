"""The queue of a channel is read in the order in which it is sent; the index that knew no order goes."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from civicore.storage.migration import migration

ID = "core_0007_queue"
_GONE = ("DROP INDEX IF EXISTS core_message_due",)


async def forwards() -> MigrationManager:
    return migration(ID, "core", says={"sqlite": _GONE, "postgres": _GONE})
