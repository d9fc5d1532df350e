"""The tables of the ledger as of the first version."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import UUID, Date, Integer, Text, Timestamptz
from piccolo.table import Table

from civicore.storage.migration import migration

ID = "core_capacity_0001_first"


class LedgerRow(Table, tablename="core_ledger"):
    key = Text(primary_key=True, default=None)
    scope = Text(default=None)
    day = Date(null=True, default=None)
    used = Integer(default=0)
    cap = Integer(default=0)


class ClaimRow(Table, tablename="core_claim"):
    id = UUID(primary_key=True, default=None)
    holder = UUID(default=None)
    key = Text(default=None)
    scope = Text(default=None)
    day = Date(null=True, default=None)
    until = Timestamptz(null=True, default=None)


async def forwards() -> MigrationManager:
    return migration(ID, "core_capacity", creates=[LedgerRow, ClaimRow])
