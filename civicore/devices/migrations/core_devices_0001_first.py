"""The tables about devices as of the first version."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import UUID, BigInt, Integer, Text, Timestamptz
from piccolo.table import Table

from civicore.storage.migration import migration

ID = "core_devices_0001_first"


class EnrolmentRow(Table, tablename="core_enrolment"):
    id = UUID(primary_key=True, default=None)
    device = Text(default=None)
    digest = Text(default=None)
    made_at = Timestamptz(default=None)
    made_by = Text(default=None)
    expires_at = Timestamptz(default=None)


class PrinterRow(Table, tablename="core_printer"):
    id = UUID(primary_key=True, default=None)
    device = Text(default=None)
    trouble = Text(default="")
    times = Integer(default=0)
    told = Text(default="")
    asked_at = Timestamptz(null=True, default=None)
    lease = UUID(null=True, default=None)
    leased_until = Timestamptz(null=True, default=None)


class PrintJobRow(Table, tablename="core_print_job"):
    id = UUID(primary_key=True, default=None)
    device = Text(default=None)
    about = Text(default=None)
    slip = Text(default=None)
    state = Text(default=None)
    trouble = Text(default="")
    made_at = Timestamptz(default=None)
    position = BigInt(default=None)
    expires_at = Timestamptz(default=None)
    ended_at = Timestamptz(null=True, default=None)
    lease = UUID(null=True, default=None)
    copy_of = UUID(null=True, default=None)


async def forwards() -> MigrationManager:
    return migration(ID, "core_devices", creates=[EnrolmentRow, PrinterRow, PrintJobRow])
