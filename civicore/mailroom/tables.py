"""Letters as they lie on the desk, and how far each mailbox was read."""

from __future__ import annotations

from pathlib import Path

from piccolo.columns import UUID, BigInt, Text, Timestamptz
from piccolo.table import Table

from civicore.extension.parts import TableSet


class LetterRow(Table, tablename="core_letter"):
    """A letter: new, taken, doing (a deed was begun) or done; ``ended`` says how: deed, answer, nothing.

    ``key`` is the keyed hash by which it is known again; when it is emptied the row stays, so that it is not taken
    a second time. ``person`` is the keyed hash of the sender's address. ``about`` names what the message of ours was
    about that it answers, ``deed`` what is being done with it.
    """

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
    """How far a mailbox was read: the server's own count of the box and of the last letter (RFC 9051, 2.3.1.1)."""

    id = UUID(primary_key=True, default=None)
    box = Text(default=None)
    validity = BigInt(default=0)
    last = BigInt(default=0)
    read_at = Timestamptz(default=None)
    trouble = Text(default="")


MAILROOM = TableSet(
    app="core_mailroom",
    tables=(LetterRow, MailboxRow),
    migrations=Path(__file__).parent / "migrations",
    indexes=(
        "CREATE UNIQUE INDEX IF NOT EXISTS core_letter_key ON core_letter (key)",
        "CREATE INDEX IF NOT EXISTS core_letter_queue ON core_letter (state, came_at)",
        "CREATE INDEX IF NOT EXISTS core_letter_person ON core_letter (person, came_at)",
        "CREATE UNIQUE INDEX IF NOT EXISTS core_mailbox_box ON core_mailbox (box)",
    ),
)
