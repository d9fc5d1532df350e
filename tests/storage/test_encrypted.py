"""A database behind a network proves who it is: a real city opens no other, and another server does not come in."""

from __future__ import annotations

import asyncio
import os
import ssl
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from socket import AF_INET

import pytest
import trustme

from civicore.app import build
from civicore.backups.copying import rows_at
from civicore.backups.postgres_tools import NoTools, run
from civicore.base.clock import DemoClock, SystemClock
from civicore.base.database_lines import unproven
from civicore.first_steps import CannotStart, proven
from civicore.reading import Settings
from civicore.storage.store import Store
from civicore.storage.tables import AuditRow
from civicore.storage.transaction import CannotOpen
from tests.databases import PATIENT, Databases, on_postgres
from tests.deployment.files import BASE, city_file

pytestmark = pytest.mark.anyio
PROVEN = "sslmode=verify-full"
_TLS_PLEASE = struct.pack("!ii", 8, 80877103)  # SSLRequest of PostgreSQL's protocol


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:///city.db",
        "postgresql:///lhotka",
        "postgresql://city@/lhotka?host=/run/postgresql",
        "postgresql://city@%2Frun%2Fpostgresql/lhotka",
        "postgresql://city:s@127.0.0.1:5433,localhost,[::1]:5434,127.9.9.9/lhotka",
        "postgres://city@/lhotka?host=localhost,127.0.0.1:5433",
        f"postgresql://city@db1,db2:5433,[2001:db8::1]/lhotka?{PROVEN}",
        f"postgresql://city@db/lhotka?sslmode=disable&application_name=x&{PROVEN}",
        f"postgresql://city@/lhotka?service=town&{PROVEN}",
    ],
)
def test_nobody_stands_between_a_city_and_its_own_machine_or_a_proven_one(url: str) -> None:
    assert unproven(url, {}) == ()


@pytest.mark.parametrize("mode", ["", "disable", "allow", "prefer", "require", "verify-ca", "VERIFY-FULL"])
def test_every_weaker_mode_leaves_a_machine_unproven(mode: str) -> None:
    said = f"?sslmode={mode}" if mode else ""
    assert unproven(f"postgres://city:hunter2@db/lhotka{said}", {}) == ("db",)


@pytest.mark.parametrize(
    ("url", "machines"),
    [
        (
            "postgresql://city:s@127.0.0.1,db2:5433,[::1],[2001:db8::1]:5433/lhotka",
            "db2:5433, [2001:db8::1]:5433",
        ),
        ("postgresql://city@/lhotka?host=/run/postgresql,db2", "db2"),
        ("postgresql://db?host=127.0.0.1", "db"),
        ("postgresql://city@10.0.0.7/lhotka", "10.0.0.7"),
        ("postgresql://city@localhost.example/lhotka", "localhost.example"),
        ("postgresql://127.0.0.1@db/lhotka", "db"),
        (f"postgresql://city@db/{PROVEN}", "db"),
        (f"postgresql://city@db/lhotka#?{PROVEN}", "db"),
        (f"postgresql://city@db/lhotka?{PROVEN}&sslmode=prefer", "db"),
        ("postgresql://city@/lhotka?service=town", "service town"),
    ],
)
def test_of_several_machines_each_one_counts(url: str, machines: str) -> None:
    assert unproven(url, {}) == tuple(machines.split(", "))


def test_the_environment_says_what_the_address_does_not() -> None:
    asked = {"PGSSLMODE": "verify-full"}
    assert unproven("postgresql://city@db/lhotka", asked) == ()
    assert unproven("postgresql://city@db/lhotka?sslmode=require", asked) == ("db",)
    assert unproven("postgresql://city@/lhotka?service=town", asked) == ("service town",), "the file may say less"
    assert unproven("postgresql:///lhotka", {"PGHOST": "db1,127.0.0.1,db2"}) == ("db1", "db2")
    assert unproven("postgresql:///lhotka", {"PGHOST": "/run/postgresql"}) == ()


