"""What the commands about persons and terms do, on the city's own database."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

from civicore.app import Built, build
from civicore.backups import city_keys
from civicore.backups.commands import told_plainly
from civicore.backups.erasures import PURPOSE, erased_since
from civicore.backups.key import KeyUnfit
from civicore.backups.restoring import erase_anew
from civicore.backups.setting import key_of, target_of
from civicore.backups.tables import ErasureRow, ExpiryRow
from civicore.backups.target import write_once
from civicore.first_steps import standing
from civicore.reading import Settings
from civicore.retention import PersonalData

_ACTOR = "program:console"


async def exported(file: Path, db: str | None, names: Sequence[str], out: Path) -> Mapping[str, int]:
    """Write everything kept about a person into a new file; how many records, by store. Trouble."""
    async with _city(file, db) as built:
        records = await _data(built).export(names)
        await _noted(built, "person.exported", names)
        made = {"city": str(built.runtime.city.deployment.name), "made_at": built.runtime.clock.now()}
        text = json.dumps({**made, "records": records}, ensure_ascii=False, indent=2, default=_plain)
        write_once(out, text.encode())
        return {store: len(one) for store, one in records.items()}


async def would_erase(file: Path, db: str | None, names: Sequence[str]) -> Mapping[str, int]:
    """How many records would go, by store: it is done and undone. Trouble."""
    async with _city(file, db) as built:
        return await _data(built).would_erase(built.runtime.store, names)


async def erased(file: Path, db: str | None, names: Sequence[str]) -> int:
    """Erase a person; how many records went. Trouble."""
    async with _city(file, db) as built:
        gone = await _data(built).erase(names)
        await _noted(built, "person.erased", names)
        return gone


async def replayed(file: Path, db: str | None, since: datetime) -> int:
    """Erase again everybody who was erased after an instant; how many persons. Trouble."""
    async with _city(file, db) as built:
        key = key_of(built.runtime.city, built.runtime.secret)
        if key is None or not key.opens:
            raise KeyUnfit("the notes of erasures open with the secret half of the key of backups: bring it")
        names = erased_since(target_of(built.runtime.city).erasures, since, key)
        await erase_anew(built, names)
        return len(names)


async def keys_told(file: Path, db: str | None) -> Sequence[str]:
    """Which keys have signed. Trouble."""
    async with _city(file, db) as built:
        known = await city_keys.known_keys(built.runtime.store)
        here = built.runtime.keys.digests(city_keys.PURPOSE, built.runtime.keys.city)
    return [f"{one}  since {at:%Y-%m-%d %H:%M} UTC{', is here' if one in here else ''}" for one, at in known]


async def forgotten_keys(file: Path, db: str | None) -> int:
    """Forget all keys; how many. Trouble."""
    async with _city(file, db) as built:
        return await city_keys.forget(built.runtime.store)


async def expired(file: Path, db: str | None, *, dry: bool) -> Mapping[str, int]:
    """Let go of what is too old, or only count it; by store. Trouble."""
    async with _city(file, db) as built:
        data = _data(built)
        return await data.would_expire(built.runtime.store) if dry else await data.expire()


async def told(file: Path, db: str | None) -> Sequence[str]:
    """The ledger, a line for each day and store, the newest first. Trouble."""
    async with _city(file, db) as built, built.runtime.store.reading():
        gone = await ExpiryRow.select()
        persons = await ErasureRow.select(ErasureRow.at, ErasureRow.records, ErasureRow.done_at)
    days: dict[tuple[date, str], int] = {}
    for row in gone:
        day = (row["at"].date(), row["store"])
        days[day] = days.get(day, 0) + row["records"]
    lines = [(day, f"{day} {store}: {records} records") for (day, store), records in days.items()]
    lines += [(row["at"].date(), _of_a_person(row)) for row in persons]
    return [line for _, line in sorted(lines, reverse=True)]


def _of_a_person(row: Mapping[str, Any]) -> str:
    done = f"{row['records']} records" if row["done_at"] is not None else "broken off, erase the person again"
    return f"{row['at'].date()} a person was erased: {done}"


@asynccontextmanager
async def _city(file: Path, db: str | None) -> AsyncIterator[Built]:
    with told_plainly():
        built = build(Settings(file, database=db))
        async with standing(built.runtime.store):
            yield built


def _data(built: Built) -> PersonalData:
    return built.runtime.services.one(PersonalData)


async def _noted(built: Built, action: str, names: Sequence[str]) -> None:
    """A line of the audit log that only whoever knows the names can connect with the person."""
    who = built.runtime.keys.digest(PURPOSE, "\n".join(sorted(names)))
    await built.runtime.transact(lambda unit: unit.record(action, actor=_ACTOR, subject=f"person:{who}"))


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
