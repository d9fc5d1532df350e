"""What the city remembers of its backups, of who was erased and of what went by itself: no persons."""

from __future__ import annotations

from pathlib import Path

from piccolo.columns import UUID, BigInt, Bytea, Integer, Text, Timestamptz
from piccolo.table import Table

from civicore.extension.parts import TableSet


class BackupRow(Table, tablename="core_backup"):
    """A try at a backup or a rehearsal (``kind``), and how it ended: running, made, failed. ``trouble`` says why."""

    id = UUID(primary_key=True, default=None)
    kind = Text(default=None)
    name = Text(default="")
    began_at = Timestamptz(default=None)
    ended_at = Timestamptz(null=True, default=None)
    state = Text(default=None)
    trouble = Text(default="")
    size = BigInt(default=0)
    rows = BigInt(default=0)


class ErasureRow(Table, tablename="core_erasure"):
    """Somebody was erased. ``person`` is a keyed hash of their names; ``records`` how many went.

    ``note`` holds the names, sealed with the key of backups, until it lies beside the backups; empty from then on.
    ``done_at`` is missing while it is under way, or when it was broken off.
    """

    id = UUID(primary_key=True, default=None)
    at = Timestamptz(default=None)
    person = Text(default=None)
    records = Integer(default=0)
    done_at = Timestamptz(null=True, default=None)
    note = Bytea(null=True, default=None)


class ExpiryRow(Table, tablename="core_expiry"):
    """A store let go of so many records because the file allows no longer to keep them."""

    id = UUID(primary_key=True, default=None)
    at = Timestamptz(default=None)
    store = Text(default=None)
    records = Integer(default=None)


class KeyRow(Table, tablename="core_key"):
    """A key of the city that has signed links and codes, by its fingerprint: a keyed hash that opens nothing."""

    fingerprint = Text(primary_key=True, default=None)
    first_at = Timestamptz(default=None)


BACKUPS = TableSet(
    app="core_backups",
    tables=(BackupRow, ErasureRow, ExpiryRow, KeyRow),
    migrations=Path(__file__).parent / "migrations",
    indexes=(
        "CREATE INDEX IF NOT EXISTS core_backup_began ON core_backup (kind, began_at)",
        "CREATE INDEX IF NOT EXISTS core_erasure_at ON core_erasure (at)",
        "CREATE INDEX IF NOT EXISTS core_erasure_waits ON core_erasure (at) WHERE note IS NOT NULL",
        "CREATE INDEX IF NOT EXISTS core_expiry_at ON core_expiry (at)",
    ),
)
