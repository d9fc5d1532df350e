"""Disks that are full or may not be written (F05-F07): a clear word, nothing acknowledged lost, no restart needed.

What a test may do to the machine it runs on is little: it shares its disks with others, and to mount, fill or remount
one takes root. So some of these are the real thing and some are simulated at the nearest place where the program still
sees the same as on the real day; each says which. Uploads, the other half of F06, are in test_uploads.py.
"""

from __future__ import annotations

import os
import resource
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg  # type: ignore[import-untyped]
import httpx
import pytest

from civicore.base.clock import DemoClock
from tests.databases import on_postgres
from tests.faults.powerless import Powerless
from tests.faults.town import FILE, TUESDAY, Town, Wish, some
from tests.tools import serving
from tests.tools.counts import times
from tests.tools.reliability import Counted
from tests.tools.serving import PATIENCE, Server, eventually
from tests.tools.warm import Forked

on_sqlite = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
ROOM = 1_000_000  # bytes that the disk still has
MANY = 400
TAKEN = 409  # a time that one of the demo's own people has
MORNING = TUESDAY.isoformat()


def ask(server: Server, wish: Wish) -> httpx.Response:
    return server.http.post("/api/v1/bookings", json=wish.body, headers=wish.headers)


def limited(server: Server, largest: int) -> None:
    """No file of the server may grow beyond so many bytes: what a write meets on a disk that is full."""
    hard = resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE)[1]
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (largest, hard))


@pytest.mark.soak
@on_sqlite
def test_f05_disk_full_while_booking_and_then_freed(
    empty_database_url: str, engine_name: str, tmp_path: Path, counted: Counted
) -> None:
    """Real writes that fail: no file of the server may grow. The kernel says EFBIG there where a disk says ENOSPC.

    SQLite calls the one an I/O error, the other a full disk: the test below has its other word.
    """
    path = Path(empty_database_url.removeprefix("sqlite:///"))
    people, acknowledged, refused = iter(some(MANY * times(1, 20))), dict[Wish, str](), list[Wish]()
    with serving.served(FILE, tmp_path, clock=MORNING, database=empty_database_url) as server:
        for _ in range(rounds := times(1, 20)):
            limited(server, max(one.stat().st_size for one in path.parent.glob(f"{path.name}*")) + ROOM)
            before = len(refused)
            while len(refused) < before + 5:
                wish = next(people)
                answer = ask(server, wish)
                if answer.status_code == 201:
                    acknowledged[wish] = answer.json()["id"]
                elif answer.status_code != TAKEN:
                    refused.append(wish)
                    assert (answer.status_code, answer.headers.get("Retry-After")) == (503, "5"), answer.text
            assert server.http.get("/cs/contact").status_code == 200, "who only reads notices nothing"
            limited(server, resource.RLIM_INFINITY)
            for wish in refused[before:]:
                if (answer := ask(server, wish)).status_code != TAKEN:
                    acknowledged[wish] = answer.raise_for_status().json()["id"]
        found = {one: server.api("GET", f"/bookings/{id}").status_code for one, id in acknowledged.items()}
        assert [one for one in server.complaints() if "CannotStore" not in one] == []
    assert set(found.values()) == {200}
    with sqlite3.connect(path) as records:
        assert records.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert {one for (one,) in records.execute("SELECT id FROM booking_booking")} >= set(acknowledged.values())
    records.close()
    assert len(acknowledged) > len(refused), "the disk was full before anybody had booked"
    lost = sum(status != 200 for status in found.values())
    counted(runs=rounds, faults=len(refused), acknowledged=len(acknowledged), lost=lost)


@on_sqlite
async def test_f05_a_file_that_has_no_more_pages_refuses_the_whole_booking(
    town: Town, engine_name: str, counted: Counted
) -> None:
    """Simulated by SQLite's limit of pages: it says "database or disk is full" itself, before it asks the disk."""
    engine: Any = town.built.runtime.store.engine
    people, refused = iter(some(MANY)), 0
    engine.writer.at_once("PRAGMA max_page_count=1")  # it takes what the file has now, which is more
    while refused < 5:  # what is left in pages that are there already is still used
        wish = next(people)
        refused += (answer := await town.book(wish)).status_code == 503
        assert answer.status_code == 201 or answer.headers.get("Retry-After") == "5", answer.text
    assert (await town.http.get("/cs/contact")).status_code == 200
    engine.writer.at_once("PRAGMA max_page_count=4294967294")
    assert (await town.book(wish)).status_code == 201
    await town.check()
    counted(faults=refused, acknowledged=len(town.acknowledged), lost=await town.lost())


FULL = """
CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$;
CREATE TRIGGER full_disk BEFORE INSERT ON {table} EXECUTE FUNCTION full_disk();
"""


