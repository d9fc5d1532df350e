"""What is kept of conversations in messengers: what came, where each chat stands, what is to be said, how bots are."""

from __future__ import annotations

from pathlib import Path

from piccolo.columns import UUID, BigInt, Boolean, Integer, Text, Timestamptz
from piccolo.table import Table

from civicore import TableSet


class UpdateRow(Table, tablename="bots_update"):
    """An update as the messenger told it; ``written`` and ``chat`` are emptied once it has been worked.

    ``line`` is ``<bot>.<messenger>``; ``number`` the messenger's own, which grows with time. States: new, done, odd
    (of no use here), failed. ``answer`` is what was answered at once where the messenger wants it so.
    """

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
    """Where a conversation stands (``stands``, as JSON). ``heard_at``: when the person last wrote,
    ``moved_at``: when this last changed.
    """

    id = UUID(primary_key=True, default=None)
    line = Text(default=None)
    chat = Text(default=None)
    stands = Text(default=None)
    heard_at = Timestamptz(null=True, default=None)
    moved_at = Timestamptz(default=None)


class SayRow(Table, tablename="bots_say"):
    """Something that is to be done in a chat, in order: ``(number, place)``. It is deleted once it was done."""

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
    """A message that a messenger took and will tell the fate of. ``message`` is that of the outbox, if it was one."""

    id = UUID(primary_key=True, default=None)
    line = Text(default=None)
    chat = Text(default=None)
    token = Text(default=None)
    message = UUID(null=True, default=None)
    at = Timestamptz(default=None)


class LineRow(Table, tablename="bots_line"):
    """How a bot is in a messenger: whether it works, since when, what is wrong; when it may speak again.

    ``free_at``: a 429 forbids everything before. ``poor_at``: the messenger wants to be paid. ``next_number`` is the
    first update that was not fetched yet; ``fetching_until`` the end of the lease of the process that fetches.
    """

    id = Text(primary_key=True, default=None)
    well = Boolean(default=True)
    trouble = Text(default="")
    since = Timestamptz(null=True, default=None)
    tried_at = Timestamptz(null=True, default=None)
    free_at = Timestamptz(null=True, default=None)
    poor_at = Timestamptz(null=True, default=None)
    next_number = BigInt(default=0)
    fetching_until = Timestamptz(null=True, default=None)


BOTS = TableSet(
    app="bots",
    tables=(UpdateRow, ChatRow, SayRow, SentRow, LineRow),
    migrations=Path(__file__).parent / "migrations",
    indexes=(
        "CREATE UNIQUE INDEX IF NOT EXISTS bots_update_once ON bots_update (line, number)",
        "CREATE INDEX IF NOT EXISTS bots_update_new ON bots_update (line, chat, number) WHERE state = 'new'",
        "CREATE INDEX IF NOT EXISTS bots_update_at ON bots_update (at)",
        "CREATE UNIQUE INDEX IF NOT EXISTS bots_chat_once ON bots_chat (line, chat)",
        "CREATE INDEX IF NOT EXISTS bots_chat_moved ON bots_chat (moved_at)",
        "CREATE INDEX IF NOT EXISTS bots_say_order ON bots_say (line, chat, number, place)",
        "CREATE INDEX IF NOT EXISTS bots_sent_token ON bots_sent (line, token)",
        "CREATE INDEX IF NOT EXISTS bots_sent_chat ON bots_sent (line, chat, at)",
        "CREATE INDEX IF NOT EXISTS bots_sent_at ON bots_sent (at)",
    ),
)
