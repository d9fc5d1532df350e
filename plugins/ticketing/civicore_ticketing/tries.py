"""Tries at codes, counted in the ledger so that every process counts together (threat T2).

A try is counted before its outcome is known, so that a hundred at once are a hundred; a right code gives its own
back. Five fit into a minute at one device or one stranger's network, and all strangers' networks together may not
try an office without end; the devices of the office stay usable meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from civicore import Keyring, Refusal, UnitOfWork, capacity, whole_second
from civicore_ticketing.setting import Setting

MOST = 5
MOST_OF_STRANGERS = 60  # at one office, from all networks together
PAUSE = timedelta(minutes=1)
OPEN = frozenset({"web", "sms", "bot"})  # places where anybody may type
_NEVER = datetime.max.replace(tzinfo=UTC)
_GONE = "queue.try_swept"  # undoes the unit: somebody else swept the same tries


@dataclass(frozen=True)
class _Brake:
    """``most`` tries a minute under one name, of which only a keyed hash is kept."""

    digest: str
    most: int

    @property
    def key(self) -> str:
        return f"try|{self.digest}"

    @property
    def holder(self) -> UUID:
        return UUID(hex=self.digest)


async def spend(setting: Setting, office: str, by: str, source: str) -> Refusal | None:
    """Count one try, in a unit of its own: a refused check-in is undone and must not take its try with it."""
    if not setting.runtime.strict:
        return None
    brakes = _brakes(setting.runtime.keys, office, by, source)

    async def work(unit: UnitOfWork) -> Refusal | None:
        for brake in brakes:
            refused = await _count(brake, unit.now)
            if refused is not None:
                return refused
        return None

    answer = await setting.runtime.transact(work)
    while answer is not None and answer.code == _GONE:
        answer = await setting.runtime.transact(work)
    return answer


async def give_back(setting: Setting, office: str, by: str, source: str) -> None:
    """The code was right, so it was no guess; inside the unit that lets its owner in."""
    if not setting.runtime.strict:
        return
    for brake in _brakes(setting.runtime.keys, office, by, source):
        kept = await capacity.claims_of(brake.holder)
        latest = sorted(kept, key=_ends, reverse=True)[:1]
        await capacity.exchange(latest, ())


async def _count(brake: _Brake, now: datetime) -> Refusal | None:
    kept = await capacity.claims_of(brake.holder)
    spent = [one for one in kept if _ends(one) < whole_second(now)]
    live = sorted(_ends(one) for one in kept if one not in spent)
    if len(live) >= brake.most:
        return Refusal("queue.too_many_tries", until=live[-brake.most] + timedelta(seconds=1))
    limit = capacity.lasting_limit(brake.key, brake.most)
    answer = await capacity.exchange(spent, [(brake.holder, capacity.Claim(limit, whole_second(now) + PAUSE))])
    if answer == "gone":
        return Refusal(_GONE)
    return None if answer is None else Refusal("queue.too_many_tries", until=now + PAUSE)


def _ends(kept: capacity.Kept) -> datetime:
    return kept.claim.until or _NEVER


def _brakes(keys: Keyring, office: str, by: str, source: str) -> list[_Brake]:
    own = _Brake(keys.digest("ticketing.try", f"{office}|{by}|{source}"), MOST)
    strangers = _Brake(keys.digest("ticketing.try", f"{office}|strangers"), MOST_OF_STRANGERS)
    return [own, strangers] if by in OPEN else [own]
