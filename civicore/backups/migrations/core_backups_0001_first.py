"""The tables of backups and erasures as of the first version."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import UUID, BigInt, Bytea, Integer, Text, Timestamptz
from piccolo.table import Table

from civicore.storage.migration import migration

ID = "core_backups_0001_first"


class BackupRow(Table, tablename="core_backup"):
    id = UUID(primary_key=True, default=None)
    kind = Text(default=None)
    name = Text(default="")
    began_at = Timestamptz(default=None)
    ended_at = Timestamptz(null=True, default=None)
    state = Text(default=None)
    trouble = Text(default="")
    size = BigInt(default=0)
    rows = BigInt(default=0)


class ErasureRow(Table, tablename="core_erasure"):
    id = UUID(primary_key=True, default=None)
    at = Timestamptz(default=None)
    person = Text(default=None)
    records = Integer(default=0)
    done_at = Timestamptz(null=True, default=None)
    note = Bytea(null=True, default=None)


class ExpiryRow(Table, tablename="core_expiry"):
    id = UUID(primary_key=True, default=None)
    at = Timestamptz(default=None)
    store = Text(default=None)
    records = Integer(default=None)


class KeyRow(Table, tablename="core_key"):
    fingerprint = Text(primary_key=True, default=None)
    first_at = Timestamptz(default=None)


async def forwards() -> MigrationManager:
    return migration(ID, "core_backups", creates=[BackupRow, ErasureRow, ExpiryRow, KeyRow])
