"""What every use case stands on: the running city as signals see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from civicore_signals.plan import Plan

if TYPE_CHECKING:
    from civicore import Runtime

_FIRST, _LAST = date(1900, 1, 1), date(9000, 1, 1)


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

    def begins(self, day: date) -> datetime:
        """The instant at which a civil day begins; days far from everything a city does count as very far away."""
        return datetime.combine(min(max(day, _FIRST), _LAST), time(), self.zone)

    def ends(self, day: date) -> datetime:
        """The instant at which a civil day is over."""
        return self.begins(min(day, _LAST) + timedelta(days=1))
