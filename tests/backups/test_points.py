"""A PostgreSQL server comes back as it was at any moment: a sealed base and the sealed log behind it."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg  # type: ignore[import-untyped]
import pytest

from civicore.backups import points
from civicore.backups.key import BackupKey, new_key
from civicore.backups.target import Target, stored_at
from civicore.testing.cluster import Cluster
from tests.backups.town import bytes_of
from tests.databases import PATIENT, on_postgres

pytestmark = pytest.mark.anyio
CANARY = "qvirin.zvonarikxy@posta.example"


@pytest.fixture
def server(engine_name: str) -> Iterator[Cluster]:
    """A server of the test's own: it is stopped, lost and brought back."""
    made = Cluster()
    yield made
    made.stop()


async def said(server: Cluster, statement: str) -> list[object]:
    connection = await asyncpg.connect(server.url("postgres"))
    try:
        return [tuple(row) for row in await connection.fetch(statement)]
    finally:
        await connection.close()


@on_postgres
async def test_f19_a_server_comes_back_as_it_was_at_a_moment(server: Cluster, tmp_path: Path) -> None:
    key, target = BackupKey.of(new_key()[1]), points.cluster_of(Target(tmp_path / "away", "town"))
    follower = points.Follower(server.url("postgres"), target, key, tmp_path / "spool")
    await said(server, "CREATE TABLE visit (who TEXT)")
    await follower.prepare()
    receiving = await follower.receiving()
    base = await points.take_base(server.url("postgres"), target, key, datetime(2026, 11, 24, tzinfo=UTC))
    await said(server, f"INSERT INTO visit VALUES ('{CANARY}')")
    (moment,) = await said(server, "SELECT clock_timestamp() AT TIME ZONE 'UTC'")
    await said(server, "DELETE FROM visit")
    (written,) = await said(server, "SELECT pg_walfile_name(pg_current_wal_lsn())")
    shipped: list[str] = []
    async with asyncio.timeout(PATIENT):
        await points.finish_piece(server.url("postgres"))
        while written not in [(one,) for one in shipped]:
            await asyncio.sleep(0.05)
            shipped += follower.ship(datetime(2026, 11, 24, 1, tzinfo=UTC))
    receiving.terminate()
    await receiving.wait()
    assert await said(server, "SELECT * FROM visit") == []
    assert CANARY.encode() not in bytes_of(tmp_path / "away")
    server.halt("immediate")
    shutil.rmtree(server.data)
    until = moment[0].replace(tzinfo=UTC)  # type: ignore[index]
    assert points.bring_back(stored_at(base.archive), key, server.data, until) == len(shipped)
    given_to(server)
    server.go_on()
    assert await said(server, "SELECT * FROM visit") == [(CANARY,)]
    with pytest.raises(FileExistsError):
        points.bring_back(stored_at(base.archive), key, server.data, until)


async def test_pieces_of_the_log_end_with_the_bases(tmp_path: Path) -> None:
    key, target = BackupKey.of(new_key()[1]), points.cluster_of(Target(tmp_path / "away", "town"))
    follower = points.Follower("postgresql://x/y", target, key, tmp_path / "spool")
    target.make()
    follower.spool.mkdir()
    now = datetime(2026, 11, 24, tzinfo=UTC)
    for number, name in enumerate(("0" * 24, "0" * 23 + "1.partial", "0" * 23 + "2")):
        (follower.spool / name).write_bytes(b"log")
        follower.ship(now + timedelta(days=number))
    assert len(list(target.log.iterdir())) == 2, "an unfinished piece stays where it is"
    assert target.prune(now + timedelta(days=1)) == (1, 0)


def given_to(server: Cluster) -> None:
    """The server runs as another user than the tests."""
    owner = server.folder.stat()
    for path in (server.data, *server.data.rglob("*")):
        os.chown(path, owner.st_uid, owner.st_gid)
