"""W3: 32 clients book, and nobody is in anybody's way: eight offices, sixty days, enough counters everywhere.

Counted are bookings a second; each was on disk, with its claims, its hold and its message, before it was answered.

python -m bench.w3 [--bookings N] [--rounds N] [--database sqlite|postgres] [--processes N] [--no-limit]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from bench import _town
from bench._bases import ENGINES, Bases, bases
from bench._figures import of_rounds, percentile
from bench._limits import Booking
from bench._measure import Told, quickly, run, tried
from bench._rush import MORE, plenty, rushed, sold, turned_away
from bench._servers import addresses, serving

GOAL, OFFICES = 1_500.0, 8
PROCESSES = {"sqlite": 1, "postgres": 2}


def figures(said: argparse.Namespace) -> Iterator[Told]:
    said.bookings = int(quickly(said, "bookings", 100, 2_000))
    with tempfile.TemporaryDirectory() as made, bases(Path(made)) as databases:
        for engine in said.engines or ENGINES:
            yield from tried(f"W3, {engine}", _measured(engine, Path(made), databases, said))


def _measured(engine: str, folder: Path, databases: Bases, said: argparse.Namespace) -> Iterator[Told]:
    processes = said.processes or PROCESSES[engine]
    name = f"W3, {engine}" + (f", {processes} processes" if processes > 1 else "")
    text, url = _town.hall(offices=OFFICES, counters=20), databases.made(engine)
    with ExitStack() as stack:
        served = stack.enter_context(serving(text, folder, url, processes=processes))
        servers = addresses(served)
        limit = Booking(stack, databases, engine, wanted=not said.no_limit)
        first = rushed(servers, plenty(OFFICES, said.bookings // 10, 0))
        outcomes = []
        for number in range(1, said.rounds * MORE + 1):
            requests = plenty(OFFICES, said.bookings, number)
            outcomes.append(rushed(servers, requests))
            limit.asked(lambda at, some: rushed([at], some).sold_rate(), requests[: said.bookings // 2])
        there, away = sold(url), turned_away(name, outcomes, served)
    acknowledged = sum(one.statuses()[201] for one in (first, *outcomes))
    assert there.number == acknowledged, f"{acknowledged} were acknowledged, {there.number} are kept"
    kept = f"{there.claims / there.number:.1f} claims and {there.messages / there.number:.1f} messages a booking"
    note = "; ".join(part for part in (kept, limit.note("bookings/s")) if part)
    least = max(limit.medians().values(), default=None)
    rates = [one.sold_rate() for one in outcomes]
    yield of_rounds(name, rates, "bookings/s", goal=GOAL, limit=least, note=note)
    yield of_rounds(
        f"{name}, p99", [percentile(one.latencies(201), 99) * 1000 for one in outcomes], "ms", sense="at most"
    )
    yield away


def words(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--bookings", type=int, help="of one round")
    parser.add_argument("--database", dest="engines", action="append", choices=ENGINES)
    parser.add_argument("--processes", type=int, default=0, help="1 on SQLite and 2 on PostgreSQL when left out")


def main(arguments: Sequence[str] = ()) -> None:
    run("w3", words, figures, arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
