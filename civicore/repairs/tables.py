"""Repair notices as they stand, and which processes still see their cause."""

from __future__ import annotations

from pathlib import Path

from piccolo.columns import UUID, Text, Timestamptz
from piccolo.table import Table

from civicore.extension.parts import TableSet


class RepairRow(Table, tablename="core_repair"):
    """One notice. ``words`` is a JSON object; what is unknown is empty. ``ignored_by`` is who put it aside."""

    id = UUID(primary_key=True, default=None)
    repair = Text(default=None)
    severity = Text(default=None)
    what = Text(default=None)
    how = Text(default="")
    place = Text(default="")
    words = Text(default="{}")
    since = Timestamptz(default=None)
    breaks_in = Text(default="")
    learn_more = Text(default="")
    ignored_by = Text(default="")
    ignored_at = Timestamptz(null=True, default=None)


class SightRow(Table, tablename="core_repair_sight"):
    """A process that sees the cause of a notice, and when it last said so."""

    id = UUID(primary_key=True, default=None)
    repair = Text(default=None)
    process = Text(default=None)
    seen_at = Timestamptz(default=None)


REPAIRS = TableSet(
    app="core_repairs",
    tables=(RepairRow, SightRow),
    migrations=Path(__file__).parent / "migrations",
    indexes=(
        "CREATE UNIQUE INDEX IF NOT EXISTS core_repair_once ON core_repair (repair)",
        "CREATE UNIQUE INDEX IF NOT EXISTS core_repair_sight_once ON core_repair_sight (repair, process)",
    ),
)
