"""Settings under plugins.parcels.config."""

from __future__ import annotations

from civicore import Block, Section, says


class Parcels(Block):
    """Parcels."""

    most: int = says("parcels of one person", 5, ge=1)


SECTION = Section("parcels", Parcels)
