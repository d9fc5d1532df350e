"""A city being served, as the world outside sees it: its address, its demo's clock and its outbox."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import mkstemp
from typing import Any, TypeVar

import httpx

from tests.tools.warm import Forked

ROOT = Path(__file__).resolve().parents[2]
CIVICORE = Path(sys.executable).with_name("civicore")
PATIENCE = 60.0  # seconds; only a server that never answers meets it
COMPLAINT = re.compile(r"Traceback|, line \d+, in |Warning\b|no translation")
T = TypeVar("T")
Process = subprocess.Popen[bytes] | Forked


def eventually(look: Callable[[], T | None], what: str) -> T:
    """Ask again until there is an answer; a failure names what was waited for."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if (found := look()) is not None:
            return found
        time.sleep(0.05)
    raise AssertionError(f"waited {PATIENCE:.0f} s for {what}")


@dataclass(frozen=True)
class Letter:
    """A message caught by the demo."""

    id: str
    channel: str
    to: str
    subject: str
    text: str
    html: str | None
    notice: str
    links: tuple[str, ...]
    sent_at: str

    def link(self, part: str) -> str:
        """The only link whose address has this in it."""
        found = [link for link in self.links if part in link]
        assert len(found) == 1, f"{len(found)} links with {part!r} in {self.links}"
        return found[0]


@dataclass(frozen=True)
class Server:
    """A running demo. ``base`` has no slash at its end."""

    base: str
    city: str
    process: Process
    log: Path

    @cached_property
    def http(self) -> httpx.Client:
        """A client for the API; cookies are for visitors."""
        return httpx.Client(base_url=self.base, timeout=PATIENCE)

    @cached_property
    def about(self) -> Mapping[str, Any]:
        """What the demo tells programs: addresses, sign-ins and tokens."""
        told: Mapping[str, Any] = self.http.get("/demo.json").raise_for_status().json()
        return told

    @property
    def desk(self) -> Mapping[str, str]:
        """Headers of the desk's bearer token."""
        return {"Authorization": f"Bearer {self.about['tokens']['desk']}"}

    def set_clock(self, now: str) -> None:
        """Freeze the city's clock at an RFC 3339 instant."""
        self.http.post("/demo/clock", json={"now": now}).raise_for_status()

    def advance(self, length: str) -> None:
        """Move the frozen clock on: ``15min``."""
        self.http.post("/demo/clock", json={"advance": length}).raise_for_status()

    def run_clock(self) -> None:
        """Let the clock go on from where it stands."""
        self.http.post("/demo/clock", json={"run": True}).raise_for_status()

    def outbox(self, to: str | None = None) -> list[Letter]:
        """Messages caught until now, the oldest first; those for one person when asked."""
        caught = self.http.get("/demo/outbox.json").raise_for_status().json()
        rows = caught if isinstance(caught, list) else caught["messages"]
        fields = tuple(Letter.__dataclass_fields__)
        letters = [Letter(**{name: row[name] for name in fields} | {"links": tuple(row["links"])}) for row in rows]
        return sorted((one for one in letters if to in (None, one.to)), key=lambda one: one.sent_at)

    def letter(self, to: str, *, after: int = 0, channel: str = "email") -> Letter:
        """The newest message to a person, once more than ``after`` of them have come."""

        def look() -> Letter | None:
            letters = [one for one in self.outbox(to) if one.channel == channel]
            return letters[-1] if len(letters) > after else None

        return eventually(look, f"message {after + 1} to {to}")

    def complaints(self) -> list[str]:
        """Lines of the log that tell of a bug, a warning of Python or a missing translation."""
        log = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return [line for line in log if COMPLAINT.search(line)]

    def api(self, method: str, path: str, **options: Any) -> httpx.Response:
        """A call of the public API."""
        return self.http.request(method, f"/api/v1{path}", **options)


@contextmanager
def served(
    deployment: Path,
    folder: Path,
    *,
    clock: str,
    database: str | None = None,
    executable: Path | None = None,
    arguments: tuple[str, ...] = (),
) -> Iterator[Server]:
    """Run a demo of a deployment file until the block ends; what it writes goes to a log in ``folder``.

    ``executable``: another installation's command, started from nothing.
    """
    words = ["run", str(deployment), "--demo", "--clock", clock, "--port", "0", *arguments]
    words += ["--db", database] if database else []
    log = Path(mkstemp(".log", f"{deployment.stem}-", folder)[1])
    environ = {**os.environ, "PYTHONWARNINGS": "default"}
    process = Forked(words, log, folder, environ) if executable is None else _begun(executable, words, log, environ)
    try:
        base = eventually(lambda: address(process, log), f"{deployment.name} to answer")
        server = Server(base, deployment.stem, process, log)
        try:
            yield server
        finally:
            server.http.close()
    finally:
        end(process)


def _begun(executable: Path, words: Sequence[str], log: Path, environ: Mapping[str, str]) -> subprocess.Popen[bytes]:
    with log.open("wb") as out:
        return subprocess.Popen(
            [str(executable), *words], stdout=out, stderr=subprocess.STDOUT, cwd=log.parent, env=environ
        )


def address(process: Process, log: Path) -> str | None:
    """Where a server says that it listens, once it is well; an AssertionError with its log when it has ended."""
    said = log.read_text(encoding="utf-8", errors="replace")
    assert process.poll() is None, f"the server ended with {process.returncode}:\n{said[-4000:]}"
    told = re.search(r"http://(?:127\.0\.0\.1|localhost):\d+", said)
    try:
        return told[0] if told and httpx.get(f"{told[0]}/health", timeout=5).status_code == 200 else None
    except httpx.TransportError:
        return None


def end(process: Process) -> None:
    """Ask the server to stop, and make it."""
    process.terminate()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def code_in(text: str, pattern: str) -> str:
    """The one code that a message bears."""
    found = set(re.findall(pattern, text))
    assert len(found) == 1, f"{sorted(found)} match {pattern} in:\n{text}"
    return str(found.pop())
