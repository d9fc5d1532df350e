"""The tables about text messages as of the first version."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import UUID, Integer, Text, Timestamptz
from piccolo.table import Table

from civicore.storage.migration import migration

ID = "core_sms_0001_first"


class TextIn(Table, tablename="core_sms_in"):
    id = UUID(primary_key=True, default=None)
    key = Text(default=None)
    person = Text(default=None)
    written = Text(default=None)
    sender = Text(default=None)
    text = Text(default=None)
    at = Timestamptz(default=None)
    state = Text(default=None)


class TextOut(Table, tablename="core_sms_out"):
    id = UUID(primary_key=True, default=None)
    message = UUID(default=None)
    part = Integer(default=None)
    paid = Integer(default=None)
    remote = Text(default=None)
    state = Text(default=None)
    at = Timestamptz(default=None)


class Receipt(Table, tablename="core_sms_receipt"):
    id = UUID(primary_key=True, default=None)
    remote = Text(default=None)
    state = Text(default=None)
    at = Timestamptz(default=None)


class Stopped(Table, tablename="core_sms_stopped"):
    id = UUID(primary_key=True, default=None)
    person = Text(default=None)
    at = Timestamptz(default=None)


async def forwards() -> MigrationManager:
    return migration(ID, "core_sms", creates=[TextIn, TextOut, Receipt, Stopped])
