"""The ledger, the counters and the promises of a day on paper."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from civicore_ticketing.moves import Deed
from civicore_ticketing.ticket import Desk

from civicore.capacity.claims import Claim, Limit


@dataclass
class Ledger:
    """The ledger of capacity on paper: a claim counts until the second after its ``until``."""

    claims: dict[UUID, Claim] = field(default_factory=dict)

    def used(self, limit: Limit, now: datetime) -> int:
        return sum(one.limit == limit and self._holds(one, now) for one in self.claims.values())

    def take(self, holder: UUID, claim: Claim, now: datetime) -> bool:
        mine = self.claims.pop(holder, None)
        if self.used(claim.limit, now) >= claim.limit.cap:
            if mine is not None:
                self.claims[holder] = mine
            return False
        self.claims[holder] = claim
        return True

    @staticmethod
    def _holds(claim: Claim, now: datetime) -> bool:
        return claim.until is None or now.replace(microsecond=0) <= claim.until


@dataclass
class Seat:
    """A counter of the day; ``deed`` is what it may take back, with the counter as it was before."""

    desk: Desk
    open: bool = False
    deed: tuple[Deed, Desk] | None = None
    passed_over: int = 0


@dataclass(frozen=True)
class Booking:
    """Somebody who may come: a promise with its own claim until the window ends."""

    id: UUID
    agenda: str
    start: datetime
