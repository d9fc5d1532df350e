"""What citizens are writing, before they have sent it."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import UUID, Text, Timestamptz
from piccolo.table import Table

from civicore import migration

ID = "signals_0002_drafts"


class DraftRow(Table, tablename="signals_draft"):
    id = UUID(primary_key=True, default=None)
    browser = Text(default=None)
    kind = Text(default=None)
    body = Text(default=None)
    until = Timestamptz(default=None)
    sent = UUID(null=True, default=None)


async def forwards() -> MigrationManager:
    return migration(ID, "signals", creates=[DraftRow])
