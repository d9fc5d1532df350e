"""Closures that staff make while the city runs: asked by whoever must know that an office is shut."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from civicore.base.calendar import Closure


class LiveClosures(Protocol):
    """Registered as a service by the plugin at whose desk pages closures are made."""

    async def closures(self, office: str, first: date, last: date) -> tuple[Closure, ...] | None:
        """Closures made at the desk that touch these days; inside a unit of work or a reading.

        None when they are not known now: the office counts as shut, so that nobody is promised anything there.
        """
        ...
