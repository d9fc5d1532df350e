"""The tables about staff as of the first version."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import UUID, BigInt, Boolean, Integer, Text, Timestamptz
from piccolo.table import Table

from civicore.storage.migration import migration

ID = "core_people_0001_first"


class StaffRow(Table, tablename="core_staff"):
    id = UUID(primary_key=True, default=None)
    email = Text(default=None)
    email_key = Text(default=None)
    name = Text(default=None)
    role = Text(default=None)
    departments = Text(null=True, default=None)
    language = Text(default=None)
    state = Text(default=None)
    password = Text(null=True, default=None)
    second_factor = UUID(null=True, default=None)
    last_step = BigInt(default=0)
    made_at = Timestamptz(default=None)


class SessionRow(Table, tablename="core_session"):
    id = UUID(primary_key=True, default=None)
    staff = UUID(default=None)
    digest = Text(default=None)
    complete = Boolean(default=False)
    made_at = Timestamptz(default=None)
    seen_at = Timestamptz(default=None)


class TokenRow(Table, tablename="core_token"):
    id = UUID(primary_key=True, default=None)
    kind = Text(default=None)
    subject = Text(default=None)
    name = Text(default=None)
    digest = Text(default=None)
    made_at = Timestamptz(default=None)
    made_by = Text(default=None)
    ended_at = Timestamptz(null=True, default=None)


class LinkRow(Table, tablename="core_link"):
    id = UUID(primary_key=True, default=None)
    purpose = Text(default=None)
    staff = UUID(null=True, default=None)
    digest = Text(default=None)
    made_at = Timestamptz(default=None)
    expires_at = Timestamptz(default=None)
    used_at = Timestamptz(null=True, default=None)


class RecoveryRow(Table, tablename="core_recovery"):
    id = UUID(primary_key=True, default=None)
    staff = UUID(default=None)
    digest = Text(default=None)
    used_at = Timestamptz(null=True, default=None)


class TryRow(Table, tablename="core_try"):
    id = UUID(primary_key=True, default=None)
    key = Text(default=None)
    tries = Integer(default=0)
    last_at = Timestamptz(default=None)
    next_at = Timestamptz(default=None)


class SwitchRow(Table, tablename="core_suspension"):
    id = UUID(primary_key=True, default=None)
    suspension = Text(default=None)
    active = Boolean(default=False)
    over = Boolean(default=False)
    reason = Text(default=None)
    by_id = Text(default=None)
    by_name = Text(default=None)
    at = Timestamptz(default=None)


async def forwards() -> MigrationManager:
    return migration(
        ID, "core_people", creates=[StaffRow, SessionRow, TokenRow, LinkRow, RecoveryRow, TryRow, SwitchRow]
    )