@on_postgres
@pytest.mark.parametrize("table", ["core_claim", "booking_booking", "core_message"])
async def test_f05_a_server_that_cannot_extend_a_file_refuses_the_whole_booking(
    town: Town, database_url: str, engine_name: str, table: str, counted: Counted
) -> None:
    """Simulated by a trigger: the server's own error, with the words and the number that it has for a full disk.

    All tests share one server, and a disk that is really full stops it for all of them; at which of a booking's
    statements it happens is chosen here, and is chance on the real day. What a full disk for its log does to it, that
    it ends at once, is what an immediate restart does (F04).
    """
    first, second = some(2)
    await town.book(first)
    async with beside(database_url) as keeper:
        await keeper.execute(FULL.format(table=table))
        assert (await town.book(second)).status_code == 503
        assert (await town.http.get("/cs/contact")).status_code == 200
        await keeper.execute(f"DROP TRIGGER full_disk ON {table}")
    assert (await town.book(second)).status_code == 201
    await town.check()
    counted(faults=1, acknowledged=len(town.acknowledged), lost=await town.lost())


def test_f06_a_full_disk_for_the_log_alone_does_not_keep_anybody_from_booking(tmp_path: Path, counted: Counted) -> None:
    """Real: the log is ``/dev/full``, on which the kernel answers each write with ENOSPC."""
    port = _free_port()
    words = ["run", str(FILE), "--demo", "--clock", MORNING, "--port", str(port)]
    process = Forked([*words, "--db", f"sqlite:///{tmp_path}/city.db"], Path("/dev/full"), tmp_path, os.environ)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE) as client:
            eventually(lambda: _answers(client, process), "the city to answer")
            told = [client.post("/api/v1/bookings", json=one.body, headers=one.headers) for one in some(5)]
            unheard = client.post("/api/v1/bookings", content=b"\xff", headers={"Content-Type": "application/json"})
            assert unheard.status_code == 400
            again = [client.get(f"/api/v1/bookings/{one.json()['id']}").status_code for one in told]
        assert {one.status_code for one in told} == {201}
        counted(faults=1, acknowledged=len(told), lost=sum(one != 200 for one in again))
    finally:
        serving.end(process)


def _free_port() -> int:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def _answers(client: httpx.Client, process: Forked) -> bool | None:
    assert process.poll() is None, "the city ended because it could not write its log"
    try:
        return client.get("/health").status_code == 200 or None
    except httpx.TransportError:
        return None


@pytest.mark.parametrize("what", ["file", "folder", "nowhere"])
def test_f07_a_database_that_may_not_be_written_is_refused_at_the_start_with_its_path(
    tmp_path: Path, what: str, counted: Counted
) -> None:
    """Real: rights that were taken away, met by a process that gave up root's power to pass them by."""
    folder = tmp_path / "records"
    folder.mkdir()
    path = folder / "city.db"
    if what == "file":
        sqlite3.connect(path).close()
        path.touch()
        path.chmod(0o444)
    if what == "folder":
        folder.chmod(0o555)
    if what == "nowhere":
        path = Path("/proc/city.db")
    log = tmp_path / "log"
    log.touch()
    process = Powerless(["run", str(FILE), "--demo", "--port", "0", "--db", f"sqlite:///{path}"], log, tmp_path)
    try:
        assert process.wait(PATIENCE) == 1, log.read_text()
    finally:
        process.kill()
        folder.chmod(0o755)
    assert f"the database file {path} cannot be used" in log.read_text()
    assert "Traceback" not in log.read_text()
    counted(faults=1)


async def test_f07_records_that_turn_read_only_are_read_on(
    town: Town, database_url: str, clock: DemoClock, counted: Counted
) -> None:
    """Simulated by what each database has for it, ``read_only`` below: a remounted disk would be everybody's."""
    first, second = some(2)
    await town.book(first)
    await read_only(town, database_url, "on")
    assert (await town.book(second)).status_code == 503
    assert (await town.http.get(f"/api/v1/bookings/{town.acknowledged[first]}")).status_code == 200
    assert (await town.http.get("/cs/booking")).status_code == 200
    await read_only(town, database_url, "off")
    assert (await town.book(second)).status_code == 201
    await town.check()
    counted(faults=1, acknowledged=len(town.acknowledged), lost=await town.lost())


async def read_only(town: Town, url: str, now: str) -> None:
    """As after a file system that turned read-only, and as after a PostgreSQL that became a standby.

    A pragma for SQLite: a file that is open stays writable when its rights are taken away, so only a remount would do
    it for real, and SQLite's own word for either begins the same ("attempt to write a readonly database").
    """
    if town.built.runtime.store.engine_type == "sqlite":
        engine: Any = town.built.runtime.store.engine
        engine.writer.at_once(f"PRAGMA query_only={now}")
        return
    async with beside(url) as keeper:
        name = await keeper.fetchval("SELECT current_database()")
        await keeper.execute(f'ALTER DATABASE "{name}" SET default_transaction_read_only = {now}')
        await keeper.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@asynccontextmanager
async def beside(url: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection of whoever keeps the database server."""
    connection = await asyncpg.connect(
        urlunsplit(urlsplit(url)), server_settings={"default_transaction_read_only": "off"}
    )
    try:
        yield connection
    finally:
        await connection.close()
