"""What every use case stands on: the running city as signals see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from civicore_signals.plan import Plan

if TYPE_CHECKING:
    from civicore import Runtime


@dataclass(frozen=True)
class Setting:
    """The running city; ``plan`` is what its file says, worked out once."""

    runtime: Runtime
    plan: Plan

    @property
    def now(self) -> datetime:
        return self.runtime.clock.now()

    @property
    def zone(self) -> ZoneInfo:
        return self.runtime.city.zone

    def day_at(self, instant: datetime) -> date:
        """The civil day of an instant."""
        return instant.astimezone(self.zone).date()
