"""What a demo keeps: every message that a real city would have sent."""

from __future__ import annotations

from pathlib import Path

from piccolo.columns import UUID, Text, Timestamptz
from piccolo.table import Table

from civicore.extension.parts import TableSet


class Caught(Table, tablename="core_demo_caught"):
    """One caught message; the id is the message's own, so a repeated delivery is seen once."""

    id = UUID(primary_key=True, default=None)
    channel = Text(default=None)
    recipient = Text(default=None)
    subject = Text(default=None)
    body = Text(default=None)
    html = Text(null=True, default=None)
    attachments = Text(default=None)
    sent_at = Timestamptz(default=None)


TABLES = TableSet(
    app="core_demo",
    tables=(Caught,),
    migrations=Path(__file__).parent / "migrations",
    indexes=("CREATE INDEX IF NOT EXISTS core_demo_caught_at ON core_demo_caught (sent_at)",),
)
