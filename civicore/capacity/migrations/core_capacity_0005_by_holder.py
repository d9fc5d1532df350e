"""On PostgreSQL claims are known by who holds them, and by their own identifiers beside: those of a booking lie together.

By their identifiers alone each lay in some page of its own, of all that there are.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from civicore.storage.migration import migration

ID = "core_capacity_0005_by_holder"

POSTGRES = (
    "DROP INDEX IF EXISTS core_claim_holder",
    "ALTER TABLE core_claim DROP CONSTRAINT IF EXISTS core_claim_pkey,"
    " ADD CONSTRAINT core_claim_holder PRIMARY KEY (holder, id)",
)


async def forwards() -> MigrationManager:
    return migration(ID, "core_capacity", says={"sqlite": (), "postgres": POSTGRES})
