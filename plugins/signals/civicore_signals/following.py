"""Following somebody's case: accounts at once, addresses once they are confirmed, and out again with one click."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from civicore_signals.visibility import PublicCase


@dataclass(frozen=True)
class Followed:
    """A case that somebody follows; ``case`` is None once strangers may not see it any more."""

    id: UUID
    case: PublicCase | None
    since: datetime
