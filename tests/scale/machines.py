"""Two processes of one city behind Debian's haproxy, each of which may be stopped and started by itself."""

from __future__ import annotations

import csv
import io
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.tools.serving import Server, eventually, served

MORNING = "2026-11-24T09:10:00+01:00"
HAPROXY = shutil.which("haproxy", path="/usr/sbin:/usr/local/sbin:/usr/bin") or "haproxy"
DRAIN = 2  # seconds; the proxy asks ten times in each
_CONFIGURATION = """
defaults
  mode http
  timeout connect 2s
  timeout client 120s
  timeout server 120s
  timeout check 30s
  option redispatch
  retries 3
  retry-on conn-failure
frontend city
  bind 127.0.0.1:{port}
  default_backend city
backend city
  balance roundrobin
  option forwardfor
  option httpchk GET /health
  http-check expect status 200
  default-server check inter 100ms fall 1 rise 1
  server one 127.0.0.1:{one}
  server two 127.0.0.1:{two}
listen numbers
  bind 127.0.0.1:{numbers}
  stats enable
  stats uri /
"""


@dataclass
class Machine:
    """One of the two; ``server`` is what runs on it now."""

    name: str
    port: int
    file: Path
    folder: Path
    database: str
    logs: list[Path] = field(default_factory=list)

    def start(self) -> None:
        self._stack = ExitStack()
        words = ("--port", str(self.port), "--drain", str(DRAIN))
        run = served(self.file, self.folder, clock=MORNING, database=self.database, arguments=words)
        self.server: Server = self._stack.enter_context(run)
        self.logs.append(self.server.log)

    def stop(self) -> None:
        """Ask it to end, as systemd does, and wait."""
        self._stack.close()


@dataclass
class Site:
    """The city as people reach it, at ``base``."""

    base: str
    machines: list[Machine]
    numbers: str

    def admitted(self, machine: Machine) -> None:
        """Wait until the proxy sends people there again."""

        def look() -> bool | None:
            rows = csv.DictReader(io.StringIO(httpx.get(f"{self.numbers}/;csv").text.removeprefix("# ")))
            states = {row["svname"]: row["status"] for row in rows if row["pxname"] == "city"}
            return True if states[machine.name] == "UP" else None

        eventually(look, f"the proxy to send people to {machine.name}")

    def replaced(self, machine: Machine) -> None:
        """What a renewal of the program does to one machine."""
        machine.stop()
        machine.start()
        self.admitted(machine)


@contextmanager
def site(file: Path, folder: Path, database: str) -> Iterator[Site]:
    """Both processes and the proxy, until the block ends."""
    one, two, port, numbers = _free_ports(4)
    machines = [Machine(name, at, file, folder, database) for name, at in (("one", one), ("two", two))]
    with ExitStack() as stack:
        for machine in machines:
            machine.start()
            stack.callback(machine.stop)
        written = folder / "haproxy.cfg"
        written.write_text(_CONFIGURATION.format(port=port, one=one, two=two, numbers=numbers), "utf-8")
        with (folder / "haproxy.log").open("wb") as log:
            proxy = subprocess.Popen([HAPROXY, "-f", str(written)], stdout=log, stderr=log)
        stack.callback(proxy.wait)
        stack.callback(proxy.kill)
        found = Site(f"http://127.0.0.1:{port}", machines, f"http://127.0.0.1:{numbers}")
        eventually(lambda: _listens(numbers), "the proxy")
        for machine in machines:
            found.admitted(machine)
        yield found


def _listens(port: int) -> bool | None:
    with closing(socket.socket()) as line:
        return True if line.connect_ex(("127.0.0.1", port)) == 0 else None


def _free_ports(count: int) -> list[int]:
    with ExitStack() as stack:
        taken = [stack.enter_context(closing(socket.socket())) for _ in range(count)]
        for one in taken:
            one.bind(("127.0.0.1", 0))
        return [int(one.getsockname()[1]) for one in taken]
