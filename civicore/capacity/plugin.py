"""The core's own parts for the ledger."""

from __future__ import annotations

from collections.abc import Iterable

from civicore.capacity.tables import CAPACITY
from civicore.extension.hookspecs import hookimpl
from civicore.extension.parts import TableSet


class CapacityPlugin:
    """Registered by the core in every city, in front of all that claims places."""

    @hookimpl
    def register_tables(self) -> Iterable[TableSet]:
        return (CAPACITY,)
