"""The tables of document tracking as of the first version."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import UUID, BigInt, Boolean, Date, Integer, Text, Timestamptz
from piccolo.table import Table

from civicore import migration

ID = "doctrack_0001_first"


class DocumentRow(Table, tablename="doctrack_document"):
    id = UUID(primary_key=True, default=None)
    type = Text(default=None)
    number_key = Text(default=None)
    shown = Text(default="")
    seen_first = Timestamptz(default=None)
    seen_last = Timestamptz(default=None)
    told = Integer(default=0)
    ended = Boolean(default=False)
    stalls_at = Timestamptz(null=True, default=None)


class SecretRow(Table, tablename="doctrack_secret"):
    id = UUID(primary_key=True, default=None)
    document_id = UUID(default=None)
    digest = Text(default=None)


class ObservationRow(Table, tablename="doctrack_observation"):
    id = UUID(primary_key=True, default=None)
    document_id = UUID(default=None)
    key = Text(default=None)
    feeder = Text(default=None)
    stage = Text(default=None)
    at = Timestamptz(null=True, default=None)
    written_at = Text(default="")
    unclear = Boolean(default=False)
    began = Date(null=True, default=None)
    office = Text(null=True, default=None)
    said = Text(default="{}")
    mark = Text(default="")
    seen_at = Timestamptz(default=None)


class RunRow(Table, tablename="doctrack_run"):
    id = UUID(primary_key=True, default=None)
    source = Text(default=None)
    name = Text(default="")
    digest = Text(default="")
    at = Timestamptz(default=None)
    outcome = Text(default=None)
    lines = Integer(default=0)
    new = Integer(default=0)
    repeated = Integer(default=0)
    changed = Integer(default=0)
    unknown = Text(default="[]")
    complaints = Text(default="[]")


class SourceRow(Table, tablename="doctrack_source"):
    source = Text(primary_key=True, default=None)
    since = Timestamptz(default=None)
    as_of = Timestamptz(null=True, default=None)
    trouble = Text(null=True, default=None)


class FileRow(Table, tablename="doctrack_file"):
    id = UUID(primary_key=True, default=None)
    source = Text(default=None)
    name = Text(default=None)
    size = BigInt(default=0)
    modified = BigInt(default=0)
    noted_at = Timestamptz(default=None)
    done = Boolean(default=False)


async def forwards() -> MigrationManager:
    return migration(ID, "doctrack", creates=[DocumentRow, SecretRow, ObservationRow, RunRow, SourceRow, FileRow])
