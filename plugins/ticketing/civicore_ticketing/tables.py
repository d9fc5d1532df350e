"""The tables of the waiting room: tickets, runs of numbers, counters, what staff switched, leases, the event log."""

from __future__ import annotations

from pathlib import Path

from piccolo.columns import UUID, BigInt, Boolean, Date, Integer, Text, Timestamptz
from piccolo.table import Table

from civicore import TableSet


class TicketRow(Table, tablename="ticketing_ticket"):
    """A ticket of a day. ``home`` is the office whose run of numbers it was taken from, and never changes.

    ``told``: the wait in seconds that was estimated when it was given out.
    """

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
    """The run of numbers of a day: ``last`` was given out last, from ``leased`` on numbers belong to kiosks."""

    key = Text(primary_key=True, default=None)
    day = Date(default=None)
    last = Integer(default=None)
    leased = Integer(default=None)


class LeaseRow(Table, tablename="ticketing_lease"):
    """Numbers that a device may give out while it is cut off; both ends belong to it."""

    id = UUID(primary_key=True, default=None)
    device = Text(default=None)
    office = Text(default=None)
    day = Date(default=None)
    series = Text(default=None)
    first = Integer(default=None)
    last = Integer(default=None)
    made_at = Timestamptz(default=None)


class CounterRow(Table, tablename="ticketing_counter"):
    """A counter as its staff left it; on another day it is closed.

    ``last`` is the ticket that it called last in turn, ``undo`` what its last deed changed.
    """

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
    """A queue that staff closed: on ``day``, until then or for the rest of it."""

    office = Text(primary_key=True, default=None)
    day = Date(default=None)
    closed_at = Timestamptz(default=None)
    closed_until = Timestamptz(null=True, default=None)


class AlarmRow(Table, tablename="ticketing_alarm"):
    """A call for help from a counter, until somebody says that it is over."""

    id = UUID(primary_key=True, default=None)
    office = Text(default=None)
    counter = Text(default=None)
    raised_by = Text(default=None)
    raised_at = Timestamptz(default=None)
    accepted_by = Text(null=True, default=None)
    accepted_at = Timestamptz(null=True, default=None)
    ended_at = Timestamptz(null=True, default=None)


class AskRow(Table, tablename="ticketing_ask"):
    """Somebody who wants to be told when few are left before them; erased when told or when the day is over."""

    ticket = UUID(primary_key=True, default=None)
    office = Text(default=None)
    day = Date(default=None)
    way = Text(default=None)
    address = Text(default=None)
    language = Text(default=None)


class StrayRow(Table, tablename="ticketing_stray"):
    """A number that a kiosk gave without network and that could not be taken over; ``code`` says why."""

    id = UUID(primary_key=True, default=None)
    office = Text(default=None)
    device = Text(default=None)
    day = Date(default=None)
    label = Text(default=None)
    agenda = Text(default=None)
    at = Timestamptz(default=None)
    code = Text(default=None)


class EventRow(Table, tablename="ticketing_event"):
    """What happened, for statistics: no person, no text. ``deed`` binds lines of one deed, ``nr`` orders all.

    ``undone``: taken back within seconds, so it does not count.
    """

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


TICKETING = TableSet(
    app="ticketing",
    tables=(TicketRow, SeriesRow, LeaseRow, CounterRow, OfficeRow, AlarmRow, AskRow, StrayRow, EventRow),
    migrations=Path(__file__).parent / "migrations",
    indexes=(
        "CREATE UNIQUE INDEX IF NOT EXISTS ticketing_ticket_number ON ticketing_ticket (home, day, series, number)",
        "CREATE UNIQUE INDEX IF NOT EXISTS ticketing_ticket_at_counter ON ticketing_ticket (counter, day)"
        " WHERE state IN ('called', 'serving')",
        "CREATE UNIQUE INDEX IF NOT EXISTS ticketing_ticket_about ON ticketing_ticket (about)"
        " WHERE about IS NOT NULL AND state <> 'void'",
        "CREATE INDEX IF NOT EXISTS ticketing_ticket_line ON ticketing_ticket (office, day, state)",
        "CREATE INDEX IF NOT EXISTS ticketing_ticket_day ON ticketing_ticket (day)",
        "CREATE UNIQUE INDEX IF NOT EXISTS ticketing_lease_block ON ticketing_lease (office, day, series, first)",
        "CREATE INDEX IF NOT EXISTS ticketing_alarm_live ON ticketing_alarm (office) WHERE ended_at IS NULL",
        "CREATE INDEX IF NOT EXISTS ticketing_ask_place ON ticketing_ask (office, day)",
        "CREATE INDEX IF NOT EXISTS ticketing_stray_day ON ticketing_stray (office, day)",
        "CREATE INDEX IF NOT EXISTS ticketing_event_at ON ticketing_event (office, at)",
        "CREATE INDEX IF NOT EXISTS ticketing_event_nr ON ticketing_event (nr)",
        "CREATE INDEX IF NOT EXISTS ticketing_event_deed ON ticketing_event (deed)",
    ),
)
