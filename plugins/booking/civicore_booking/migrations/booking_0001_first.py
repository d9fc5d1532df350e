"""Booking's tables as of the first version."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import UUID, Boolean, Date, Integer, Text, Timestamptz
from piccolo.table import Table

from civicore import migration

ID = "booking_0001_first"


class LedgerRow(Table, tablename="booking_ledger"):
    key = Text(primary_key=True, default=None)
    scope = Text(default=None)
    day = Date(null=True, default=None)
    used = Integer(default=0)
    cap = Integer(default=0)


class ClaimRow(Table, tablename="booking_claim"):
    id = UUID(primary_key=True, default=None)
    holder = UUID(default=None)
    key = Text(default=None)
    scope = Text(default=None)
    day = Date(null=True, default=None)
    until = Timestamptz(null=True, default=None)


class BookingRow(Table, tablename="booking_booking"):
    id = UUID(primary_key=True, default=None)
    state = Text(default=None)
    agenda = Text(default=None)
    activities = Text(default=None)
    office = Text(default=None)
    day = Date(default=None)
    start = Timestamptz(default=None)
    ends = Timestamptz(default=None)
    people = Integer(default=1)
    channel = Text(default=None)
    language = Text(default=None)
    terms = Text(default=None)
    made_at = Timestamptz(default=None)
    hold_until = Timestamptz(null=True, default=None)
    confirmed_at = Timestamptz(null=True, default=None)
    closed_at = Timestamptz(null=True, default=None)
    fields = Text(default=None)
    search = Text(default=None)
    reference_attempt = Integer(default=0)
    reference_hash = Text(default=None)
    code_attempt = Integer(null=True, default=None)
    code_hash = Text(null=True, default=None)
    sequence = Integer(default=0)
    kept_despite = Text(null=True, default=None)
    personal = Boolean(default=True)


class WaitingRow(Table, tablename="booking_waiting"):
    id = UUID(primary_key=True, default=None)
    agenda = Text(default=None)
    activities = Text(default=None)
    office = Text(null=True, default=None)
    first = Date(default=None)
    last = Date(default=None)
    people = Integer(default=1)
    fields = Text(default=None)
    language = Text(default=None)
    made_at = Timestamptz(default=None)
    offers = Integer(default=0)
    offered = UUID(null=True, default=None)
    offered_until = Timestamptz(null=True, default=None)


class ClosureRow(Table, tablename="booking_closure"):
    id = UUID(primary_key=True, default=None)
    office = Text(default=None)
    counter = Text(null=True, default=None)
    day = Date(default=None)
    minute_from = Integer(null=True, default=None)
    minute_to = Integer(null=True, default=None)
    reason = Text(default=None)
    made_by = Text(default=None)
    made_at = Timestamptz(default=None)
    ended_at = Timestamptz(null=True, default=None)


class OfficeDayRow(Table, tablename="booking_office_day"):
    key = Text(primary_key=True, default=None)


async def forwards() -> MigrationManager:
    return migration(ID, "booking", creates=[LedgerRow, ClaimRow, BookingRow, WaitingRow, ClosureRow, OfficeDayRow])
