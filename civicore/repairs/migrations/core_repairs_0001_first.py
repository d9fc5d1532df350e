"""The tables of repair notices as of the first version."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import UUID, Text, Timestamptz
from piccolo.table import Table

from civicore.storage.migration import migration

ID = "core_repairs_0001_first"


class RepairRow(Table, tablename="core_repair"):
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
    id = UUID(primary_key=True, default=None)
    repair = Text(default=None)
    process = Text(default=None)
    seen_at = Timestamptz(default=None)


async def forwards() -> MigrationManager:
    return migration(ID, "core_repairs", creates=[RepairRow, SightRow])
