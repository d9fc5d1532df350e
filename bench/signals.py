"""A city of 700,000 cases: what people and clerks wait for when they look at the map, a number, a list, their own.

The goal is 300 ms at the 95th percentile for the map's window, the search by number, one's own cases, and the first
page of a filtered list, on both databases. Requests go over HTTP to a server in a process of its own, one after the
other; each kind is asked a few times before it is measured.

    python -m bench.signals [--small | --cases N] [--database sqlite | postgres] [--measures WORDS]
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random
from statistics import median, quantiles
from time import perf_counter

import asyncpg  # type: ignore[import-untyped]

from bench._bases import ENGINES
from bench._figures import Figure
from bench._measure import Told, run, tried
from bench._signals_asked import CLOCK, NOW, City, Measure
from bench._signals_base import Base, InFile, OnServer, fill
from bench._signals_rows import Row
from civicore.testing.cluster import Cluster
from tests.tools.serving import ROOT, served

CASES, SMALL, ASKED, WARM = 700_000, 20_000, 60, 3
GOAL = 0.3  # seconds
CITY = ROOT / "deployments" / "sofia.yaml"
KEPT = "\nretention: {signals: 12 years, letters: 12 years}\n"  # else most of them would be erased while we measure


def asked(one: Measure) -> list[float]:
    """Seconds of each request, after some that are not measured."""
    took = []
    for number in range(-WARM, ASKED):
        request = one.asked(number % ASKED)
        began = perf_counter()
        answer = one.by.send(request, stream=one.first_byte)
        if one.first_byte:
            next(answer.iter_raw(), b"")
        took.append(perf_counter() - began)
        answer.close()
        assert answer.status_code in (200, 302, 303), f"{request.method} {request.url}: {answer.status_code}"
    return took[WARM:]


@contextmanager
def based(engine: str, folder: Path) -> Iterator[tuple[str, Callable[[], Base]]]:
    """The address of a database and how to open it past the software."""
    if engine == "sqlite":
        path = folder / "city.db"
        yield f"sqlite:///{path}", lambda: InFile(path)
        return
    cluster = Cluster()
    try:
        asyncio.run(_created(cluster.url("postgres")))
        url = cluster.url("city")
        yield url, lambda: OnServer(url)
    finally:
        cluster.stop()


async def _created(url: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute("CREATE DATABASE city")
    await connection.close()


def city_in(folder: Path) -> Path:
    """The city's file, by which everything of ten years is kept."""
    shutil.copytree(CITY.with_suffix(""), folder / CITY.stem)
    file = folder / CITY.name
    file.write_text(CITY.read_text("utf-8") + KEPT, "utf-8")
    return file


def measured(engine: str, count: int, wanted: str) -> Iterator[Figure]:
    """Make a city on an engine and measure it; the 95th percentiles."""
    with tempfile.TemporaryDirectory() as made, based(engine, Path(made)) as (url, opened):
        folder, city = Path(made), city_in(Path(made))
        with served(city, folder, clock=CLOCK, database=url):
            pass  # makes the tables, the samples and the account that signs in
        began = perf_counter()
        fill(opened(), count, NOW)
        print(f"{engine}: {count:,} cases written in {perf_counter() - began:.0f} s", flush=True)
        rows = _some(opened())
        with served(city, folder, clock=CLOCK, database=url) as server:
            for one in City(server, rows, count).measures():
                if wanted in one.name:
                    yield _told(one, f"{count:,} cases, {engine}")


def _told(one: Measure, where: str) -> Figure:
    took = asked(one)
    goal, note = GOAL * 1000 if one.bound else None, f"median {median(took) * 1000:.0f} ms"
    name, last = f"{where}: {one.name}", quantiles(took, n=100)[94] * 1000
    return Figure(name, last, "ms", goal=goal, sense="at most", note=note)


def _some(base: Base) -> list[Row]:
    """Cases that strangers may see, of every age."""
    public = "kind = 'signal' AND state = 'live' AND hidden = false AND merged_into IS NULL AND published LIKE '%true%'"
    found = base.read(f"SELECT number, category, area, lat, lon FROM signals_case WHERE {public}")
    return Random(3).sample(found, min(3_000, len(found)))


def figures(said: argparse.Namespace) -> Iterator[Told]:
    count = said.cases or (SMALL if said.small or said.quick else CASES)
    for engine in said.engines or ENGINES:
        yield from tried(f"{count:,} cases, {engine}", measured(engine, count, said.wanted))


def words(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--small", action="store_true", help=f"{SMALL:,} cases, for trying")
    parser.add_argument("--cases", type=int, help=f"{CASES:,} when left out")
    parser.add_argument("--database", dest="engines", action="append", choices=ENGINES)
    parser.add_argument("--measures", dest="wanted", default="", help="those whose name has this in it")


def main(arguments: Sequence[str] = ()) -> None:
    run("signals", words, figures, arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
