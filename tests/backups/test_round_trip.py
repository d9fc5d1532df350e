"""A backup is made while the city works, and brings it back: every row, and nobody who was erased (F19)."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from civicore.backups import restoring
from civicore.backups.copying import rows_at
from civicore.backups.key import BackupKey
from civicore.backups.restoring import Place, Refused, restore
from civicore.backups.sealing import Damaged
from civicore.backups.target import manifest_of
from civicore.base.clock import DemoClock
from civicore.people.tables import PEOPLE
from tests.backups.town import Town, bytes_of
from tests.tools.paper import of
from tests.tools.reliability import Counted

pytestmark = pytest.mark.anyio

PEOPLE_WHO_BOOK = 12


@pytest.fixture
def new_home(tmp_path: Path, home: Path) -> Path:
    """The folder on a new machine: only the key of the city is there."""
    folder = tmp_path / "new"
    folder.mkdir()
    return folder


def bring_the_key(town: Town, folder: Path) -> None:
    (folder / "town.key").write_bytes((town.home / "town.key").read_bytes())
    (folder / "town.key").chmod(0o600)


def place(folder: Path, url: str, word: str = "") -> Place:
    return Place(folder, None if url.startswith("sqlite") else url, word)


async def test_f19_a_restore_of_last_night_has_the_same_counts_and_the_erased_stay_erased(
    town: Town, key: BackupKey, new_home: Path, elsewhere: str, clock: DemoClock, counted: Counted
) -> None:
    gone, stays = [await town.book(number) for number in range(2)]
    stored = await town.save(key)
    clock.advance(timedelta(hours=8))
    assert await town.data.erase([gone]) > 0
    bring_the_key(town, new_home)
    done = await restore(stored, key, place(new_home, elsewhere), clock)
    assert done.manifest.tables["booking_booking"] == 2
    assert done.erased == 1
    async with Town.of(new_home, done.url, clock).serving() as back:
        assert await back.data.export([gone]) == {}
        assert await back.data.export([stays]) != {}
        assert (await back.rows())["booking_booking"] == 1
    assert (new_home / "town.yaml").read_bytes() == (town.home / "town.yaml").read_bytes()
    counted(runs=1, acknowledged=2, lost=0)


@pytest.mark.soak
@pytest.mark.parametrize("round_", range(of("F19 restores of backups made under writes")))
async def test_f19_a_backup_made_under_writes_is_one_instant(
    town: Town, key: BackupKey, new_home: Path, elsewhere: str, clock: DemoClock, round_: int, counted: Counted
) -> None:
    booking = [asyncio.create_task(town.book(number)) for number in range(PEOPLE_WHO_BOOK)]
    await booking[round_ % PEOPLE_WHO_BOOK]
    before = sum(one.done() for one in booking)
    stored = await town.save(key)
    await asyncio.gather(*booking)
    assert (await town.rows())["booking_booking"] == PEOPLE_WHO_BOOK
    bring_the_key(town, new_home)
    done = await restore(stored, key, place(new_home, elsewhere), clock)
    rows = done.manifest.tables
    assert 1 <= before <= rows["booking_booking"] <= PEOPLE_WHO_BOOK
    assert rows["core_claim"] >= rows["booking_booking"]
    assert rows["core_message"] == rows["booking_booking"], "each booking with its letter, no letter without one"
    counted(runs=1, inputs=PEOPLE_WHO_BOOK, acknowledged=before, lost=0)


async def test_a_restore_over_records_needs_the_word(town: Town, key: BackupKey, clock: DemoClock) -> None:
    await town.book(1)
    stored = await town.save(key)
    await town.book(2)
    before = await town.rows()
    with pytest.raises(Refused, match="--replace town"):
        await restore(stored, key, Place(town.home, town.url, "yes"), clock)
    assert await town.rows() == before


async def test_with_the_word_the_older_state_comes_back(
    town: Town, key: BackupKey, clock: DemoClock, engine_name: str
) -> None:
    await town.book(1)
    stored = await town.save(key)
    await town.book(2)
    await town.built.runtime.store.close()
    await restore(stored, key, Place(town.home, town.url, "town"), clock)
    await town.built.runtime.store.open()
    assert (await town.rows())["booking_booking"] == 1
    kept = list(Path(town.url.removeprefix("sqlite:///")).parent.glob("*.before-*"))
    assert bool(kept) == (engine_name == "sqlite"), "a file that is replaced stays beside it"


async def test_a_restore_over_a_city_that_is_being_served_is_refused(
    town: Town, key: BackupKey, clock: DemoClock
) -> None:
    await town.book(1)
    stored = await town.save(key)
    await town.book(2)
    before = await town.rows()
    with pytest.raises(Refused, match="stop the city first"):
        await restore(stored, key, Place(town.home, town.url, "town"), clock)
    await town.book(3)
    assert (await town.rows())["booking_booking"] == before["booking_booking"] + 1


async def test_when_a_restore_fails_half_way_what_was_there_is_there_again(
    town: Town, key: BackupKey, clock: DemoClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await town.book(1)
    stored = await town.save(key)
    await town.book(2)
    before = await town.rows()

    def other(*_: object) -> None:
        raise Damaged("the numbers of rows differ")

    await town.built.runtime.store.close()
    with monkeypatch.context() as spoilt:
        spoilt.setattr(restoring, "compare", other)
        with pytest.raises(Damaged):
            await restore(stored, key, Place(town.home, town.url, "town"), clock)
    assert await town.rows() == before
    await town.built.runtime.store.open()
    await town.book(3)


async def test_who_is_being_erased_while_a_backup_is_made_does_not_come_back_by_half(
    town: Town, key: BackupKey, new_home: Path, elsewhere: str, clock: DemoClock
) -> None:
    email, ledger = await town.book(1), town.data._ledger
    assert ledger is not None
    noted = await ledger.begin([email])
    clock.advance(timedelta(seconds=1))
    stored = await town.save(key)
    await town.data.erase_again([email])
    await ledger.end(noted, 1)
    bring_the_key(town, new_home)
    done = await restore(stored, key, place(new_home, elsewhere), clock)
    assert done.manifest.tables["booking_booking"] == 1 and done.erased == 1
    async with Town.of(new_home, done.url, clock).serving() as back:
        assert await back.data.export([email]) == {}
        assert (await back.rows())["booking_booking"] == 0


async def test_a_restore_without_the_citys_key_is_refused_before_anything_is_touched(
    town: Town, key: BackupKey, new_home: Path, elsewhere: str, clock: DemoClock
) -> None:
    stored = await town.save(key)
    with pytest.raises(Refused, match="the key of the city is missing"):
        await restore(stored, key, place(new_home, elsewhere), clock)
    assert list(new_home.iterdir()) == []
    assert await rows_at(elsewhere) == {}


async def test_what_was_changed_or_cut_short_is_not_restored(
    town: Town, key: BackupKey, new_home: Path, elsewhere: str, clock: DemoClock
) -> None:
    stored = await town.save(key)
    bring_the_key(town, new_home)
    whole = stored.archive.read_bytes()
    for broken in (whole[: len(whole) // 2], whole[:-1], bytes([*whole[:-40], whole[-40] ^ 1, *whole[-39:]])):
        stored.archive.write_bytes(broken)
        with pytest.raises(Damaged):
            await restore(stored, key, place(new_home, elsewhere), clock)
    assert await rows_at(elsewhere) == {}


async def test_s56_no_key_and_no_secret_lies_in_a_backup_or_beside_it(
    town: Town, key: BackupKey, key_text: str, tmp_path: Path
) -> None:
    (town.home / "secrets.yaml").write_text("smtp_password: hunter2-canary\n", "utf-8")
    (town.home / "secrets.yaml").chmod(0o600)
    email = await town.book(1)
    stored = await town.save(key)
    from civicore.backups.unpacking import unpacked

    with unpacked(stored, key) as backup:
        inside = bytes_of(backup.folder)
        assert email.encode() in inside or stored.manifest.engine != "sqlite"
        assert not [one for one in backup.folder.rglob("*") if one.suffix == ".key" or one.name == "secrets.yaml"]
    city_key = (town.home / "town.key").read_bytes().strip()
    for secret in (city_key, key_text.encode(), b"hunter2-canary"):
        assert secret not in inside
        assert secret not in bytes_of(tmp_path / "backups")
    beside = manifest_of(stored.archive).read_text("utf-8")
    assert email not in beside and "core_message" in beside
    assert stored.archive.stat().st_mode & 0o077 == 0


async def test_all_tables_of_the_city_are_counted(town: Town, key: BackupKey) -> None:
    stored = await town.save(key)
    every = {table._meta.tablename for table in town.built.runtime.store.tables}
    assert every | {"core_migration"} <= set(stored.manifest.tables)
    assert {table._meta.tablename for table in PEOPLE.tables} <= every
