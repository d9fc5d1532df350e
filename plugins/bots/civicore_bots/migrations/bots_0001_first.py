"""The tables of conversations in messengers as of the first version."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import UUID, BigInt, Boolean, Integer, Text, Timestamptz
from piccolo.table import Table

from civicore import migration

ID = "bots_0001_first"


class UpdateRow(Table, tablename="bots_update"):
    id = UUID(primary_key=True, default=None)
    line = Text(default=None)
    number = BigInt(default=None)
    chat = Text(default=None)
    written = Text(default=None)
    answer = Text(null=True, default=None)
    at = Timestamptz(default=None)
    state = Text(default=None)
    tries = Integer(default=0)
    next_at = Timestamptz(default=None)


class ChatRow(Table, tablename="bots_chat"):
    id = UUID(primary_key=True, default=None)
    line = Text(default=None)
    chat = Text(default=None)
    stands = Text(default=None)
    heard_at = Timestamptz(null=True, default=None)
    moved_at = Timestamptz(default=None)


class SayRow(Table, tablename="bots_say"):
    id = UUID(primary_key=True, default=None)
    line = Text(default=None)
    chat = Text(default=None)
    number = BigInt(default=None)
    place = Integer(default=0)
    body = Text(default=None)
    at = Timestamptz(default=None)
    tries = Integer(default=0)
    next_at = Timestamptz(default=None)


class SentRow(Table, tablename="bots_sent"):
    id = UUID(primary_key=True, default=None)
    line = Text(default=None)
    chat = Text(default=None)
    token = Text(default=None)
    message = UUID(null=True, default=None)
    at = Timestamptz(default=None)


class LineRow(Table, tablename="bots_line"):
    id = Text(primary_key=True, default=None)
    well = Boolean(default=True)
    trouble = Text(default="")
    since = Timestamptz(null=True, default=None)
    tried_at = Timestamptz(null=True, default=None)
    free_at = Timestamptz(null=True, default=None)
    poor_at = Timestamptz(null=True, default=None)
    next_number = BigInt(default=0)
    fetching_until = Timestamptz(null=True, default=None)


async def forwards() -> MigrationManager:
    return migration(ID, "bots", creates=[UpdateRow, ChatRow, SayRow, SentRow, LineRow])
