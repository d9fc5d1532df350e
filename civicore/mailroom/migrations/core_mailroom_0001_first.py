"""The tables of letters as of the first version."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import UUID, BigInt, Text, Timestamptz
from piccolo.table import Table

from civicore.storage.migration import migration

ID = "core_mailroom_0001_first"


class LetterRow(Table, tablename="core_letter"):
    id = UUID(primary_key=True, default=None)
    key = Text(default=None)
    kind = Text(default=None)
    via = Text(default=None)
    person = Text(default="")
    sender = Text(default="")
    sender_name = Text(default="")
    subject = Text(default="")
    text = Text(default="")
    quoted = Text(default="")
    files = Text(default="[]")
    about = Text(default="")
    written_at = Timestamptz(default=None)
    came_at = Timestamptz(default=None)
    state = Text(default=None)
    owner = Text(default="")
    ended = Text(default="")
    deed = Text(default="")
    done_at = Timestamptz(null=True, default=None)


class MailboxRow(Table, tablename="core_mailbox"):
    id = UUID(primary_key=True, default=None)
    box = Text(default=None)
    validity = BigInt(default=0)
    last = BigInt(default=0)
    read_at = Timestamptz(default=None)
    trouble = Text(default="")


async def forwards() -> MigrationManager:
    return migration(ID, "core_mailroom", creates=[LetterRow, MailboxRow])
