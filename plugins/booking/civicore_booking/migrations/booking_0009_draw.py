"""Draws of days that are given out by lot."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import UUID, Date, Integer, Text, Timestamptz
from piccolo.table import Table

from civicore import migration

ID = "booking_0009_draw"


class DrawRow(Table, tablename="booking_draw"):
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


async def forwards() -> MigrationManager:
    return migration(ID, "booking", creates=[DrawRow])
