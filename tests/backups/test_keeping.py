"""The running city makes, rehearses and ends its backups, and staff hear of it when one fails or is late (T17)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import ClassVar

import pytest

from civicore.backups.book import Book
from civicore.backups.commands import Trouble, listed, rehearsed, saved
from civicore.backups.keeping import Keeper
from civicore.backups.key import BackupKey, new_key
from civicore.backups.rehearsing import rehearse
from civicore.backups.sealing import Damaged
from civicore.base.clock import DemoClock
from tests.backups.town import Town
from tests.databases import everywhere_in_soak
from tests.tools.reliability import Counted

pytestmark = [pytest.mark.anyio, everywhere_in_soak]


class Commands(Keeper):
    """Runs no processes: what would be run is written down."""

    ran: ClassVar[list[str]] = []

    async def _run(self, command: str) -> None:
        self.ran.append(command)


@pytest.fixture
def keeper(town: Town) -> Commands:
    ledger = town.data._ledger
    assert ledger is not None
    Commands.ran = []
    return Commands(town.built.runtime, ledger, town.home / "town.yaml", None)


async def notices(town: Town) -> set[str]:
    return {one.repair.id for one in await town.built.runtime.repairs.standing() if one.repair.kind == "backups"}


async def test_a_new_city_saves_and_rehearses_at_once_and_then_when_it_is_time(
    town: Town, key: BackupKey, keeper: Commands, clock: DemoClock
) -> None:
    book = Book(town.built.runtime.store)
    await keeper.look()
    assert keeper.ran == ["backup", "rehearse"]
    for kind in ("backup", "rehearsal"):
        id = await book.begin(kind)
        assert id is not None
        await book.end(id)
    await town.save(key)
    await keeper.look()
    assert keeper.ran == ["backup", "rehearse"]
    clock.advance(timedelta(hours=6))
    await keeper.look()
    assert keeper.ran == ["backup", "rehearse", "backup"]
    clock.advance(timedelta(days=7))
    await keeper.look()
    assert keeper.ran[3:] == ["backup", "rehearse"]


async def test_staff_hear_of_a_backup_that_is_late_and_no_longer_once_there_is_one(
    town: Town, key: BackupKey, keeper: Commands, clock: DemoClock
) -> None:
    book = Book(town.built.runtime.store)
    id = await book.begin("backup")
    assert id is not None
    await book.end(id)
    await town.save(key)
    clock.advance(timedelta(hours=10))
    await keeper.look()
    assert await notices(town) == {"backups:late"}
    await town.save(key)
    await keeper.look()
    assert await notices(town) == set()


async def test_staff_hear_of_a_backup_and_of_a_rehearsal_that_failed(
    town: Town, keeper: Commands, clock: DemoClock
) -> None:
    book = Book(town.built.runtime.store)
    for kind, trouble in (("backup", "the disk is full"), ("rehearsal", "it was cut short")):
        id = await book.begin(kind)  # type: ignore[arg-type]
        assert id is not None
        await book.end(id, trouble=trouble)
    await keeper.look()
    assert await notices(town) == {"backups:failed", "backups:rehearsal"}
    assert keeper.ran == [], "what failed a moment ago waits an hour"
    clock.advance(timedelta(hours=1))
    await keeper.look()
    assert keeper.ran == ["backup", "rehearse"]


async def test_f22_without_its_key_a_city_saves_nothing_and_says_so(
    town: Town, keeper: Commands, monkeypatch: pytest.MonkeyPatch, counted: Counted
) -> None:
    told = 0
    for wrong in ("", "hush hush"):
        monkeypatch.setenv("CIVICORE_SECRET_BACKUP_KEY", wrong)
        await keeper.look()
        standing = await town.built.runtime.repairs.standing()
        assert await notices(town) == {"backups:key"}
        assert not wrong or wrong not in str(standing)
        told += len(standing)
    assert keeper.ran == []
    counted(runs=1, faults=told)


async def test_of_two_processes_one_makes_the_backup(town: Town) -> None:
    book = Book(town.built.runtime.store)
    first = await book.begin("backup")
    assert first is not None
    assert await book.begin("backup") is None
    assert await book.begin("rehearsal") is not None
    await book.end(first)
    assert await book.begin("backup", unless_since=town.clock.now() - timedelta(hours=1)) is None
    assert await book.begin("backup") is not None


async def test_who_was_killed_over_a_backup_keeps_nobody_from_the_next(town: Town, clock: DemoClock) -> None:
    book = Book(town.built.runtime.store)
    assert await book.begin("backup") is not None
    clock.advance(timedelta(hours=7))
    assert await book.begin("backup") is not None


async def test_what_is_older_than_the_file_allows_goes_and_the_newest_stays(
    town: Town, key: BackupKey, clock: DemoClock
) -> None:
    old = [await town.save(key)]
    await town.data.erase(["somebody@posta.example"])
    clock.advance(timedelta(days=36))
    before = clock.now() - timedelta(days=35)
    assert town.target.prune(before) == (1, 0), "the note; the only backup stays"
    new = await town.save(key)
    assert town.target.prune(before) == (2, 0)
    assert [one.archive for one in town.target.stored()] == [new.archive]
    assert not old[0].archive.exists()
    assert list(town.target.erasures.iterdir()) == []


async def test_an_archive_without_its_manifest_is_no_backup(town: Town, key: BackupKey) -> None:
    whole = await town.save(key)
    whole.archive.with_name(whole.archive.name.replace("town-2026", "town-2027")).write_bytes(b"half")
    assert [one.archive for one in town.target.stored()] == [whole.archive]


async def test_f19_a_rehearsal_restores_the_newest_backup_and_leaves_nothing_behind(
    town: Town, key: BackupKey, clock: DemoClock
) -> None:
    gone = await town.book(1)
    await town.book(2)
    await town.save(key)
    clock.advance(timedelta(hours=1))
    await town.data.erase([gone])
    before = await town.rows()
    done = await rehearse(town.target, key, town.url, town.home, clock)
    assert (done.erased, done.manifest.tables["booking_booking"]) == (1, 2)
    assert await town.rows() == before


async def test_a_rehearsal_of_a_spoilt_backup_fails(town: Town, key: BackupKey, clock: DemoClock) -> None:
    with pytest.raises(Damaged, match="no whole backup"):
        await rehearse(town.target, key, town.url, town.home, clock)
    stored = await town.save(key)
    stored.archive.write_bytes(stored.archive.read_bytes()[:-100])
    with pytest.raises(Damaged, match="not what was written"):
        await rehearse(town.target, key, town.url, town.home, clock)


async def test_f22_backups_made_under_an_older_key_still_open(
    town: Town, key: BackupKey, key_text: str, counted: Counted
) -> None:
    stored = await town.save(key)
    newer = BackupKey.of(f"{new_key()[1]}\n{key_text}")
    rehearsed = await rehearse(town.target, newer, town.url, town.home, town.clock)
    assert stored.archive.exists()
    town.clock.advance(timedelta(seconds=1))
    public_only = BackupKey.of(str(key.recipient))
    assert not public_only.opens
    await town.save(public_only)
    kept = {one.archive for one in town.target.stored()}
    counted(runs=1, faults=1, inputs=sum(rehearsed.manifest.tables.values()), lost=len({stored.archive} - kept))


async def test_the_commands_by_which_a_city_saves_itself(
    town: Town, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = await saved(home / "town.yaml", town.url, None, if_due=True)
    assert made is not None
    assert [one.archive for one in listed(home / "town.yaml", None)] == [made.archive]
    assert await saved(home / "town.yaml", town.url, None, if_due=True) is None, "one a moment ago is enough"
    done = await rehearsed(home / "town.yaml", town.url, if_due=False)
    assert done is not None and done.manifest == made.manifest.__class__(**{**vars(made.manifest), "archive": None})
    book = Book(town.built.runtime.store)
    assert [(await book.last(kind)).state for kind in ("backup", "rehearsal")] == ["made", "made"]  # type: ignore[union-attr]


async def test_a_command_that_fails_says_why_and_so_does_the_book(town: Town, home: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(Trouble, match="file"):
        await saved(home / "town.yaml", town.url, tmp_path / "file", if_due=False)
    last = await Book(town.built.runtime.store).last("backup")
    assert last is not None and (last.state, bool(last.trouble)) == ("failed", True)
