"""A database on several machines: the one that takes writing is used, and what its standby lacks is not promised."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from typing import Any
from urllib.parse import urlsplit

import asyncpg  # type: ignore[import-untyped]
import pytest

from civicore.base.clock import DemoClock
from civicore.storage.hosts import Hosts, _places
from civicore.storage.postgres import Postgres
from civicore.storage.store import Store
from civicore.storage.transaction import CommitUnknown
from civicore.storage.unit_of_work import UnitOfWork
from tests.databases import PATIENT, Databases, on_postgres


def test_machines_are_read_from_the_address() -> None:
    assert _places("postgresql://city:s@db1:5433,[::1]:5434,db3/city") == [("db1", 5433), ("::1", 5434), ("db3", 5432)]
    assert _places("postgresql://city@/lhotka?host=/run/postgresql") == []


@contextmanager
def shut() -> Iterator[int]:
    """A port at which nobody listens."""
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


class Machines:
    """Stands in for asyncpg: what each machine answers, and who was asked."""

    def __init__(self, **answers: Exception | None) -> None:
        self.answers, self.asked, self.options = answers, list[str](), dict[str, Any]()
        self.addresses = list[str]()

    async def connect(self, dsn: str, *, host: str, port: int, timeout: float, **options: Any) -> Any:
        self.asked.append(host)
        self.addresses.append(dsn)
        self.options = options
        if (trouble := self.answers[host]) is not None:
            raise trouble
        return Connection()


class Connection:
    """A connection without a line."""

    def __init__(self) -> None:
        self._transport = self

    def get_extra_info(self, name: str) -> None:
        return None


async def test_the_next_machine_is_asked_and_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    machines = Machines(one=TimeoutError(), two=asyncpg.TargetServerAttributeNotMatched("a standby"), three=None)
    monkeypatch.setattr(asyncpg, "connect", machines.connect)
    url = "postgresql://city@one,two,three/city"
    hosts = Hosts(url)
    await hosts.connect(url, timeout=10)
    await hosts.connect(url, timeout=10)
    assert machines.asked == ["one", "two", "three", "three"]
    assert machines.options == {"target_session_attrs": "read-write"}
    machines.answers["three"] = ConnectionRefusedError()
    with pytest.raises(asyncpg.TargetServerAttributeNotMatched):
        await hosts.connect(url, timeout=10)


async def test_each_machine_is_asked_by_an_address_that_names_it_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python and asyncpg refuse an address of IPv6 among others."""
    machines = Machines(**{"::1": TimeoutError(), "::2": TimeoutError(), "three": None})
    monkeypatch.setattr(asyncpg, "connect", machines.connect)
    url = "postgresql://city:a%40b@[::1]:5433,[::2],three/city?sslmode=prefer"
    await Hosts(url).connect(url, timeout=10)
    assert machines.addresses == [
        f"postgresql://city:a%40b@{one}/city?sslmode=prefer" for one in ("[::1]:5433", "[::2]:5432", "three:5432")
    ]
    assert [urlsplit(one).hostname for one in machines.addresses] == ["::1", "::2", "three"]


@on_postgres
async def test_a_real_server_is_found_behind_a_dead_one(databases: Databases, engine_name: str) -> None:
    with databases.fresh(engine_name) as url, shut() as dead:
        server = databases._server()
        async with passed_on(f"{server.folder}/.s.PGSQL.5432") as port:
            name = url.partition("@/")[2].partition("?")[0]
            pool = Postgres(f"postgresql://city@127.0.0.1:{dead},127.0.0.1:{port}/{name}", wait=10)
            await pool.start_connection_pool()
            await pool.close_connection_pool()


@asynccontextmanager
async def passed_on(path: str) -> AsyncIterator[int]:
    """A port of this machine that leads to a socket of it."""

    async def pour(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        while chunk := await source.read(65536):
            target.write(chunk)
        target.close()

    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        back, forth = await asyncio.open_unix_connection(path)
        await asyncio.gather(pour(reader, forth), pour(back, writer))

    door = await asyncio.start_server(pass_on, "127.0.0.1", 0)
    async with door:
        yield door.sockets[0].getsockname()[1]


@on_postgres
async def test_what_the_standby_did_not_confirm_is_not_acknowledged(
    databases: Databases, engine_name: str, clock: DemoClock
) -> None:
    """A server whose waiting is cancelled answers COMMIT all the same: who believed it could lose the booking."""

    async def told(unit: UnitOfWork) -> str:
        await unit.record("test.told", actor="system", subject="somebody")
        return "kept"

    with databases.fresh(engine_name) as url:
        store = Store(url, clock=clock, wait=PATIENT)
        await store.open()
        try:
            assert await store.transact(told) == "kept"
            async with standby_missing(url) as admin:
                unsure = asyncio.create_task(store.transact(told))
                while not await admin.fetchval(_CANCELLED):
                    if unsure.done():  # COMMIT waits from when the server's own process has read the setting too
                        assert unsure.result() == "kept"
                        unsure = asyncio.create_task(store.transact(told))
                    await asyncio.sleep(0.01)
                with pytest.raises(CommitUnknown):
                    await unsure
            assert await store.transact(told) == "kept"
        finally:
            await store.close()


_CANCELLED = """
SELECT bool_or(pg_cancel_backend(pid)) FROM pg_stat_activity
 WHERE wait_event = 'SyncRep' AND backend_type = 'client backend' AND datname = current_database()
"""


@asynccontextmanager
async def standby_missing(url: str) -> AsyncIterator[Any]:
    """The server waits for a second machine that is not there; gives a connection that may cancel."""
    admin = await asyncpg.connect(url)
    try:
        await admin.execute("ALTER SYSTEM SET synchronous_standby_names = 'the_other_one'")
        await reloaded(admin, "the_other_one")
        yield admin
    finally:
        await admin.execute("ALTER SYSTEM RESET synchronous_standby_names")
        await reloaded(admin, "")
        await admin.close()


async def reloaded(admin: Any, wanted: str) -> None:
    await admin.execute("SELECT pg_reload_conf()")
    while await admin.fetchval("SHOW synchronous_standby_names") != wanted:
        await asyncio.sleep(0.01)
