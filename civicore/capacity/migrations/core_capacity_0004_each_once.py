"""On PostgreSQL a claim stands in one tree by its limit: by the day, or where the limit belongs to none, by its key.

Else whoever asks for a key without a day is led through all claims that have none, and those are most of a city's.
On SQLite one tree knows both.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from civicore.storage.migration import migration

ID = "core_capacity_0004_each_once"

POSTGRES = (
    "DROP INDEX IF EXISTS core_claim_day",
    "CREATE INDEX core_claim_day ON core_claim (day) WHERE day IS NOT NULL",
    "DROP INDEX IF EXISTS core_claim_key",
    "CREATE INDEX core_claim_key ON core_claim (key) WHERE day IS NULL",
    "DROP INDEX IF EXISTS core_ledger_scope",
    "CREATE INDEX core_ledger_scope ON core_ledger (scope, day) WHERE day IS NOT NULL",
)


async def forwards() -> MigrationManager:
    return migration(ID, "core_capacity", says={"sqlite": (), "postgres": POSTGRES})
