"""The tables of the ledger: limits with their use, and what is claimed under them by whom."""

from __future__ import annotations

from pathlib import Path

from piccolo.columns import UUID, Date, Integer, Text, Timestamptz
from piccolo.table import Table

from civicore.extension.parts import TableSet


class LedgerRow(Table, tablename="core_ledger"):
    """One limit and how much of it is used. ``cap`` is the limit as it was when it was last claimed."""

    key = Text(primary_key=True, default=None)
    scope = Text(default=None)
    day = Date(null=True, default=None)
    used = Integer(default=0)
    cap = Integer(default=0)


class ClaimRow(Table, tablename="core_claim"):
    """One place under one limit; ``holder`` is a booking, a ticket, or nobody while a freed place cools off.

    Found by its holder, by its end, and by its limit: the day, or where there is none, the key. What one database has
    in its own way is made by the migrations after ``core_capacity_0002_by_key``.
    """

    id = UUID(primary_key=True, default=None)
    holder = UUID(default=None)
    key = Text(default=None)
    scope = Text(default=None)
    day = Date(null=True, default=None)
    until = Timestamptz(null=True, default=None)


CAPACITY = TableSet(
    app="core_capacity",
    tables=(LedgerRow, ClaimRow),
    migrations=Path(__file__).parent / "migrations",
    indexes=(
        "CREATE INDEX IF NOT EXISTS core_claim_holder ON core_claim (holder)",
        "CREATE INDEX IF NOT EXISTS core_claim_until ON core_claim (until) WHERE until IS NOT NULL",
    ),
)
