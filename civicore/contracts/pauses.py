"""News of services that stop and go on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PauseSwitched:
    """Staff stopped a service in an emergency, or restored it. ``suspension`` is its id in the file."""

    suspension: str
    active: bool
