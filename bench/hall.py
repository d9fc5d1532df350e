"""From the counter's key to the board and to telephones, while many of them listen.

A server in a process of its own, as `make run` starts it, and one client with plain HTTP/1.1 streams. For every
call the time runs from sending the request until each listener has read the event that tells of it.

python -m bench.hall [--streams N] [--calls N]
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import httpx

from bench._figures import Figure, percentile
from bench._limits import bare
from bench._measure import Told, quickly, run
from civicore.keys import demo_keyring
from tests.tools.serving import CIVICORE, ROOT, served

STREAMS, CALLS = 1_000, 20
GOALS = {"board": 1.0, "phone": 2.0}
CITY, PRINTER, DISPLAY, COUNTER = "trutnov", "town_hall.printer", "town_hall.display", "town_hall.k1"
CLOCK = "2027-03-10T09:00:00+01:00"
_PATIENCE = 120  # seconds
Stream = tuple[str, str, Mapping[str, str]]  # kind of listener, path, headers


class Listener:
    """One open stream, and when each of its events was read."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.read: list[float] = []
        self.ready = asyncio.Event()

    async def listen(self, base: str, path: str, headers: Mapping[str, str]) -> None:
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


async def measured(base: str, tokens: dict[str, Any], streams: int, calls: int) -> dict[str, list[float]]:
    """Seconds from a call to each listener, by kind of listener; half of them are boards."""
    board = {"Authorization": f"Bearer {tokens['devices'][DISPLAY]}"}
    desk = {"Authorization": f"Bearer {tokens['desk']}"}
    async with httpx.AsyncClient(base_url=f"{base}/api/v1", timeout=60) as http:
        tickets = await _tickets(http, tokens, calls)
        await http.post(f"/counters/{COUNTER}/open", json={}, headers=desk)
        token = demo_keyring(CITY).token("ticketing.ticket", UUID(tickets[-1]))
        kinds = [
            ("board", f"/api/v1/boards/{DISPLAY}/events", board),
            ("phone", f"/cs/ticket/{token}/events", {}),
        ]
        return await _heard(
            base, kinds, streams, calls, lambda: http.post(f"/counters/{COUNTER}/next", json={}, headers=desk)
        )


async def least(base: str, streams: int, calls: int) -> float:
    """Seconds within which 99 of 100 listeners of the bare server hear of a call."""
    async with httpx.AsyncClient(base_url=base, timeout=60) as http:
        took = await _heard(base, [("bare", "/events", {})], streams, calls, lambda: http.post("/next"))
    return percentile(took["bare"], 99)


async def _heard(
    base: str, kinds: Sequence[Stream], streams: int, calls: int, call: Callable[[], Awaitable[httpx.Response]]
) -> dict[str, list[float]]:
    listeners, tasks = [], []
    for number in range(streams):
        kind, path, headers = kinds[number % len(kinds)]
        listeners.append(Listener(kind))
        tasks.append(asyncio.create_task(listeners[-1].listen(base, path, headers)))
    await asyncio.wait_for(asyncio.gather(*(one.ready.wait() for one in listeners)), _PATIENCE)
    took: dict[str, list[float]] = {kind: [] for kind in (*(kind for kind, _, _ in kinds), "answer")}
    for _ in range(calls):
        await asyncio.wait_for(_called(call, listeners, took), _PATIENCE)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return took


async def _tickets(http: httpx.AsyncClient, tokens: dict[str, Any], number: int) -> list[str]:
    device = {"Authorization": f"Bearer {tokens['devices'][PRINTER]}"}
    wish, given = {"agenda": "id_cards", "activity": "apply"}, []
    for _ in range(number):
        answer = await http.post(f"/devices/{PRINTER}/tickets", json=wish, headers=device)
        given.append(str(answer.raise_for_status().json()["ticket"]["id"]))
    return given


async def _called(
    call: Callable[[], Awaitable[httpx.Response]], listeners: Sequence[Listener], took: dict[str, list[float]]
) -> None:
    before = {one: len(one.read) for one in listeners}
    began = perf_counter()
    (await call()).raise_for_status()
    took["answer"].append(perf_counter() - began)
    for one in listeners:
        while len(one.read) == before[one]:
            await asyncio.sleep(0.002)
        took[one.kind].append(one.read[before[one]] - began)
    await asyncio.sleep(0.2)  # what else the call told is read before the next one


def figures(said: argparse.Namespace) -> Iterator[Told]:
    streams, calls = int(quickly(said, "streams", 100, STREAMS)), int(quickly(said, "calls", 5, CALLS))
    city = ROOT / "deployments" / f"{CITY}.yaml"
    with (
        tempfile.TemporaryDirectory() as folder,
        served(city, Path(folder), clock=CLOCK, executable=CIVICORE) as server,
    ):
        took = asyncio.run(measured(server.base, dict(server.about["tokens"]), streams, calls))
    limit = None if said.no_limit else _limit(streams, calls)
    for kind, seconds in took.items():
        name = f"Call to {kind}, {streams:,} streams" if kind != "answer" else "Call answered to the counter"
        last, note = percentile(seconds, 99), f"median {median(seconds) * 1000:.0f} ms of {calls} calls"
        beside = limit if kind in GOALS else None
        yield Figure(f"{name}, p99", last, "s", goal=GOALS.get(kind), sense="at most", limit=beside, note=note)


def _limit(streams: int, calls: int) -> float:
    with bare("hall") as (host, port):
        return asyncio.run(least(f"http://{host}:{port}", streams, calls))


def words(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--streams", type=int, help="boards and telephones that listen, one as many as the other")
    parser.add_argument("--calls", type=int)


def main(arguments: Sequence[str] = ()) -> None:
    run("hall", words, figures, arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
