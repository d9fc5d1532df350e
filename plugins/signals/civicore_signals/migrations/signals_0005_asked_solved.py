"""When the sender of a closed case was asked whether it is solved."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import Timestamptz
from piccolo.table import Table

from civicore import migration

ID = "signals_0005_asked_solved"


class CaseRow(Table, tablename="signals_case"):
    asked_solved_at = Timestamptz(null=True, default=None)


async def forwards() -> MigrationManager:
    return migration(ID, "signals", adds=[CaseRow])
