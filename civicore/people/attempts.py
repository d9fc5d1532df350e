"""Counts tries in the database, so that every process and every worker counts together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from civicore.base.codes import Keyring, new_id
from civicore.people.tables import TryRow
from civicore.people.throttle import Brake
from civicore.storage.unit_of_work import UnitOfWork


class Attempts:
    """``key`` names what is tried (``account:…``, ``network:…``); only its keyed hash is kept.

    ``enforced`` is off in a demo that is not strict: nothing is counted and nobody waits.
    """

    def __init__(self, keys: Keyring, *, enforced: bool = True) -> None:
        self._keys = keys
        self._enforced = enforced

    async def spend(self, brakes: Mapping[str, Brake], work: UnitOfWork) -> datetime | None:
        """Count one try under every key, or tell until when to wait; then nothing is counted.

        A try is counted before its outcome is known, so that a hundred at once are a hundred.
        """
        if not self._enforced:
            return None
        hashed = {self._keys.digest("try", key): brake for key, brake in brakes.items()}
        rows = {}
        for key in sorted(hashed):
            await work.lock(f"people.try:{key}")
            rows[key] = await TryRow.objects().get(TryRow.key == key)
        blocked = [row.next_at for row in rows.values() if row is not None and row.next_at > work.now]
        if blocked:
            return max(blocked)
        for key, brake in hashed.items():
            await _count(key, rows[key], brake, work.now)
        return None

    async def clear(self, names: Iterable[str]) -> None:
        """Forget the tries: the right answer was given."""
        hashed = [digest for name in names for digest in self._keys.digests("try", name)]
        if hashed:
            await TryRow.delete().where(TryRow.key.is_in(hashed))

    async def give_back(self, name: str, work: UnitOfWork) -> None:
        """One try less: it was no guess. Others' tries under the same key still count."""
        hashed = list(self._keys.digests("try", name))
        await TryRow.update({TryRow.tries: TryRow.tries - 1, TryRow.next_at: work.now}).where(
            TryRow.key.is_in(hashed) & (TryRow.tries > 0)
        )


async def _count(key: str, row: TryRow | None, brake: Brake, now: datetime) -> None:
    if row is None:
        first = TryRow(id=new_id(), key=key, tries=1, last_at=now, next_at=now + brake.wait_after(1))
        await TryRow.insert(first)
        return
    tries = brake.count(row.tries, row.last_at, now)
    await TryRow.update(
        {TryRow.tries: tries, TryRow.last_at: now, TryRow.next_at: now + brake.wait_after(tries)}
    ).where(TryRow.key == key)


async def forget_tries(before: datetime, longest: timedelta = timedelta(days=2)) -> None:
    """Tidy counts nobody waits for any more."""
    await TryRow.delete().where(TryRow.last_at < before - longest)
