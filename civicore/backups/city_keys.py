"""Which keys the records of a city know: links that were given out open only while one of them is here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from civicore.backups.tables import KeyRow
from civicore.base.codes import Keyring
from civicore.keys import KeyUnsafe
from civicore.storage.store import Store
from civicore.storage.unit_of_work import UnitOfWork

PURPOSE = "fingerprint"


async def remember(store: Store, keys: Keyring) -> None:
    """Write down that this key signs from now on, by its fingerprint.

    KeyUnsafe when the records know keys and none of those is here: a key file that was lost is made anew at the
    start, and would silently close every link and code given out. A new key with the old one behind it is a rotation.
    """
    async with store.reading():
        known = {row["fingerprint"] for row in await KeyRow.select(KeyRow.fingerprint)}
    here = keys.digests(PURPOSE, keys.city)
    if known and not known & set(here):
        raise KeyUnsafe(
            "this is not the key by which the city signed its links: put the old one back, as the only line or behind"
            " the new one. If it was stolen, civicore keys --forget ends every link given out"
        )
    if here[0] not in known:
        await store.transact(lambda unit: _write(here[0], unit))


async def known_keys(store: Store) -> Sequence[tuple[str, datetime]]:
    """Fingerprints and since when they signed, the oldest first."""
    async with store.reading():
        rows = await KeyRow.select().order_by(KeyRow.first_at)
    return [(row["fingerprint"], row["first_at"]) for row in rows]


async def forget(store: Store) -> int:
    """Know no key any more; how many there were. The next start takes whichever is there."""

    async def work(unit: UnitOfWork) -> int:
        gone = await KeyRow.delete(force=True).returning(KeyRow.fingerprint)
        await unit.record("keys.forgotten", actor="program:console", subject="city")
        return len(gone)

    return await store.transact(work)


async def _write(fingerprint: str, unit: UnitOfWork) -> None:
    if not await KeyRow.exists().where(KeyRow.fingerprint == fingerprint):
        await KeyRow.insert(KeyRow(fingerprint=fingerprint, first_at=unit.now))
