"""Brakes: how often something may happen under one name, counted in the ledger by all processes together.

Only a keyed hash of the name is kept. What is counted is free again by itself when its time is over.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from uuid import UUID

from civicore import Keyring, Refusal, Runtime, UnitOfWork, capacity, whole_second

_NEVER = datetime.max.replace(tzinfo=UTC)
_GONE = "queue.brake_swept"  # undoes the unit: somebody else swept the same places. Nobody outside sees it
T = TypeVar("T")


@dataclass(frozen=True)
class Brake:
    """At most ``most`` under one ``digest`` within ``every``."""

    digest: str
    most: int
    every: timedelta

    @classmethod
    def named(cls, keys: Keyring, purpose: str, name: str, most: int, every: timedelta) -> Brake:
        return cls(keys.digest(purpose, name), most, every)

    @property
    def key(self) -> str:
        return f"try|{self.digest}"

    @property
    def holder(self) -> UUID:
        return UUID(hex=self.digest)


async def spend(brake: Brake, now: datetime, code: str) -> Refusal | None:
    """Count one; the Refusal of this code tells ``until`` when to wait. Inside ``patiently`` or a unit of it."""
    kept = await capacity.claims_of(brake.holder)
    spent = [one for one in kept if _ends(one) < whole_second(now)]
    live = sorted(_ends(one) for one in kept if one not in spent)
    if len(live) >= brake.most:
        return Refusal(code, until=live[-brake.most] + timedelta(seconds=1))
    limit = capacity.lasting_limit(brake.key, brake.most)
    answer = await capacity.exchange(spent, [(brake.holder, capacity.Claim(limit, whole_second(now) + brake.every))])
    if answer == "gone":
        return Refusal(_GONE)
    return None if answer is None else Refusal(code, until=now + brake.every)


async def give_back(brake: Brake) -> None:
    """What was counted last does not count."""
    kept = await capacity.claims_of(brake.holder)
    await capacity.exchange(sorted(kept, key=_ends, reverse=True)[:1], ())


async def patiently(runtime: Runtime, work: Callable[[UnitOfWork], Awaitable[T | Refusal]]) -> T | Refusal:
    """Do a unit in which brakes are spent; once more when others swept at the same instant."""
    while True:
        answer = await runtime.transact(work)
        if not isinstance(answer, Refusal) or answer.code != _GONE:
            return answer


def _ends(kept: capacity.Kept) -> datetime:
    return kept.claim.until or _NEVER
