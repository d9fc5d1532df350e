"""Any point in time, where the database can: a base of the whole PostgreSQL server and its log, sealed piece by piece.

The base is taken now and then, the log is followed all the time; together they bring back each moment in between.
"""

from __future__ import annotations

import asyncio
import logging
import os
import re
import tarfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

import asyncpg  # type: ignore[import-untyped]

from civicore.backups import postgres_tools
from civicore.backups.key import BackupKey
from civicore.backups.manifest import Manifest
from civicore.backups.sealing import Damaged, part_of, seal, unseal
from civicore.backups.taking_out import take_out
from civicore.backups.target import Stored, Target, piece_name, stamp_of

log = logging.getLogger("civicore.backups")

ENGINE, BASE, SERVER = "server", "base.tar.gz", ".server"
_SEGMENT = re.compile(r"[0-9A-F]{24}|[0-9A-F]{8}\.history")
_LOOK = 2.0  # seconds between two looks for finished pieces of the log
_WAL = "civicore_wal"


def cluster_of(target: Target) -> Target:
    """Where bases of the whole server go, apart from backups of the city alone."""
    return replace(target, city=f"{target.city}{SERVER}")


async def take_base(url: str, target: Target, key: BackupKey, now: datetime) -> Stored:
    """Copy the whole server while it works; the role needs the right of replication. NoTools."""
    target.make()
    with TemporaryDirectory(prefix="civicore-base-") as made:
        folder = Path(made) / "base"
        bare = f"--dbname={postgres_tools.without_password(url)}"
        options = ["--format=tar", "--gzip", "--wal-method=fetch", "--checkpoint=fast", f"--pgdata={folder}", bare]
        await asyncio.to_thread(postgres_tools.run, "pg_basebackup", options, url=url)
        if len(list(folder.glob("*.tar.gz"))) != 1:
            raise postgres_tools.NoTools("the server has tablespaces of its own: save it by its own means")
        return await asyncio.to_thread(_sealed, folder / BASE, target, key, now)


def _sealed(base: Path, target: Target, key: BackupKey, now: datetime) -> Stored:
    manifest = Manifest(
        city=target.city,
        made_at=now,
        program=version("civicore"),
        engine=ENGINE,
        file="",
        database=BASE,
        tables={},
        parts={BASE: part_of(base)},
    )
    archive = target.archive_at(now)
    return target.finish(archive, manifest.sealed(seal({BASE: base}, archive, key)))


@dataclass(frozen=True)
class Follower:
    """Takes the log of a server as it is written and seals each finished piece into the folder of its target.

    ``spool`` is where pieces lie until they are sealed; the server keeps for us what we have not fetched (a slot).
    """

    url: str
    target: Target
    key: BackupKey
    spool: Path

    @property
    def slot(self) -> str:
        """The name under which the server keeps its log for us."""
        return "civicore_" + re.sub(r"[^a-z0-9_]", "_", self.target.city.lower())

    async def follow(self, now: Callable[[], datetime], every: float) -> None:
        """Until cancelled. Each ``every`` seconds the server is asked to finish a piece, so that no more is lost.

        NoTools when the server ends it, such as for want of the right of replication.
        """
        await self.prepare()
        process = await self.receiving()
        try:
            for turn in range(1, 1 << 62):
                await asyncio.to_thread(self.ship, now())
                if process.returncode is not None:
                    raise postgres_tools.NoTools("pg_receivewal ended: may the role replicate? See the server's log")
                if turn % max(1, round(every / _LOOK)) == 0:
                    await finish_piece(self.url)
                await asyncio.sleep(_LOOK)
        finally:
            if process.returncode is None:
                process.terminate()
                await process.wait()

    async def prepare(self) -> None:
        """Make folder and slot."""
        self.spool.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.target.make()
        options = ["--create-slot", "--if-not-exists", *self._options()]
        await asyncio.to_thread(postgres_tools.run, "pg_receivewal", options, url=self.url)

    async def receiving(self) -> asyncio.subprocess.Process:
        """The program that fetches the log, running."""
        return await asyncio.create_subprocess_exec(
            postgres_tools.found("pg_receivewal"),
            *self._options(),
            "--synchronous",
            f"--directory={self.spool}",
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            env={**os.environ, **postgres_tools.password_of(self.url)},
        )

    def ship(self, now: datetime) -> Sequence[str]:
        """Seal what is finished and take it out of the spool; the names of the pieces."""
        done = sorted(path for path in self.spool.iterdir() if _SEGMENT.fullmatch(path.name))
        for piece in done:
            archive = self.target.log / piece_name(now, piece.name)
            seal({piece.name: piece}, archive, self.key)
            piece.unlink()
        return [piece.name for piece in done]

    def _options(self) -> list[str]:
        return [f"--slot={self.slot}", f"--dbname={postgres_tools.without_password(self.url)}"]


async def finish_piece(url: str) -> None:
    """Ask the server to begin a new piece of its log; without the right to ask, a piece lasts until it is full."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("SELECT pg_switch_wal()")
    except asyncpg.InsufficientPrivilegeError:
        log.warning("the role may not call pg_switch_wal: up to a whole piece of the log, 16 MB, may be lost")
    finally:
        await connection.close()


def bring_back(stored: Stored, key: BackupKey, into: Path, until: datetime | None) -> int:
    """Make a folder from which a PostgreSQL server starts as it was at ``until``; how many pieces of log there are.

    FileExistsError when the folder is not empty. Damaged, KeyUnfit. The server replays the log when it is started.
    """
    if into.exists() and any(into.iterdir()):
        raise FileExistsError(17, "the folder is not empty", str(into))
    if stored.manifest.archive is not None and part_of(stored.archive) != stored.manifest.archive:
        raise Damaged(f"{stored.archive.name} is not what was written")
    into.mkdir(mode=0o700, parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="civicore-base-") as made:
        unseal(stored.archive, Path(made), key)
        with tarfile.open(Path(made) / BASE) as base:
            take_out(base, into)
    into.chmod(0o700)
    pieces = _log(Target(stored.archive.parent, stored.manifest.city).log, into / _WAL, key)
    (into / "recovery.signal").touch()
    with (into / "postgresql.auto.conf").open("a", encoding="utf-8") as said:
        said.write(_recovering(into / _WAL, until))
    return pieces


def _log(source: Path, into: Path, key: BackupKey) -> int:
    into.mkdir(mode=0o700)
    pieces = sorted(source.glob("*.age"), key=stamp_of)
    for piece in pieces:
        unseal(piece, into, key)
    return len(pieces)


def _recovering(wal: Path, until: datetime | None) -> str:
    lines = [f'restore_command = \'cp "{wal}/%f" "%p"\'', "recovery_target_action = 'promote'"]
    if until is not None:
        lines += [f"recovery_target_time = '{until.isoformat()}'"]
    return "\n".join(["", *lines, ""])
