"""What is too old goes by itself, is counted without names, and can be looked at before."""

from __future__ import annotations

from datetime import timedelta

import pytest

from civicore.backups.tables import ErasureRow, ExpiryRow
from civicore.backups.target import note_name
from civicore.base.clock import DemoClock
from civicore.extension.parts import Retention
from civicore.retention import PersonalData
from tests.backups.town import Town
from tests.databases import everywhere_in_soak

pytestmark = [pytest.mark.anyio, everywhere_in_soak]


async def test_s61_a_dry_run_counts_exactly_what_then_goes_and_changes_nothing(town: Town, clock: DemoClock) -> None:
    for number in range(3):
        await town.book(number)
    clock.advance(timedelta(days=70))
    before = await town.rows()
    would = await town.data.would_expire(town.built.runtime.store)
    assert would["booking.bookings"] == 3
    assert await town.rows() == before
    assert await town.data.expire() == would
    assert await town.data.expire() == {}


async def test_s61_the_ledger_says_what_went_from_where_and_names_nobody(town: Town, clock: DemoClock) -> None:
    email = await town.book(1)
    clock.advance(timedelta(days=70))
    await town.data.expire()
    async with town.built.runtime.store.reading():
        rows = await ExpiryRow.select()
    assert {(row["store"], row["records"]) for row in rows} >= {("booking.bookings", 1)}
    assert email not in str(rows)


async def test_an_erasure_leaves_a_hash_a_count_and_its_note_beside_the_backups(town: Town) -> None:
    email = await town.book(1)
    assert (await town.data.would_erase(town.built.runtime.store, [email]))["booking.bookings"] == 1
    assert (await town.data.export([email]))["booking.bookings"]
    await town.data.erase([email])
    async with town.built.runtime.store.reading():
        (row,) = await ErasureRow.select()
    assert row["person"] in town.built.runtime.keys.digests("erasure", email)
    assert row["records"] >= 1 and row["done_at"] is not None and row["note"] is None
    assert len(list(town.target.erasures.iterdir())) == 1


async def test_a_note_waits_sealed_while_the_folder_is_away(town: Town, clock: DemoClock) -> None:
    email = await town.book(1)
    town.target.folder.write_text("a file is in the way of the folder")
    await town.data.erase([email])
    async with town.built.runtime.store.reading():
        (row,) = await ErasureRow.select()
    assert row["note"] is not None and email.encode() not in bytes(row["note"])
    town.target.folder.unlink()
    ledger = town.data._ledger
    assert ledger is not None and await ledger.hand_over() == 0
    assert len(list(town.target.erasures.iterdir())) == 1
    assert await ledger.hand_over() == 0, "nothing waits any more"


async def test_a_note_that_was_cut_short_is_written_anew(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    email, ledger = await town.book(1), town.data._ledger
    assert ledger is not None

    def full(number: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr("civicore.backups.target.os.fsync", full)
        await town.data.erase([email])
        assert list(town.target.erasures.iterdir()) == [], "no half of a note stays"
    async with town.built.runtime.store.reading():
        (row,) = await ErasureRow.select()
    (town.target.erasures / note_name(row["at"], row["id"].hex[:12])).write_bytes(bytes(row["note"])[:20])  # a crash
    assert await ledger.hand_over() == 0
    (note,) = town.target.erasures.iterdir()
    assert note.read_bytes() == bytes(row["note"])


async def test_a_store_that_fails_keeps_neither_the_others_nor_the_ledger_from_their_work(town: Town) -> None:
    async def broken() -> int:
        raise RuntimeError("Jan Novák")

    async def two() -> int:
        return 2

    async def nothing(person: str) -> list[dict[str, object]]:
        return []

    async def none(person: str) -> int:
        return 0

    stores = [Retention("a.broken", broken, nothing, none), Retention("b.whole", two, nothing, none)]
    assert await PersonalData(stores, town.data._ledger).expire() == {"b.whole": 2}


async def test_lines_of_the_ledger_go_when_no_backup_needs_them(town: Town, clock: DemoClock) -> None:
    await town.data.erase([await town.book(1)])
    ledger = town.data._ledger
    assert ledger is not None
    now = clock.now()
    assert await ledger.forget(now - timedelta(days=35), now - timedelta(days=700)) == 0
    clock.advance(timedelta(days=36))
    assert await ledger.forget(clock.now() - timedelta(days=35), now - timedelta(days=700)) == 1
