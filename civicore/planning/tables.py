"""Which files the database was run under, by which rules it is now, and which ids were renamed since when."""

from __future__ import annotations

from pathlib import Path

from piccolo.columns import UUID, Boolean, Integer, Text, Timestamptz
from piccolo.table import Table

from civicore.extension.parts import TableSet


class ConfigurationRow(Table, tablename="core_configuration"):
    """A file that was accepted with all its decisions; ``digest`` is the hash of what it says once it is resolved.

    ``standing`` are decisions as JSON that hold until a server has taken the file over.
    """

    id = UUID(primary_key=True, default=None)
    digest = Text(default=None)
    at = Timestamptz(default=None)
    actor = Text(default=None)
    standing = Text(null=True, default=None)


class RenameRow(Table, tablename="core_rename"):
    """An id that is called differently: paths of the file. Links with the old one lead on for a year."""

    old = Text(primary_key=True, default=None)
    new = Text(default=None)
    since = Timestamptz(default=None)


class InForceRow(Table, tablename="core_in_force"):
    """One row: the rules by which every process works. ``awaited``: applied, and no server has taken them over yet."""

    id = Integer(primary_key=True, default=None)
    rules = Text(default=None)
    awaited = Boolean(default=False)


class GoneRow(Table, tablename="core_gone"):
    """An address, as a pattern, that the city had until a file took it away: ``/booking/visit/{token:str}``."""

    path = Text(primary_key=True, default=None)
    since = Timestamptz(default=None)


PLANNING = TableSet(
    app="core_planning",
    tables=(ConfigurationRow, RenameRow, InForceRow, GoneRow),
    migrations=Path(__file__).parent / "migrations",
    indexes=("CREATE INDEX IF NOT EXISTS core_configuration_at ON core_configuration (at)",),
)
