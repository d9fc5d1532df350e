"""The tables of booking: bookings, the waiting list, closures, draws, what was imported.

Places are in the core's ledger.
"""

from __future__ import annotations

from pathlib import Path

from piccolo.columns import UUID, Boolean, Date, Integer, Text, Timestamptz
from piccolo.table import Table

from civicore import TableSet


class BookingRow(Table, tablename="booking_booking"):
    """A booking. Codes are kept as keyed hashes; ``search`` is the folded name and contacts.

    ``personal``: it bears data of a person, or a code that somebody holds; without, its reference finds it no more.
    ``reminded_at``: when the reminder of this time was sent, or when it was clear that it would come too late.
    ``paused``: the suspension that its holder was told of, and is still to be told the end of.
    """

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
    reminded_at = Timestamptz(null=True, default=None)
    ended_because = Text(null=True, default=None)
    arrived_at = Timestamptz(null=True, default=None)
    paused = Text(default="")


class WaitingRow(Table, tablename="booking_waiting"):
    """Somebody who waits for a place; ``offered_until`` is the end of the offer now made to them.

    ``asked_until``: the owner of the address has not confirmed yet, and can do so up to then.
    """

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
    asked_until = Timestamptz(null=True, default=None)


class ClosureRow(Table, tablename="booking_closure"):
    """A closure made at the desk: a whole office or one counter, a day or minutes of it."""

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


class ImportedRow(Table, tablename="booking_imported"):
    """A row of an older system that was taken over, by its keyed hash: it is known again even when it is erased.

    ``mark`` is of all that tells it from others, ``who`` of the person and the time alone: ``agenda`` and ``office``
    may get other names. Kept until the visit is over; then the row says so itself.
    """

    mark = Text(primary_key=True, default=None)
    until = Timestamptz(default=None)
    who = Text(null=True, default=None)
    agenda = Text(null=True, default=None)
    office = Text(null=True, default=None)


class DrawRow(Table, tablename="booking_draw"):
    """A draw of days given out by lot: its secret, and once it is drawn the order of the wishes and who got a place."""

    id = UUID(primary_key=True, default=None)
    key = Text(default=None)
    agenda = Text(default=None)
    office = Text(default=None)
    day = Date(default=None)
    secret = Text(default=None)
    entries = Text(default="[]")
    given = Text(default="[]")
    handled = Integer(default=0)
    drawn_at = Timestamptz(null=True, default=None)


class PatternRow(Table, tablename="booking_pattern"):
    """What may be the work of a robot, without a person: a time given up, or a form sent within seconds."""

    id = UUID(primary_key=True, default=None)
    kind = Text(default=None)
    agenda = Text(default=None)
    office = Text(default=None)
    start = Timestamptz(default=None)
    at = Timestamptz(default=None)


BOOKING = TableSet(
    app="booking",
    tables=(BookingRow, WaitingRow, ClosureRow, ImportedRow, DrawRow, PatternRow),
    migrations=Path(__file__).parent / "migrations",
    indexes=(
        # A new booking costs a page in each index that it lies anywhere in: one of days serves all that is asked of
        # days, of reminders, and of what is to be erased, which lies together by its day.
        "CREATE INDEX IF NOT EXISTS booking_booking_days ON booking_booking (personal, day, office, reminded_at)",
        # Said as Piccolo asks for it: SQLite takes an index only where the condition is the same.
        # A reference lies anywhere among all: those of visits long over would cost each booking some of their pages.
        "CREATE UNIQUE INDEX IF NOT EXISTS booking_booking_reference ON booking_booking (reference_hash)"
        " WHERE personal = true",
        "CREATE INDEX IF NOT EXISTS booking_booking_code ON booking_booking (code_hash) WHERE code_hash IS NOT NULL",
        # Said without a value, as it is asked: otherwise SQLite would rather read all of ``personal`` in that of days.
        "CREATE INDEX IF NOT EXISTS booking_booking_cancelled ON booking_booking (closed_at)"
        " WHERE personal AND closed_at IS NOT NULL",
        "CREATE INDEX IF NOT EXISTS booking_booking_held ON booking_booking (hold_until) WHERE hold_until IS NOT NULL",
        "CREATE INDEX IF NOT EXISTS booking_booking_paused ON booking_booking (paused) WHERE paused <> ''",
        "CREATE INDEX IF NOT EXISTS booking_imported_who ON booking_imported (who)",
        "CREATE INDEX IF NOT EXISTS booking_waiting_order ON booking_waiting (made_at)",
        "CREATE INDEX IF NOT EXISTS booking_pattern_at ON booking_pattern (at)",
        "CREATE UNIQUE INDEX IF NOT EXISTS booking_draw_key ON booking_draw (key)",
        "CREATE INDEX IF NOT EXISTS booking_closure_day ON booking_closure (office, day)",
    ),
)
