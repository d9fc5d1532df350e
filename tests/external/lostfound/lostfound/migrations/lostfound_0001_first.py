"""The tables of lost and found as of the first version."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import UUID, Date, Text, Timestamptz
from piccolo.table import Table

from civicore import migration

ID = "lostfound_0001_first"


class ThingRow(Table, tablename="lostfound_thing"):
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


async def forwards() -> MigrationManager:
    return migration(ID, "lostfound", creates=[ThingRow, ReportRow])
