"""The section ``ticketing:`` of the deployment file: tickets, calling, the visitor's own ticket."""

from __future__ import annotations

from civicore import Block, Section, kinds, says


class Ticketing(Block):
    """Rules of the waiting room."""

    enabled: kinds.Flag = says("tickets on or off", True)


SECTION = Section("ticketing", Ticketing, ("city", "office", "department", "agenda"))
