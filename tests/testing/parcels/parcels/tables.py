"""What is kept."""

from __future__ import annotations

from pathlib import Path

from piccolo.columns import UUID, Boolean, Text, Timestamptz
from piccolo.table import Table

from civicore import TableSet


class Parcel(Table, tablename="parcels_parcel"):
    """A parcel that is kept; ``told`` once its owner was written to."""

    id = UUID(primary_key=True, default=None)
    name = Text(default=None)
    email = Text(default=None)
    told = Boolean(default=False)
    kept_at = Timestamptz(default=None)


class Note(Table, tablename="parcels_note"):
    """That the shelf was told of a parcel, once for each."""

    id = UUID(primary_key=True, default=None)


PARCELS = TableSet("parcels", (Parcel, Note), Path(__file__).parent / "migrations")
