"""Addresses of databases, what city IT is told when one cannot be used, and who may read the file."""

from __future__ import annotations

import asyncio
import stat
import tempfile
from pathlib import Path

import aiosqlite
import asyncpg  # type: ignore[import-untyped]
import pytest

from civicore.base.clock import SystemClock
from civicore.storage.engines import engine_at
from civicore.storage.postgres import Postgres
from civicore.storage.sqlite import SQLite
from civicore.storage.store import Store
from civicore.storage.tables import AuditRow
from civicore.storage.throwaway import ThrowAway
from civicore.storage.transaction import CannotOpen, CannotStore
from civicore.storage.unit_of_work import UnitOfWork
from tests.databases import PATIENT, on_postgres
from tests.storage.beside import lines, victim

pytestmark = pytest.mark.anyio


def store_at(url: str) -> Store:
    return Store(url, clock=SystemClock(), wait=PATIENT)


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("sqlite:///city.db", "city.db"),
        ("sqlite:////var/lib/city.db", "/var/lib/city.db"),
        ("sqlite:////srv/Město #1 ?/a b.db", "/srv/Město #1 ?/a b.db"),
    ],
)
def test_a_file_is_named_as_it_is(url: str, path: str) -> None:
    engine = engine_at(url, 1)
    assert isinstance(engine, SQLite)
    assert engine.path == path


def test_postgresql_has_two_spellings() -> None:
    assert isinstance(engine_at("postgresql://city@db/city", 1), Postgres)
    assert isinstance(engine_at("postgres://city@db/city", 1), Postgres)


@pytest.mark.parametrize("url", ["mysql://root:hunter2@db/city", "city.db", "sqlite:city.db", ""])
def test_another_address_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(ValueError, match="begins with") as refused:
        engine_at(url, 1)
    assert "hunter2" not in str(refused.value)


async def test_a_throw_away_database_lives_as_long_as_its_store() -> None:
    store = store_at("sqlite://")
    assert isinstance(store.engine, ThrowAway)
    folder = Path(store.engine.path).parent

    async def work(unit: UnitOfWork) -> None:
        await unit.record("sample", actor="", subject="")

    for opening in (1, 2):
        await store.open()
        await store.migrate()
        await store.transact(work)
        async with store.reading():
            assert await AuditRow.count() == opening
        await store.close()
    assert folder.exists()
    del store
    assert not folder.exists()


async def test_what_a_killed_demo_left_is_swept_up_by_the_next(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with victim("stay", "sqlite://", TMPDIR=str(tmp_path)) as process:
        lines(process, 1)
    (left,) = tmp_path.glob("civicore-*")
    living = [ThrowAway(1), ThrowAway(1)]
    assert not left.exists()
    assert {Path(one.path).parent for one in living} == set(tmp_path.glob("civicore-*"))


async def test_the_file_can_be_read_by_its_owner_alone(tmp_path: Path) -> None:
    store = store_at(f"sqlite:///{tmp_path}/city.db")
    await store.open()
    await store.migrate()
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    await store.close()
    assert set(modes) >= {"city.db", "city.db-wal"}
    assert set(modes.values()) == {0o600}


async def test_a_full_disk_refuses_clearly_loses_nothing_and_is_got_over(tmp_path: Path) -> None:
    store = store_at(f"sqlite:///{tmp_path}/city.db")
    await store.open()
    await store.migrate()
    assert isinstance(store.engine, SQLite)

    async def work(unit: UnitOfWork) -> None:
        await unit.record("a long line", actor="", subject="x" * 2000)

    async def room(pages: int) -> None:
        await store.engine.writer.execute_fetchall(f"PRAGMA max_page_count={pages}")  # type: ignore[union-attr]

    await room(60)
    acknowledged = 0
    with pytest.raises(CannotStore):
        for _ in range(200):
            await store.transact(work)
            acknowledged += 1
    await room(100_000)
    await store.transact(work)
    async with store.reading():
        assert await AuditRow.count() == acknowledged + 1 > 1
    await store.close()


async def test_a_file_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Vážený pane, " * 100)
    for name in ("nowhere/city.db", "letter.txt"):
        with pytest.raises(CannotOpen, match=name):
            await store_at(f"sqlite:///{tmp_path}/{name}").open()


async def test_a_file_that_another_program_holds_is_named(tmp_path: Path) -> None:
    other = await aiosqlite.connect(tmp_path / "city.db")
    await other.execute("CREATE TABLE held (id INTEGER)")
    await other.execute("BEGIN EXCLUSIVE")
    try:
        with pytest.raises(CannotOpen, match=r"city\.db cannot be used"):
            await Store(f"sqlite:///{tmp_path}/city.db", clock=SystemClock(), wait=0.1).open()
    finally:
        await other.close()


async def test_a_server_that_is_not_there_is_told_without_the_password(tmp_path: Path) -> None:
    store = store_at(f"postgresql://city:hunter2@/city?host={tmp_path}")
    with pytest.raises(CannotOpen, match="PostgreSQL cannot be used") as told:
        await store.open()
    assert "hunter2" not in str(told.value)


@on_postgres
async def test_letters_are_compressed_the_quick_way_where_the_server_knows_it(store: Store) -> None:
    async with store.reading():
        (found,) = await AuditRow.raw(
            "SELECT enumvals, setting FROM pg_settings WHERE name = 'default_toast_compression'"
            " UNION ALL SELECT ARRAY['pglz'], 'pglz' WHERE current_setting('server_version_num')::int < 140000"
        )
    assert found["setting"] == ("lz4" if "lz4" in found["enumvals"] else "pglz")


async def test_a_store_is_opened_once(store: Store) -> None:
    with pytest.raises(RuntimeError, match="open already"):
        await store.open()


@on_postgres
async def test_an_opening_that_is_cancelled_leaves_no_connection(database_url: str) -> None:
    for turns in range(8):
        store = store_at(database_url)
        opening = asyncio.create_task(store.open())
        for _ in range(turns):
            await asyncio.sleep(0.002)
        opening.cancel()
        (ended,) = await asyncio.gather(opening, return_exceptions=True)
        if ended is None:  # it was faster
            await store.close()
    connection = await asyncpg.connect(database_url)
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    async with asyncio.timeout(PATIENT):  # the server notices the end of a connection a moment later
        while await connection.fetchval(others):
            await asyncio.sleep(0.01)
    await connection.close()


async def test_what_was_deleted_is_not_left_in_the_file(tmp_path: Path) -> None:
    file = tmp_path / "city.db"
    store = store_at(f"sqlite:///{file}")
    await store.open()
    await store.migrate()
    long = "secret " * 2000  # more than a page, so that whole pages are left free

    async def left(unit: UnitOfWork) -> None:
        await unit.record("kept", actor="somebody", subject="of no use")
        await unit.record("erased", actor="somebody", subject=long)

    async def erased(unit: UnitOfWork) -> None:
        await AuditRow.delete().where(AuditRow.action == "erased")

    await store.transact(left)
    assert b"secret" in b"".join(one.read_bytes() for one in tmp_path.iterdir())
    await store.transact(erased)
    await store.close()  # the last one moves the log into the file
    assert b"secret" not in b"".join(one.read_bytes() for one in tmp_path.iterdir())
    assert b"of no use" in file.read_bytes()
