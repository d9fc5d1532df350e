"""Which ways people chose for what concerns them."""

from __future__ import annotations

from pathlib import Path

from piccolo.columns import UUID, Integer, Text, Timestamptz
from piccolo.table import Table

from civicore.extension.parts import TableSet


class WayRow(Table, tablename="core_way"):
    """One way to the person behind one thing.

    ``waiting`` until the code that was sent there is typed (``digest``, ``tries``), then ``chosen``; the latest is
    used first. Where ``state`` is ``ended`` there is no address: the person wants no more notices about the thing.
    """

    id = UUID(primary_key=True, default=None)
    about = Text(default=None)
    channel = Text(default=None)
    address = Text(default=None)
    language = Text(default=None)
    state = Text(default=None)
    at = Timestamptz(default=None)
    digest = Text(null=True, default=None)
    tries = Integer(default=0)


WAYS = TableSet(
    app="core_ways",
    tables=(WayRow,),
    migrations=Path(__file__).parent / "migrations",
    indexes=(
        "CREATE UNIQUE INDEX IF NOT EXISTS core_way_once ON core_way (about, channel, address)",
        "CREATE INDEX IF NOT EXISTS core_way_address ON core_way (address)",
        "CREATE INDEX IF NOT EXISTS core_way_at ON core_way (at)",
        "CREATE INDEX IF NOT EXISTS core_way_waiting ON core_way (at) WHERE state = 'waiting'",
    ),
)
