"""W1: free times of one agenda, 60 days, 3 counters, times of 15 minutes, half of it booked.

In the process: asked again and again (warm), asked after each sale (from rows), asked by a service that has just been
made (cold). Over HTTP: the JSON of the API and the page for citizens, 32 clients, one process; the page also
for people who may be signed in, for each of whom it is made anew.

python -m bench.w1 [--seconds N] [--rounds N] [--part process|json|page] [--no-limit] [--kept FILE]
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from time import perf_counter

from bench import _town
from bench._bases import Bases, bases
from bench._figures import Figure, of_rounds, percentile
from bench._inside import Inside, half_booked, inside
from bench._limits import bare
from bench._load import Outcome, Round, get, loaded
from bench._measure import Told, quickly, run, tried
from bench._servers import addresses, emptied, serving

JSON = f"/api/v1/availability?agenda={_town.AGENDA}"
PAGE = f"/cs/booking/{_town.AGENDA}/times"
CLIENTS = 32
PARTS = ("process", "json", "page", "anew")
COOKIES = {"anew": "civicore-citizen=1"}  # who may be signed in is given no page that was made for others


def prepared(folder: Path, made: Bases, text: str | None = None) -> str:
    """The address of a database in which half of a calendar is booked."""
    url, text = made.made("sqlite"), text or _town.calendar()
    emptied(text, folder, url)
    half_booked(text, folder, url)
    return url


def in_process(folder: Path, url: str, rounds: int, text: str | None = None) -> dict[str, list[float]]:
    """Milliseconds of one asking, by round: ``warm``, ``after a sale``, ``cold``."""
    return asyncio.run(_asked(folder, url, rounds, text or _town.calendar()))


async def _asked(folder: Path, url: str, rounds: int, text: str) -> dict[str, list[float]]:
    took: dict[str, list[float]] = {"warm": [], "after a sale": [], "cold": []}
    async with inside(text, folder, url) as town:
        for _ in range(rounds):
            took["warm"].append(await _warm(town))
            took["after a sale"].append(await after_sales(town))
            took["cold"].append(await cold(town))
    return took


async def _timed(town: Inside) -> float:
    began = perf_counter()
    await town.free()
    return (perf_counter() - began) * 1000


async def _warm(town: Inside, times: int = 50) -> float:
    await town.free()
    return median([await _timed(town) for _ in range(times)])


async def after_sales(town: Inside, times: int = 5) -> float:
    """Milliseconds of an asking that follows a sale."""
    took = []
    await town.free()
    for _ in range(times):
        await town.sell()
        took.append(await _timed(town))
    return median(took)


async def cold(town: Inside, times: int = 5) -> float:
    """Milliseconds of the first asking of a service that was just made."""
    took = []
    for _ in range(times):
        town.forget()
        took.append(await _timed(town))
    return median(took)


def over_http(path: str, server: tuple[str, int], seconds: float, cookie: str = "") -> Outcome:
    """One round of clients that ask for the same again and again."""
    asking = get(path, ("Accept-Encoding: gzip", f"Cookie: {cookie}"))
    outcome = loaded(Round((server,), (asking,), CLIENTS, seconds))
    assert set(outcome.statuses()) == {200}, outcome.statuses()
    return outcome


def limits(paths: Sequence[str], stack: ExitStack, server: tuple[str, int]) -> dict[str, tuple[str, int]]:
    """Bare servers that answer each path with the very bytes that the town answers."""
    return {path: stack.enter_context(bare("w1_http", str(server[1]), path)) for path in paths}


def http_figures(folder: Path, url: str, said: argparse.Namespace) -> Iterator[Figure]:
    """Rounds of the town and of bare code, one after the other."""
    wanted = [(part, path) for part, path in (("json", JSON), ("page", PAGE), ("anew", PAGE)) if part in said.parts]
    with serving(_town.calendar(), folder, url, samples=True) as servers, ExitStack() as stack:
        server = addresses(servers)[0]
        bares = {} if said.no_limit else limits(sorted({path for _, path in wanted}), stack, server)
        rates: dict[tuple[str, str], list[float]] = {}
        lasts: dict[str, list[float]] = {}
        for part, path in wanted:
            over_http(path, server, min(1.0, said.seconds), COOKIES.get(part, ""))
        for _ in range(said.rounds):
            for part, path in wanted:
                outcome = over_http(path, server, said.seconds, COOKIES.get(part, ""))
                rates.setdefault((part, "town"), []).append(outcome.rate)
                lasts.setdefault(part, []).append(percentile(outcome.latencies(), 99) * 1000)
                if path in bares:
                    rates.setdefault((part, "bare"), []).append(over_http(path, bares[path], said.seconds).rate)
    yield from _told(rates, lasts)


GOALS = {"json": 6_000.0, "page": 1_500.0, "anew": 1_500.0}
NAMES = {
    "json": "W1 over HTTP, JSON",
    "page": "Page of free times, HTML",
    "anew": "Page of free times, HTML, made anew",
}


def _told(rates: dict[tuple[str, str], list[float]], lasts: dict[str, list[float]]) -> Iterator[Figure]:
    for part, last in lasts.items():
        limit = median(rates[part, "bare"]) if (part, "bare") in rates else None
        yield of_rounds(NAMES[part], rates[part, "town"], "/s", goal=GOALS[part], limit=limit)
        asked = 15.0 if part == "json" else None
        note = f"{CLIENTS} clients"
        yield of_rounds(f"{NAMES[part]}, p99", last, "ms", goal=asked, sense="at most", note=note)


def process_figures(folder: Path, url: str, rounds: int, *, limit: bool = True) -> Iterator[Figure]:
    """In the process, beside one read of the same rows and an answer that is at hand."""
    from bench.limit import w1_process

    took = in_process(folder, url, rounds)
    memory, read = w1_process.measured(url.removeprefix("sqlite:///")) if limit else (None, None)
    yield of_rounds("W1 in the process, warm", took["warm"], "ms", goal=0.3, sense="at most", limit=memory)
    yield of_rounds("W1 in the process, after a sale", took["after a sale"], "ms", goal=3, sense="at most", limit=read)
    yield of_rounds(
        "W1 in the process, cold",
        took["cold"],
        "ms",
        goal=3,
        sense="at most",
        limit=read,
        note="a service that was just made: it knows neither rows nor days",
    )


def figures(said: argparse.Namespace) -> Iterator[Told]:
    said.parts, said.seconds = said.parts or list(PARTS), quickly(said, "seconds", 0.5, 3)
    with tempfile.TemporaryDirectory() as made, bases(Path(made)) as databases:
        folder = Path(made)
        url = _prepared_once(folder, databases, said.kept)
        if "process" in said.parts:
            in_it = process_figures(folder, url, said.rounds, limit=not said.no_limit)
            yield from tried("W1 in the process", in_it)
        if {"json", "page", "anew"} & set(said.parts):
            yield from tried("W1 over HTTP", http_figures(folder, url, said))


def _prepared_once(folder: Path, databases: Bases, kept: Path | None) -> str:
    """A database filled now, or a copy of the one that was kept."""
    if kept is None:
        return prepared(folder, databases)
    if not kept.exists():
        shutil.copyfile(prepared(folder, databases).removeprefix("sqlite:///"), kept)
    url = databases.made("sqlite")
    shutil.copyfile(kept, url.removeprefix("sqlite:///"))
    return url


def words(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seconds", type=float, help="of one round over HTTP")
    parser.add_argument("--part", dest="parts", action="append", choices=PARTS)
    parser.add_argument("--kept", type=Path, help="a filled database: made there if it is not, else a copy is measured")


def main(arguments: Sequence[str] = ()) -> None:
    run("w1", words, figures, arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