@pytest.fixture
def silent(monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment that says nothing about PostgreSQL."""
    for name in [name for name in os.environ if name.startswith("PG")]:
        monkeypatch.delenv(name)


@pytest.mark.usefixtures("silent")
def test_a_real_city_is_not_opened_on_a_machine_that_anybody_may_play(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = city_file(tmp_path, BASE)
    remote = Settings(file, database="postgresql://city:hunter2@127.0.0.1,db.example/lhotka")
    with pytest.raises(CannotStart, match=PROVEN) as told:
        build(remote)
    assert "db.example" in str(told.value)
    assert "hunter2" not in str(told.value)
    monkeypatch.setenv("PGSSLMODE", "verify-full")
    assert build(remote).demo is None


@pytest.mark.usefixtures("silent")
def test_the_database_that_the_file_names_is_judged_too_but_not_that_of_a_demo(tmp_path: Path) -> None:
    file = city_file(
        tmp_path, BASE.replace("operations: {", "operations: {database: 'postgresql://city@db.example/lhotka', ")
    )
    with pytest.raises(CannotStart, match=PROVEN):
        build(Settings(file))
    with pytest.raises(CannotStart, match=PROVEN):
        build(Settings(file, only_looks=True))
    assert build(Settings(file, database=f"sqlite:///{tmp_path}/a.db")).demo is None
    demo = Settings(file, database="postgresql://city@db.example/lhotka", demo=True, clock=DemoClock())
    assert build(demo).demo is not None


@dataclass
class Door:
    """A way to the server that shows a certificate for ``localhost``; what it hears of is counted."""

    port: int
    database: str
    authorities: Path
    spoken_to: int = 0

    def url(self, authority: str = "ours", *, hosts: str = "localhost:{port}", mode: str = PROVEN) -> str:
        machines = hosts.format(port=self.port)
        return f"postgresql://city@{machines}/{self.database}?{mode}&sslrootcert={self.authorities / authority}"


@asynccontextmanager
async def door(databases: Databases, folder: Path, *, refuses: bool = False) -> AsyncIterator[Door]:
    """TLS ends here, so a server of any build will do; with ``refuses`` it says no, as a server without TLS does."""
    ours = trustme.CA()
    shown = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    ours.issue_cert("localhost").configure_cert(shown)
    for name, authority in (("ours", ours), ("another", trustme.CA())):
        authority.cert_pem.write_to_path(str(folder / name))

    async def pour(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while chunk := await source.read(65536):
                target.write(chunk)
        target.close()

    async def agreed(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        if await reader.readexactly(8) != _TLS_PLEASE:
            return False
        writer.write(b"N" if refuses else b"S")
        if not refuses:
            await writer.start_tls(shown)
        return True

    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):  # who does not believe the certificate goes away
            if await agreed(reader, writer) and (said := await reader.read(65536)):
                made.spoken_to += 1
                back, forth = await asyncio.open_unix_connection(socket)
                forth.write(said)
                await asyncio.gather(pour(reader, forth), pour(back, writer))
        writer.close()

    with databases.fresh("postgres") as url:
        socket = f"{databases._server().folder}/.s.PGSQL.5432"
        async with await asyncio.start_server(pass_on, "localhost", 0, family=AF_INET) as listening:
            port = listening.sockets[0].getsockname()[1]
            made = Door(port, url.partition("@/")[2].partition("?")[0], folder)
            yield made


@on_postgres
async def test_the_right_machine_comes_in_for_all_that_is_asked_of_it(
    databases: Databases, engine_name: str, tmp_path: Path
) -> None:
    async with door(databases, tmp_path) as way:
        url = proven(way.url())
        store = Store(url, clock=SystemClock(), wait=PATIENT)
        await store.open()
        await store.migrate()  # by connections of its own
        async with store.reading():
            assert await AuditRow.count() == 0
        await store.close()
        assert await rows_at(url)
        before = way.spoken_to
        assert before >= 3
        await asyncio.to_thread(run, "pg_dump", ["--schema-only", f"--file={tmp_path / 'dump'}", url])
        assert way.spoken_to > before


@on_postgres
@pytest.mark.parametrize(
    ("authority", "hosts"),
    [
        ("another", "localhost:{port}"),
        ("ours", "127.0.0.1:{port}"),
        ("missing", "localhost:{port}"),
        ("another", "localhost:{port},localhost:{port}"),
    ],
    ids=["another authority", "another name", "no authority", "each of several"],
)
async def test_who_cannot_prove_it_is_the_database_does_not_come_in(
    databases: Databases, engine_name: str, tmp_path: Path, authority: str, hosts: str
) -> None:
    async with door(databases, tmp_path) as way:
        url = way.url(authority, hosts=hosts)
        store = Store(url, clock=SystemClock(), wait=PATIENT)
        with pytest.raises(CannotOpen):
            await store.open()
        with pytest.raises(NoTools):
            await asyncio.to_thread(run, "pg_dump", ["--schema-only", url])
        assert way.spoken_to == 0


@on_postgres
async def test_a_machine_that_will_not_encrypt_is_not_spoken_to(
    databases: Databases, engine_name: str, tmp_path: Path
) -> None:
    async with door(databases, tmp_path, refuses=True) as way:
        store = Store(way.url(), clock=SystemClock(), wait=PATIENT)
        with pytest.raises(CannotOpen):
            await store.open()
        assert way.spoken_to == 0


@on_postgres
async def test_weaker_modes_would_let_others_in(databases: Databases, engine_name: str, tmp_path: Path) -> None:
    """Why ``verify-full`` alone does: ``verify-ca`` takes a neighbour with its own certificate, ``prefer`` anybody."""
    async with door(databases, tmp_path) as way:
        for authority, mode in (("ours", "sslmode=verify-ca"), ("another", "sslmode=prefer")):
            store = Store(way.url(authority, hosts="127.0.0.1:{port}", mode=mode), clock=SystemClock(), wait=PATIENT)
            await store.open()
            await store.close()
        assert way.spoken_to == 2
    async with door(databases, tmp_path, refuses=True) as way:
        store = Store(way.url(mode="sslmode=prefer"), clock=SystemClock(), wait=PATIENT)
        await store.open()
        await store.close()
