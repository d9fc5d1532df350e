"""Demand that could not be met: who looked for something and found nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class DemandUnmet:
    """Somebody looked for a time or a ticket and there was none; ``at`` is aware and in UTC, and no person is named.

    ``what`` is ``times`` (nothing free in the whole bookable range) or ``day`` (nothing on the day asked for).
    """

    agenda: str
    office: str
    channel: str
    what: str
    at: datetime
