"""Two PostgreSQL servers that Patroni keeps, one the synchronous standby of the other, with etcd as their judge.

Each node is Patroni and its PostgreSQL in a session of their own, so that a dead machine is one ``kill -9`` of both.
"""

from __future__ import annotations

import contextlib
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import httpx
import yaml

T = TypeVar("T")
PATRONI = Path(os.environ.get("CIVICORE_HA", ".ha")).resolve() / "bin" / "patroni"
BINARIES = next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), Path())
PATIENCE = 120.0  # seconds for whatever must come; only something broken meets it
LEASE = 20  # seconds after which a silent leader is replaced: Patroni allows no less
_SECRET = "rehearsal"  # of servers on this machine that live for one test


def eventually(look: Callable[[], T | None], what: str) -> T:
    """Ask again until there is an answer; a failure names what was waited for."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if (found := look()) is not None:
            return found
        time.sleep(0.05)
    raise AssertionError(f"waited {PATIENCE:.0f} s for {what}")


def free_port() -> int:
    with contextlib.closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def _as_nobody() -> dict[str, Any]:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    account = pwd.getpwnam("nobody")
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


@dataclass
class Program:
    """A program in a session of its own, run by somebody who may not do much."""

    name: str
    words: Sequence[str]
    folder: Path
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with (self.folder / f"{self.name}.log").open("ab") as log:
            self.process = subprocess.Popen(
                self.words,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                start_new_session=True,
                env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"},
                **_as_nobody(),
            )

    def kill(self) -> None:
        """As a machine that loses its power."""
        if self.process is not None and self.process.poll() is None:
            os.kill(self.process.pid, signal.SIGKILL)
            self.process.wait()


@dataclass
class Node:
    """One of the two machines."""

    name: str
    port: int
    api: int
    folder: Path
    patroni: Program

    @property
    def data(self) -> Path:
        return self.folder / self.name

    def role(self) -> str | None:
        """``primary`` or ``replica`` while it runs."""
        try:
            told = httpx.get(f"http://127.0.0.1:{self.api}/patroni", timeout=5).json()
        except (httpx.HTTPError, json.JSONDecodeError):
            return None
        return str(told["role"]) if told.get("state") == "running" else None

    def is_synchronous(self) -> bool:
        try:
            return httpx.get(f"http://127.0.0.1:{self.api}/synchronous", timeout=5).status_code == 200
        except httpx.HTTPError:
            return False

    def server(self) -> int | None:
        """The process of its PostgreSQL."""
        try:
            return int((self.data / "postmaster.pid").read_text().split("\n")[0])
        except (OSError, ValueError):
            return None

    def kill(self, *, keeper: bool) -> None:
        """``kill -9`` of the server and all its workers; with ``keeper`` of Patroni too, as when a machine dies."""
        server = self.server()
        if keeper:
            self.patroni.kill()
        if server is not None:
            victims = [server, *_children(server)]
            for one in victims:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(one, signal.SIGKILL)


def _children(parent: int) -> list[int]:
    with contextlib.suppress(OSError):
        return [int(one) for one in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]
    return []


@dataclass
class Pair:
    """The two nodes with their judge."""

    folder: Path
    judge: Program
    nodes: list[Node] = field(default_factory=list)

    def url(self, database: str) -> str:
        places = ",".join(f"127.0.0.1:{node.port}" for node in self.nodes)
        return f"postgresql://city:{_SECRET}@{places}/{database}"

    def primary(self) -> Node:
        return eventually(lambda: next((n for n in self.nodes if n.role() in ("primary", "master")), None), "a primary")

    def whole(self) -> Node:
        """The primary, once the other one is its synchronous standby."""

        def look() -> Node | None:
            leads = [one for one in self.nodes if one.role() in ("primary", "master")]
            follows = [one for one in self.nodes if one not in leads and one.is_synchronous()]
            return leads[0] if len(leads) == 1 and len(follows) == 1 else None

        return eventually(look, "a synchronous standby")

    def end(self) -> None:
        for node in self.nodes:
            node.kill(keeper=True)
        self.judge.kill()


@contextlib.contextmanager
def kept_pair() -> Iterator[Pair]:
    """Both nodes in good order; everything is gone afterwards. On a failure their logs are shown."""
    folder = Path(tempfile.mkdtemp(prefix="ha-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "nobody")
    pair = _described(folder)
    try:
        pair.judge.start()
        for node in pair.nodes:
            node.patroni.start()
            eventually(node.role, f"node {node.name}")
        pair.whole()
        yield pair
    except BaseException:
        for log in folder.glob("*.log"):
            sys.stderr.write(f"--- {log.name}\n{log.read_text(errors='replace')[-3000:]}\n")
        raise
    finally:
        pair.end()
        shutil.rmtree(folder, ignore_errors=True)


def _described(folder: Path) -> Pair:
    clients, peers = free_port(), free_port()
    pair = Pair(folder, Program("etcd", _judge(folder, clients, peers), folder))
    for name in ("one", "two"):
        port, api = free_port(), free_port()
        file = folder / f"{name}.yaml"
        file.write_text(yaml.safe_dump(_node(name, folder, port, api, clients)), "utf-8")
        pair.nodes.append(Node(name, port, api, folder, Program(name, (str(PATRONI), str(file)), folder)))
    return pair


def _judge(folder: Path, clients: int, peers: int) -> Sequence[str]:
    here, there = f"http://127.0.0.1:{clients}", f"http://127.0.0.1:{peers}"
    return (
        *("etcd", "--name", "judge", "--data-dir", str(folder / "etcd"), "--log-level", "warn"),
        *("--listen-client-urls", here, "--advertise-client-urls", here),
        *("--listen-peer-urls", there, "--initial-advertise-peer-urls", there, "--initial-cluster", f"judge={there}"),
    )


def _node(name: str, folder: Path, port: int, api: int, judge: int) -> dict[str, Any]:
    """What docs/operations.md advises, on ports of one machine."""
    parameters = {"max_connections": 100, "shared_buffers": "64MB", "synchronous_commit": "on", "wal_keep_size": "64MB"}
    rules = {
        **{"ttl": LEASE, "loop_wait": 2, "retry_timeout": 3, "maximum_lag_on_failover": 1048576},
        **{"synchronous_mode": True, "primary_start_timeout": 0},
        "postgresql": {"use_pg_rewind": True, "parameters": parameters},
    }
    return {
        **{"scope": "city", "name": name},
        "restapi": {"listen": f"127.0.0.1:{api}", "connect_address": f"127.0.0.1:{api}"},
        "etcd3": {"host": f"127.0.0.1:{judge}"},
        "bootstrap": {"dcs": rules, "initdb": [{"encoding": "UTF8"}, {"locale": "C"}, "data-checksums"]},
        "postgresql": {
            **{"listen": f"127.0.0.1:{port}", "connect_address": f"127.0.0.1:{port}"},
            **{"data_dir": str(folder / name), "bin_dir": str(BINARIES), "pgpass": str(folder / f"{name}.pgpass")},
            "authentication": {
                "superuser": {"username": "city", "password": _SECRET},
                "replication": {"username": "copier", "password": _SECRET},
                "rewind": {"username": "rewinder", "password": _SECRET},
            },
            "parameters": {"unix_socket_directories": str(folder)},
            "pg_hba": ["host all all 127.0.0.1/32 scram-sha-256", "host replication copier 127.0.0.1/32 scram-sha-256"],
        },
    }
