"""On SQLite limits lie in the order of their keys: those of neighbouring times are read together, and found once."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from civicore.storage.migration import migration

ID = "core_capacity_0002_by_key"

SQLITE = (
    "CREATE TABLE core_ledger_by_key ("
    "key TEXT PRIMARY KEY NOT NULL, scope TEXT NOT NULL, day DATE, "
    "used INTEGER NOT NULL DEFAULT 0, cap INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID",
    "INSERT INTO core_ledger_by_key (key, scope, day, used, cap) SELECT key, scope, day, used, cap FROM core_ledger",
    "DROP TABLE core_ledger",
    "ALTER TABLE core_ledger_by_key RENAME TO core_ledger",
)


async def forwards() -> MigrationManager:
    return migration(ID, "core_capacity", says={"sqlite": SQLITE, "postgres": ()})
