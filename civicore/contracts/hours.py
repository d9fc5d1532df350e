"""Closures that staff make while the city runs: asked by whoever must know that an office is shut."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from civicore.base.calendar import Closure


class LiveClosures(Protocol):
    """Registered as a service by the plugin at whose desk pages closures are made."""

    async def closures(self, office: str, first: date, last: date) -> tuple[Closure, ...]:
        """Closures made at the desk that touch these days; inside a unit of work or a reading."""
        ...
