"""Decisions that hold until a server has taken a file over."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import Text
from piccolo.table import Table

from civicore.storage.migration import migration

ID = "core_planning_0003_standing"


class ConfigurationRow(Table, tablename="core_configuration"):
    standing = Text(null=True, default=None)


async def forwards() -> MigrationManager:
    return migration(ID, "core_planning", adds=[ConfigurationRow])
