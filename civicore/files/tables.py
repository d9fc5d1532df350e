"""The tables of files: what is known of each, and its bytes in a row of their own."""

from __future__ import annotations

from pathlib import Path

from piccolo.columns import UUID, BigInt, Boolean, Bytea, DoublePrecision, Integer, Text, Timestamptz
from piccolo.table import Table

from civicore.extension.parts import TableSet


class FileRow(Table, tablename="core_file"):
    """One clean file. ``owner`` names whose it is (``draft:<id>``); after ``until`` it is deleted.

    ``seen_lat`` and ``seen_lon`` are kept only while its owner may still be asked where it was taken.
    """

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
    """The bytes of a file in one variant: full, thumb, public, public_thumb."""

    id = UUID(primary_key=True, default=None)
    file = UUID(default=None)
    variant = Text(default=None)
    content_type = Text(default=None)
    content = Bytea(default=None)


FILES = TableSet(
    app="core_files",
    tables=(FileRow, FileContent),
    migrations=Path(__file__).parent / "migrations",
    indexes=(
        "CREATE INDEX IF NOT EXISTS core_file_owner ON core_file (owner, position)",
        "CREATE INDEX IF NOT EXISTS core_file_until ON core_file (until) WHERE until IS NOT NULL",
        "CREATE UNIQUE INDEX IF NOT EXISTS core_file_content_variant ON core_file_content (file, variant)",
    ),
)
