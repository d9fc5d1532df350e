"""Claims are found by the day of their limit where it has one; who holds a limit without a day is asked of the limit.

Most claims of a city belong to a person and to no day. Each stood at some place of its own in an index by keys, and
was a page more to write.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from civicore.storage.migration import migration

ID = "core_capacity_0006_days_alone"

SQLITE = (
    "DROP INDEX IF EXISTS core_claim_limit",
    "CREATE INDEX IF NOT EXISTS core_claim_day ON core_claim (day) WHERE day IS NOT NULL",
)
POSTGRES = ("DROP INDEX IF EXISTS core_claim_key",)


async def forwards() -> MigrationManager:
    return migration(ID, "core_capacity", says={"sqlite": SQLITE, "postgres": POSTGRES})
