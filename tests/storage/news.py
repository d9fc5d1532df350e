"""An event for tests."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Booked:
    """Somebody booked."""

    booking: UUID
    note: str = "ž"
