"""Screens that listen in a process of their own: they read whatever comes and remember the longest silence.

python -m bench._listening HOST PORT SECONDS, with lines "NUMBER PATH TOKEN" on its input; prints one line of JSON.
"""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import dataclass, field
from time import perf_counter


@dataclass
class Screen:
    """One stream: when it was last heard of, and the longest it was not."""

    path: str
    token: str
    last: float = 0.0
    silence: float = 0.0
    events: int = 0
    lost: bool = field(default=False)

    async def listen(self, host: str, port: int, until: float) -> None:
        """Read until the end; a stream that ends before it is lost."""
        reader, writer = await asyncio.open_connection(host, port)
        lines = [f"GET {self.path} HTTP/1.1", f"Host: {host}:{port}", "Accept: text/event-stream"]
        writer.write("\r\n".join([*lines, f"Authorization: Bearer {self.token}", "", ""]).encode())
        self.last = perf_counter()
        try:
            async with asyncio.timeout(max(0.0, until - perf_counter())):
                while line := await reader.readline():
                    self._heard(line)
            self.lost = True
        except TimeoutError:
            pass
        finally:
            self.silence = max(self.silence, perf_counter() - self.last)
            writer.close()

    def _heard(self, line: bytes) -> None:
        now = perf_counter()
        self.silence, self.last = max(self.silence, now - self.last), now
        self.events += line.startswith(b"data:")


async def _all(screens: list[Screen], host: str, port: int, seconds: float) -> None:
    until = perf_counter() + seconds
    await asyncio.gather(*(one.listen(host, port, until) for one in screens))


def main() -> None:
    host, port, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
    asked = [line.split() for line in sys.stdin.read().splitlines()]
    screens = [Screen(path, token) for number, path, token in asked for _ in range(int(number))]
    asyncio.run(_all(screens, host, port, seconds))
    told = {
        "silence": max(one.silence for one in screens),
        "events": sum(one.events for one in screens),
        "lost": sum(one.lost or not one.events for one in screens),
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
