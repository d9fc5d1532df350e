"""The tables about citizens' accounts as of the first version."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import UUID, BigInt, Boolean, Text, Timestamptz
from piccolo.table import Table

from civicore.storage.migration import migration

ID = "core_citizens_0001_first"


class CitizenRow(Table, tablename="core_citizen"):
    id = UUID(primary_key=True, default=None)
    email = Text(default=None)
    email_key = Text(default=None)
    name = Text(default=None)
    language = Text(default=None)
    state = Text(default=None)
    password = Text(null=True, default=None)
    second_factor = UUID(null=True, default=None)
    last_step = BigInt(default=0)
    made_at = Timestamptz(default=None)
    holder = Text(default=None)
    organisation = Text(null=True, default=None)
    company_number = Text(null=True, default=None)
    phone = Text(null=True, default=None)
    address = Text(null=True, default=None)
    wanted_email = Text(null=True, default=None)
    verified_at = Timestamptz(null=True, default=None)


class CitizenSessionRow(Table, tablename="core_citizen_session"):
    id = UUID(primary_key=True, default=None)
    owner = UUID(default=None)
    digest = Text(default=None)
    complete = Boolean(default=False)
    made_at = Timestamptz(default=None)
    seen_at = Timestamptz(default=None)


class CitizenLinkRow(Table, tablename="core_citizen_link"):
    id = UUID(primary_key=True, default=None)
    purpose = Text(default=None)
    owner = UUID(null=True, default=None)
    digest = Text(default=None)
    made_at = Timestamptz(default=None)
    expires_at = Timestamptz(default=None)
    used_at = Timestamptz(null=True, default=None)


class CitizenRecoveryRow(Table, tablename="core_citizen_recovery"):
    id = UUID(primary_key=True, default=None)
    owner = UUID(default=None)
    digest = Text(default=None)
    used_at = Timestamptz(null=True, default=None)


async def forwards() -> MigrationManager:
    return migration(ID, "core_citizens", creates=[CitizenRow, CitizenSessionRow, CitizenLinkRow, CitizenRecoveryRow])
