"""The tables of files as of the first version."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import UUID, BigInt, Boolean, Bytea, DoublePrecision, Integer, Text, Timestamptz
from piccolo.table import Table

from civicore.storage.migration import migration

ID = "core_files_0001_first"


class FileRow(Table, tablename="core_file"):
    id = UUID(primary_key=True, default=None)
    owner = Text(default=None)
    position = BigInt(default=None)
    name = Text(default=None)
    content_type = Text(default=None)
    size = BigInt(default=None)
    width = Integer(null=True, default=None)
    height = Integer(null=True, default=None)
    seen_lat = DoublePrecision(null=True, default=None)
    seen_lon = DoublePrecision(null=True, default=None)
    redacted = Boolean(default=False)
    made_at = Timestamptz(default=None)
    until = Timestamptz(null=True, default=None)


class FileContent(Table, tablename="core_file_content"):
    id = UUID(primary_key=True, default=None)
    file = UUID(default=None)
    variant = Text(default=None)
    content_type = Text(default=None)
    content = Bytea(default=None)


async def forwards() -> MigrationManager:
    return migration(ID, "core_files", creates=[FileRow, FileContent])
