"""From the counter's key to the board and to telephones, with 200 screens listening; the goals are 1 s and 2 s.

A server in a process of its own, as `make run` starts it, and one client with plain HTTP/1.1 streams. For every
call the time runs from sending the request until each listener has read the event that tells of it.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import httpx

from civicore.keys import demo_keyring
from tests.tools.serving import ROOT, served

BOARDS, PHONES, CALLS = 100, 100, 30
GOALS = {"board": 1.0, "phone": 2.0}
CITY, PRINTER, DISPLAY, COUNTER = "trutnov", "town_hall.printer", "town_hall.display", "town_hall.k1"
CLOCK = "2027-03-10T09:00:00+01:00"


class Listener:
    """One open stream, and when each of its events was read."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.read: list[float] = []
        self.ready = asyncio.Event()

    async def listen(self, base: str, path: str, headers: dict[str, str]) -> None:
        """Read events until cancelled."""
        at = urlsplit(base)
        reader, writer = await asyncio.open_connection(at.hostname, at.port)
        lines = [f"GET {path} HTTP/1.1", f"Host: {at.netloc}", "Accept: text/event-stream"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
        try:
            while line := await reader.readline():
                if line.startswith(b"data:"):
                    self.read.append(perf_counter())
                    self.ready.set()
        finally:
            writer.close()


async def measured(base: str, tokens: dict[str, Any]) -> dict[str, list[float]]:
    """Seconds from a call to each listener, by kind of listener."""
    device = {"Authorization": f"Bearer {tokens['devices'][PRINTER]}"}
    board = {"Authorization": f"Bearer {tokens['devices'][DISPLAY]}"}
    desk = {"Authorization": f"Bearer {tokens['desk']}"}
    async with httpx.AsyncClient(base_url=f"{base}/api/v1", timeout=60) as http:
        wish = {"agenda": "id_cards", "activity": "apply"}
        tickets = []
        for _ in range(CALLS):
            answer = await http.post(f"/devices/{PRINTER}/tickets", json=wish, headers=device)
            tickets.append(answer.raise_for_status().json()["ticket"]["id"])
        await http.post(f"/counters/{COUNTER}/open", json={}, headers=desk)
        token = demo_keyring(CITY).token("ticketing.ticket", UUID(tickets[-1]))
        listeners = [(Listener("board"), f"/api/v1/boards/{DISPLAY}/events", board) for _ in range(BOARDS)]
        listeners += [(Listener("phone"), f"/cs/ticket/{token}/events", {}) for _ in range(PHONES)]
        tasks = [asyncio.create_task(one.listen(base, path, headers)) for one, path, headers in listeners]
        await asyncio.wait_for(asyncio.gather(*(one.ready.wait() for one, _, _ in listeners)), 60)
        took: dict[str, list[float]] = {"board": [], "phone": [], "answer": []}
        for _ in range(CALLS):
            await _called(http, desk, [one for one, _, _ in listeners], took)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return took


async def _called(
    http: httpx.AsyncClient, desk: dict[str, str], listeners: Sequence[Listener], took: dict[str, list[float]]
) -> None:
    before = {one: len(one.read) for one in listeners}
    began = perf_counter()
    (await http.post(f"/counters/{COUNTER}/next", json={}, headers=desk)).raise_for_status()
    took["answer"].append(perf_counter() - began)
    for one in listeners:
        while len(one.read) == before[one]:
            await asyncio.sleep(0.002)
        took[one.kind].append(one.read[before[one]] - began)
    await asyncio.sleep(0.2)  # what else the call told is read before the next one


def main() -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        served(ROOT / "deployments" / f"{CITY}.yaml", Path(folder), clock=CLOCK) as server,
    ):
        took = asyncio.run(measured(server.base, dict(server.about["tokens"])))
    print(f"{BOARDS} boards and {PHONES} telephones listening, {CALLS} calls")
    for kind, seconds in took.items():
        last = quantiles(seconds, n=100)[98]
        goal = f"; goal {GOALS[kind]:.0f} s" if kind in GOALS else ""
        print(f"{kind}: median {median(seconds) * 1000:.0f} ms, 99 of 100 within {last * 1000:.0f} ms{goal}")
    print(json.dumps({kind: round(quantiles(seconds, n=100)[98], 4) for kind, seconds in took.items()}))


if __name__ == "__main__":
    main()
