"""Staff who sign in by the town's directory, and their security keys."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import UUID, BigInt, Integer, Text, Timestamptz
from piccolo.table import Table

from civicore.storage.migration import migration

ID = "core_people_0004_directory"


class StaffRow(Table, tablename="core_staff"):
    directory = Text(null=True, default=None)
    vouched_at = Timestamptz(null=True, default=None)
    keys = Integer(default=0)


class VisitRow(Table, tablename="core_staff_visit"):
    session = UUID(primary_key=True, default=None)
    owner = UUID(default=None)
    named = Text(default=None)
    grant = Text(null=True, default=None)
    answered_at = Timestamptz(default=None)
    ask_at = Timestamptz(default=None)
    proved_at = Timestamptz(null=True, default=None)


class SecurityKeyRow(Table, tablename="core_security_key"):
    id = UUID(primary_key=True, default=None)
    owner = UUID(default=None)
    name = Text(default=None)
    credential = Text(default=None)
    public_key = Text(default=None)
    signed = BigInt(default=0)
    ways = Text(default=None)
    made_at = Timestamptz(default=None)
    used_at = Timestamptz(null=True, default=None)


async def forwards() -> MigrationManager:
    return migration(ID, "core_people", creates=[VisitRow, SecurityKeyRow], adds=[StaffRow])
