"""Messages of one chain are found whatever became of them; the index of those alone that stand in goes."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from civicore.storage.migration import migration

ID = "core_0009_tidying"
_GONE = ("DROP INDEX IF EXISTS core_message_chain",)


async def forwards() -> MigrationManager:
    return migration(ID, "core", says={"sqlite": _GONE, "postgres": _GONE})
