"""What is claimed moves into the ledger of the core, where tickets claim too."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import UUID, Date, Integer, Text, Timestamptz
from piccolo.table import Table

from civicore import migration

ID = "booking_0005_ledger"


class OldLedgerRow(Table, tablename="booking_ledger"):
    key = Text(primary_key=True, default=None)
    scope = Text(default=None)
    day = Date(null=True, default=None)
    used = Integer(default=0)
    cap = Integer(default=0)


class LedgerRow(OldLedgerRow, tablename="core_ledger"):
    pass


class OldClaimRow(Table, tablename="booking_claim"):
    id = UUID(primary_key=True, default=None)
    holder = UUID(default=None)
    key = Text(default=None)
    scope = Text(default=None)
    day = Date(null=True, default=None)
    until = Timestamptz(null=True, default=None)


class ClaimRow(OldClaimRow, tablename="core_claim"):
    pass


async def forwards() -> MigrationManager:
    return migration(ID, "booking", moves=[(OldLedgerRow, LedgerRow), (OldClaimRow, ClaimRow)])
