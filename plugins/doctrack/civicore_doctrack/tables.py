"""The tables of document tracking: documents, secrets of their holders, what was said of them, who said it.

Neither a number nor a name stands here in clear, unless the file asks for whole numbers (``keep.numbers``).
"""

from __future__ import annotations

from pathlib import Path

from piccolo.columns import UUID, BigInt, Boolean, Date, Integer, Text, Timestamptz
from piccolo.table import Table

from civicore import TableSet
from civicore_doctrack import tables_followers


class DocumentRow(Table, tablename="doctrack_document"):
    """A document. ``number_key`` is the keyed hash of its folded number, ``shown`` what staff see of it.

    ``told`` counts its news, ``ended`` repeats that its stage is final, ``stalls_at`` from when staff look after it.
    ``seen_last`` is when the newest batch about it was seen.
    """

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
    """What the holder is asked for beside the number, as a keyed hash; each spelling that a source ever gave."""

    id = UUID(primary_key=True, default=None)
    document_id = UUID(default=None)
    digest = Text(default=None)


class ObservationRow(Table, tablename="doctrack_observation"):
    """What was said of a document, never changed. ``key`` is the keyed hash of all of it, ``mark`` why staff look.

    ``said`` is JSON, the words as they came, nothing personal among them.
    """

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
    """What a source brought at once. ``complaints`` are JSON: lines and reasons, nothing personal among them."""

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
    """How a source does: ``as_of`` is the age of its data, ``since`` how long we have listened to it.

    ``trouble`` is the code of what is wrong with the newest that it brought.
    """

    source = Text(primary_key=True, default=None)
    since = Timestamptz(default=None)
    as_of = Timestamptz(null=True, default=None)
    trouble = Text(null=True, default=None)


class FileRow(Table, tablename="doctrack_file"):
    """A file of a watched folder as it was last seen; ``done``: nothing more is done about it as it is."""

    id = UUID(primary_key=True, default=None)
    source = Text(default=None)
    name = Text(default=None)
    size = BigInt(default=0)
    modified = BigInt(default=0)
    noted_at = Timestamptz(default=None)
    done = Boolean(default=False)


DOCTRACK = TableSet(
    app="doctrack",
    tables=(DocumentRow, SecretRow, ObservationRow, RunRow, SourceRow, FileRow, *tables_followers.TABLES),
    migrations=Path(__file__).parent / "migrations",
    indexes=(
        *tables_followers.INDEXES,
        "CREATE UNIQUE INDEX IF NOT EXISTS doctrack_document_number ON doctrack_document (number_key, type)",
        "CREATE INDEX IF NOT EXISTS doctrack_document_seen ON doctrack_document (ended, seen_last)",
        "CREATE INDEX IF NOT EXISTS doctrack_document_stalls ON doctrack_document (stalls_at)"
        " WHERE stalls_at IS NOT NULL",
        "CREATE UNIQUE INDEX IF NOT EXISTS doctrack_secret_once ON doctrack_secret (document_id, digest)",
        "CREATE UNIQUE INDEX IF NOT EXISTS doctrack_observation_once ON doctrack_observation (document_id, key)",
        "CREATE INDEX IF NOT EXISTS doctrack_observation_mark ON doctrack_observation (seen_at) WHERE mark <> ''",
        "CREATE INDEX IF NOT EXISTS doctrack_run_at ON doctrack_run (at)",
        "CREATE INDEX IF NOT EXISTS doctrack_run_digest ON doctrack_run (source, digest)",
        "CREATE UNIQUE INDEX IF NOT EXISTS doctrack_file_name ON doctrack_file (source, name)",
    ),
)
