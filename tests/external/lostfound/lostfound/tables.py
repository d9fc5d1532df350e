"""The tables of lost and found. Personal data stand in reports alone."""

from __future__ import annotations

from pathlib import Path

from piccolo.columns import UUID, Date, Text, Timestamptz
from piccolo.table import Table

from civicore import TableSet


class ThingRow(Table, tablename="lostfound_thing"):
    """A thing that was handed in; ``search`` are its folded words."""

    id = UUID(primary_key=True, default=None)
    category = Text(default=None)
    words = Text(default=None)
    place = Text(default="")
    mark = Text(default="")
    office = Text(default="")
    found_on = Date(default=None)
    search = Text(default="")
    state = Text(default=None)
    added_at = Timestamptz(default=None)
    ended_at = Timestamptz(null=True, default=None)


class ReportRow(Table, tablename="lostfound_report"):
    """A report of a loss. ``answers`` are JSON; ``email_key`` is the keyed hash of the address."""

    id = UUID(primary_key=True, default=None)
    category = Text(default=None)
    words = Text(default=None)
    place = Text(default="")
    lost_on = Date(default=None)
    answers = Text(default="{}")
    name = Text(default="")
    email = Text(default=None)
    email_key = Text(default=None)
    language = Text(default=None)
    state = Text(default=None)
    thing = UUID(null=True, default=None)
    made_at = Timestamptz(default=None)
    ended_at = Timestamptz(null=True, default=None)


LOSTFOUND = TableSet(
    app="lostfound",
    tables=(ThingRow, ReportRow),
    migrations=Path(__file__).parent / "migrations",
    indexes=(
        "CREATE INDEX IF NOT EXISTS lostfound_thing_newest ON lostfound_thing (state, found_on, id)",
        "CREATE INDEX IF NOT EXISTS lostfound_report_newest ON lostfound_report (made_at, id)",
        "CREATE INDEX IF NOT EXISTS lostfound_report_email ON lostfound_report (email_key)",
        "CREATE INDEX IF NOT EXISTS lostfound_report_thing ON lostfound_report (thing) WHERE thing IS NOT NULL",
    ),
)
