"""On SQLite a claim stands in the fewest trees that still answer every question.

Its id is asked for beside its holder, its key beside its day, and limits of a day are found by their keys.
PostgreSQL keeps the indexes that it had: there an earlier version may serve beside this one.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from civicore.storage.migration import migration

ID = "core_capacity_0003_lighter"

COLUMNS = "id, holder, key, scope, day, until"
SQLITE = (
    "CREATE TABLE core_claim_lighter (id UUID NOT NULL, holder UUID NOT NULL, key TEXT NOT NULL, scope TEXT NOT NULL,"
    " day DATE, until TIMESTAMPTZ)",
    f"INSERT INTO core_claim_lighter ({COLUMNS}) SELECT {COLUMNS} FROM core_claim",  # noqa: S608
    "DROP TABLE core_claim",
    "ALTER TABLE core_claim_lighter RENAME TO core_claim",
    "CREATE INDEX core_claim_limit ON core_claim (day, key)",
    "DROP INDEX IF EXISTS core_ledger_scope",
)
POSTGRES = (
    "CREATE INDEX IF NOT EXISTS core_ledger_scope ON core_ledger (scope, day)",
    "CREATE INDEX IF NOT EXISTS core_claim_key ON core_claim (key)",
    "CREATE INDEX IF NOT EXISTS core_claim_day ON core_claim (day)",
)


async def forwards() -> MigrationManager:
    return migration(ID, "core_capacity", says={"sqlite": SQLITE, "postgres": POSTGRES})
