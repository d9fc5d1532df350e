"""Screens that listen in a process of their own: they read whatever comes and remember the longest silence.

python -m bench._listening HOST PORT, with lines "NUMBER PATH TOKEN" and an empty line on its input. Prints "ready"
once every screen has heard something, and one line of JSON when its input ends.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from bench._load import Address
from tests.tools.serving import ROOT

_AT_ONCE, _PATIENCE = 50, 90.0  # streams that are opened together; seconds until all of them are heard


@dataclass
class Screen:
    """One stream: when it was last heard of, and the longest it was not."""

    path: str
    token: str
    last: float = 0.0
    silence: float = 0.0
    events: int = 0
    lost: bool = False
    ready: asyncio.Event = field(default_factory=asyncio.Event)

    async def listen(self, host: str, port: int) -> None:
        """Read until cancelled; a stream that ends before is lost."""
        reader, writer = await asyncio.open_connection(host, port)
        lines = [f"GET {self.path} HTTP/1.1", f"Host: {host}:{port}", "Accept: text/event-stream"]
        writer.write("\r\n".join([*lines, f"Authorization: Bearer {self.token}", "", ""]).encode())
        self.last = perf_counter()
        try:
            while line := await reader.readline():
                self._heard(line)
            self.lost = True
        finally:
            self.silence = max(self.silence, perf_counter() - self.last)
            writer.close()

    def _heard(self, line: bytes) -> None:
        now = perf_counter()
        self.silence, self.last = max(self.silence, now - self.last), now
        if line.startswith(b"data:"):
            self.events += 1
            self.ready.set()


async def _all(screens: list[Screen], host: str, port: int) -> None:
    tasks = []
    for at in range(0, len(screens), _AT_ONCE):
        some = screens[at : at + _AT_ONCE]
        tasks += [asyncio.create_task(one.listen(host, port)) for one in some]
        await asyncio.wait_for(asyncio.gather(*(one.ready.wait() for one in some)), _PATIENCE)
    for one in screens:
        one.silence, one.last = 0.0, perf_counter()
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


@contextmanager
def listening(at: Address, asked: Sequence[tuple[int, str, str]]) -> Iterator[dict[str, Any]]:
    """So many screens on each path listen until the block ends; then the dictionary says what they heard."""
    lines = "".join(f"{number} {path} {token}\n" for number, path, token in asked)
    with subprocess.Popen(
        [sys.executable, "-m", "bench._listening", at[0], str(at[1])],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None and process.stdout is not None
        told: dict[str, Any] = {}
        try:
            process.stdin.write(lines + "\n")
            process.stdin.flush()
            assert process.stdout.readline() == "ready\n", "not all screens were heard"
            yield told
            told.update(json.loads(process.communicate()[0]))
        finally:
            process.kill()


def main() -> None:
    host, port = sys.argv[1], int(sys.argv[2])
    asked = []
    while line := sys.stdin.readline().split():
        asked.append(line)
    screens = [Screen(path, token) for number, path, token in asked for _ in range(int(number))]
    asyncio.run(_all(screens, host, port))
    told = {
        "silence": max(one.silence for one in screens),
        "events": sum(one.events for one in screens),
        "lost": sum(one.lost for one in screens),
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
