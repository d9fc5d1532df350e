"""A person whose every value stands nowhere else, through all plugins: where they get to, and that they go (T12).

Looked at: each table of core and plugins with outbox, dead letters and index of words, the log, the file of the
database, the backup, and what comes back from it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from civicore.backups.commands import content_of
from civicore.backups.copying import file_of, forget_words
from civicore.backups.erasures import Ledger, Notes
from civicore.backups.key import BackupKey, new_key
from civicore.backups.making import make
from civicore.backups.restoring import put_back
from civicore.backups.target import Stored, Target
from civicore.backups.unpacking import unpacked
from civicore.demo.tables import Caught
from civicore.retention import PersonalData
from civicore.storage.store import Store
from civicore.storage.tables import MessageRow
from civicore.testing import Canary, Town
from civicore.testing.conformance.personal import logged
from civicore.testing.conformance.stories import STORIES
from civicore.testing.conformance.towns import Towns
from tests.backups.town import bytes_of
from tests.databases import Databases, engine_of_module

CITY_KEY = "demo"  # the kit's cities sign with it


@dataclass
class Walk:
    """One city in which the canary has been everywhere."""

    town: Town
    person: Canary
    lines: list[str]
    folder: Path
    key: BackupKey

    @property
    def target(self) -> Target:
        return Target(self.folder / "backups", self.town.runtime.city.deployment.id)

    @property
    def data(self) -> PersonalData:
        """All stores, with a ledger beside the backups."""
        known = self.town.runtime.services.one(PersonalData)
        ledger = Ledger(self.town.runtime.store, self.town.runtime.keys, self.target, self.key)
        return PersonalData(known._stores, ledger)

    def save(self) -> Stored:
        content = content_of(self.town.built)
        return self.town.aside.do(make(content, self.target, self.key, self.town.clock.now))

    def traces(self) -> list[str]:
        """Where the canary stands; what a demo caught has left the city."""
        found = self.person.in_tables(self.town, self.town.runtime.store.tables)
        return sorted({one.place for one in found if not one.place.startswith("core_demo_caught")})


engine_name = engine_of_module()


@pytest.fixture(scope="module")
def walk(databases: Databases, engine_name: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    """Everything a person can do, and a letter that reached nobody."""
    folder = tmp_path_factory.mktemp("canary")
    towns, person = Towns(folder / "towns"), Canary(61)
    with databases.empty(engine_name) as url, towns.other({}, filled=False, database=url) as town, logged() as lines:
        for name, story in STORIES.items():
            if name != "booking":
                story(town, person)
        with town.faults.channel_down("email"):
            STORIES["booking"](town, person)
            town.settle()
            town.do(lambda unit: given_up(person.email))
        town.settle()
        yield Walk(town, person, lines, folder, BackupKey.of(new_key()[1]))
    towns.close()


async def given_up(email: str) -> None:
    """The letter that could not leave becomes a dead one."""
    failed: dict[Any, Any] = {MessageRow.state: "failed"}
    assert await MessageRow.update(failed).where(MessageRow.recipient == email).returning(MessageRow.id)


async def nothing_caught() -> None:
    await Caught.delete(force=True)


@pytest.fixture(scope="module")
def before(walk: Walk) -> Stored:
    """Last night's backup, with the person in it."""
    assert {"booking_booking.fields", "core_message.recipient"} <= set(walk.traces()), "the walk got nowhere"
    return walk.save()


@pytest.fixture(scope="module")
def told(walk: Walk, before: Stored) -> str:
    """What the person is told is kept of them."""
    return str(walk.town.aside.do(walk.data.export(walk.person.names)))


@pytest.fixture(scope="module")
def erased(walk: Walk, before: Stored, told: str) -> int:
    """The person is erased an hour after the backup. What the demo caught in place of sending has left the city."""
    walk.town.clock.jump(walk.town.clock.now + timedelta(hours=1))
    number = walk.town.aside.do(walk.data.erase(walk.person.names))
    walk.town.do(lambda unit: nothing_caught())
    return number


def test_s62_whoever_asks_is_told_every_value_that_is_kept(walk: Walk, told: str) -> None:
    missing = [one for one in walk.person.values.values() if one not in told]
    kept = {one.value for one in walk.person.in_tables(walk.town, walk.town.runtime.store.tables)}
    assert [one for one in missing if one in kept] == []


def test_s61_a_backup_is_closed_to_whoever_has_no_key(walk: Walk, before: Stored) -> None:
    beside = bytes_of(walk.target.folder)
    assert [one for one in walk.person.values.values() if one.encode() in beside] == []


def test_s62_erasing_leaves_no_value_in_any_table(walk: Walk, erased: int) -> None:
    assert erased > 0
    assert walk.traces() == []


def test_s62_the_note_of_an_erasure_names_nobody_without_the_key(walk: Walk, erased: int) -> None:
    notes = list(walk.target.erasures.iterdir())
    assert len(notes) == 1
    assert [one for one in walk.person.names if one.encode() in notes[0].read_bytes()] == []


def test_s62_nothing_of_the_person_is_left_in_the_file_of_the_database(walk: Walk, erased: int) -> None:
    """Not in pages that were freed, nor in what indexes of words have struck out."""
    if not walk.town.database.startswith("sqlite:"):
        return  # PostgreSQL keeps bytes until it writes its files anew: test_ageing.py looks at it then
    file = file_of(walk.town.database)
    with closing(sqlite3.connect(file, isolation_level=None, timeout=60)) as there:
        forget_words(there)
        there.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw = b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))
    assert [one for one in walk.person.values.values() if one.encode() in raw] == []


def test_s61_no_value_is_in_the_log(walk: Walk, erased: int) -> None:
    assert walk.person.in_text("\n".join(walk.lines)) == []


def test_s62_what_comes_back_from_last_nights_backup_is_without_the_person(
    walk: Walk,
    before: Stored,
    erased: int,
    databases: Databases,
    engine_name: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for secret in ("STATUS_FEED", "TELEGRAM", "SMS_KEY"):
        monkeypatch.setenv(f"CIVICORE_SECRET_{secret}", "hush")
    home = tmp_path / "home"
    home.mkdir()
    (home / f"{before.manifest.city}.key").write_text(CITY_KEY)
    (home / f"{before.manifest.city}.key").chmod(0o600)
    notes = Notes.of(before.erasures, before.manifest.made_at, walk.key)
    with databases.empty(engine_name) as url, unpacked(before, walk.key) as backup:
        back = walk.town.aside.do(put_back(backup, url, home, notes, walk.town.runtime.clock))
        assert back.erased == 1
        left = walk.town.aside.do(standing_in(url, walk))
    assert left == []


def test_s62_a_backup_made_afterwards_never_had_them(walk: Walk, erased: int) -> None:
    with unpacked(walk.save(), walk.key) as backup:
        inside = bytes_of(backup.folder)
    assert [one for one in walk.person.values.values() if one.encode() in inside] == []


async def standing_in(url: str, walk: Walk) -> list[str]:
    """Where the person stands in another database."""
    store = Store(url, clock=walk.town.runtime.clock)
    await store.open()
    try:
        async with store.reading():
            tables = [one for one in walk.town.runtime.store.tables if one is not Caught]
            rows = {one._meta.tablename: str(await one.select()) for one in tables}
    finally:
        await store.close()
    return sorted(name for name, said in rows.items() if walk.person.in_text(said))
