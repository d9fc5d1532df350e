"""What every use case stands on: the running city as document tracking sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from civicore_doctrack.config import DocTrack
from civicore_doctrack.plan import Plan

if TYPE_CHECKING:
    from civicore import Runtime


@dataclass(frozen=True)
class Setting:
    """The running city; ``plan`` is what its file says of documents, worked out once, ``said`` the section itself."""

    runtime: Runtime
    plan: Plan
    said: DocTrack

    @property
    def now(self) -> datetime:
        return self.runtime.clock.now()

    @property
    def zone(self) -> ZoneInfo:
        return self.runtime.city.zone
