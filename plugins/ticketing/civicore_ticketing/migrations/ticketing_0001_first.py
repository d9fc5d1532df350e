"""The tables of the waiting room as of the first version."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import UUID, BigInt, Boolean, Date, Integer, Text, Timestamptz
from piccolo.table import Table

from civicore import migration

ID = "ticketing_0001_first"


class TicketRow(Table, tablename="ticketing_ticket"):
    id = UUID(primary_key=True, default=None)
    home = Text(default=None)
    office = Text(default=None)
    day = Date(default=None)
    agenda = Text(default=None)
    activities = Text(default=None)
    series = Text(default=None)
    number = Integer(default=None)
    label = Text(default=None)
    state = Text(default=None)
    origin = Text(default=None)
    issued_at = Timestamptz(default=None)
    arrived_at = Timestamptz(default=None)
    calling = Text(null=True, default=None)
    booked_at = Timestamptz(null=True, default=None)
    about = Text(null=True, default=None)
    counter = Text(null=True, default=None)
    called_at = Timestamptz(null=True, default=None)
    first_called_at = Timestamptz(null=True, default=None)
    serving_since = Timestamptz(null=True, default=None)
    ended_at = Timestamptz(null=True, default=None)
    calls = Integer(default=0)
    not_before = Timestamptz(null=True, default=None)
    steps = Text(default=None)
    language = Text(default=None)
    version = Integer(default=0)
    delayed = Integer(default=0)
    ended_because = Text(default="")
    sent_to = Text(null=True, default=None)
    told = Integer(null=True, default=None)


class SeriesRow(Table, tablename="ticketing_series"):
    key = Text(primary_key=True, default=None)
    day = Date(default=None)
    last = Integer(default=None)
    leased = Integer(default=None)


class LeaseRow(Table, tablename="ticketing_lease"):
    id = UUID(primary_key=True, default=None)
    device = Text(default=None)
    office = Text(default=None)
    day = Date(default=None)
    series = Text(default=None)
    first = Integer(default=None)
    last = Integer(default=None)
    made_at = Timestamptz(default=None)


class CounterRow(Table, tablename="ticketing_counter"):
    id = Text(primary_key=True, default=None)
    office = Text(default=None)
    day = Date(default=None)
    state = Text(default=None)
    staff = Text(null=True, default=None)
    staff_name = Text(null=True, default=None)
    since = Timestamptz(default=None)
    last = UUID(null=True, default=None)
    undo = Text(null=True, default=None)


class OfficeRow(Table, tablename="ticketing_office"):
    office = Text(primary_key=True, default=None)
    day = Date(default=None)
    closed_at = Timestamptz(default=None)
    closed_until = Timestamptz(null=True, default=None)


class AlarmRow(Table, tablename="ticketing_alarm"):
    id = UUID(primary_key=True, default=None)
    office = Text(default=None)
    counter = Text(default=None)
    raised_by = Text(default=None)
    raised_at = Timestamptz(default=None)
    accepted_by = Text(null=True, default=None)
    accepted_at = Timestamptz(null=True, default=None)
    ended_at = Timestamptz(null=True, default=None)


class AskRow(Table, tablename="ticketing_ask"):
    ticket = UUID(primary_key=True, default=None)
    office = Text(default=None)
    day = Date(default=None)
    way = Text(default=None)
    address = Text(default=None)
    language = Text(default=None)


class EventRow(Table, tablename="ticketing_event"):
    id = UUID(primary_key=True, default=None)
    at = Timestamptz(default=None)
    nr = BigInt(default=None)
    kind = Text(default=None)
    office = Text(default=None)
    agenda = Text(null=True, default=None)
    counter = Text(null=True, default=None)
    ticket = UUID(null=True, default=None)
    origin = Text(null=True, default=None)
    channel = Text(null=True, default=None)
    told = Integer(null=True, default=None)
    deed = UUID(default=None)
    undone = Boolean(default=False)


async def forwards() -> MigrationManager:
    return migration(
        ID,
        "ticketing",
        creates=[TicketRow, SeriesRow, LeaseRow, CounterRow, OfficeRow, AlarmRow, AskRow, EventRow],
    )
