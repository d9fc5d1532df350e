"""What is kept of text messages: those that came, the parts that went out, receipts, and who wants no more news."""

from __future__ import annotations

from pathlib import Path

from piccolo.columns import UUID, Integer, Text, Timestamptz
from piccolo.table import Table

from civicore.extension.parts import TableSet


class TextIn(Table, tablename="core_sms_in"):
    """A message that came. ``written`` (as the gateway told it), ``sender`` and ``text`` are emptied once it
    has been worked.

    ``key`` is a keyed hash of the gateway's id, so that a repeated delivery is seen; ``person`` of the number.
    States: new, answered, unknown (not understood), silent (not answered), foreign (nobody to write back to).
    """

    id = UUID(primary_key=True, default=None)
    key = Text(default=None)
    person = Text(default=None)
    written = Text(default=None)
    sender = Text(default=None)
    text = Text(default=None)
    at = Timestamptz(default=None)
    state = Text(default=None)


class TextOut(Table, tablename="core_sms_out"):
    """A part of a message that a gateway took: under which id, paid as how many, and what became of it.

    States: accepted, failed, delivered; they only move forward in this order.
    """

    id = UUID(primary_key=True, default=None)
    message = UUID(default=None)
    part = Integer(default=None)
    paid = Integer(default=None)
    remote = Text(default=None)
    state = Text(default=None)
    at = Timestamptz(default=None)


class Receipt(Table, tablename="core_sms_receipt"):
    """A receipt for an id that nobody has heard of yet; kept for a day."""

    id = UUID(primary_key=True, default=None)
    remote = Text(default=None)
    state = Text(default=None)
    at = Timestamptz(default=None)


class Stopped(Table, tablename="core_sms_stopped"):
    """A number (as keyed hash) whose owner wants no more news; messages about their own affairs go on."""

    id = UUID(primary_key=True, default=None)
    person = Text(default=None)
    at = Timestamptz(default=None)


SMS = TableSet(
    app="core_sms",
    tables=(TextIn, TextOut, Receipt, Stopped),
    migrations=Path(__file__).parent / "migrations",
    indexes=(
        "CREATE UNIQUE INDEX IF NOT EXISTS core_sms_in_once ON core_sms_in (key)",
        "CREATE INDEX IF NOT EXISTS core_sms_in_person ON core_sms_in (person, at)",
        "CREATE INDEX IF NOT EXISTS core_sms_in_at ON core_sms_in (at)",
        "CREATE UNIQUE INDEX IF NOT EXISTS core_sms_out_once ON core_sms_out (message, part)",
        "CREATE INDEX IF NOT EXISTS core_sms_out_remote ON core_sms_out (remote)",
        "CREATE INDEX IF NOT EXISTS core_sms_out_at ON core_sms_out (at)",
        "CREATE INDEX IF NOT EXISTS core_sms_receipt_remote ON core_sms_receipt (remote)",
        "CREATE UNIQUE INDEX IF NOT EXISTS core_sms_stopped_once ON core_sms_stopped (person)",
    ),
)
