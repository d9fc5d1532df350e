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
from statistics import median

from bench import _town
from bench._bases import ENGINES, Bases, bases
from bench._figures import Figure, of_rounds, percentile
from bench._limits import bare
from bench._measure import quickly, run
from bench._rush import plenty, rushed, sold
from bench._servers import addresses, serving

GOAL, OFFICES = 1_500.0, 8
PROCESSES = {"sqlite": 1, "postgres": 2}


def figures(said: argparse.Namespace) -> Iterator[Figure]:
    said.bookings = int(quickly(said, "bookings", 100, 2_000))
    with tempfile.TemporaryDirectory() as made, bases(Path(made)) as databases:
        for engine in said.engines or ENGINES:
            yield from _measured(engine, Path(made), databases, said)


def _measured(engine: str, folder: Path, databases: Bases, said: argparse.Namespace) -> Iterator[Figure]:
    processes = said.processes or PROCESSES[engine]
    text, url = _town.hall(offices=OFFICES, counters=20), databases.made(engine)
    rates: dict[str, list[float]] = {"town": [], "bare": []}
    lasts: list[float] = []
    acknowledged = 0
    with ExitStack() as stack:
        servers = addresses(stack.enter_context(serving(text, folder, url, processes=processes)))
        limit = None if said.no_limit else stack.enter_context(bare("booking", databases.made(engine)))
        for number in range(said.rounds + 1):
            requests = plenty(OFFICES, said.bookings if number else said.bookings // 10, number)
            outcome = rushed(servers, requests)
            acknowledged += outcome.statuses()[201]
            if number:  # the first round warms
                rates["town"].append(outcome.sold_rate())
                lasts.append(percentile(outcome.latencies(), 99) * 1000)
                if limit:
                    rates["bare"].append(rushed([limit], requests).sold_rate())
        there = sold(url)
    assert there.number == acknowledged, f"{acknowledged} were acknowledged, {there.number} are kept"
    name = f"W3, {engine}" + (f", {processes} processes" if processes > 1 else "")
    note = f"{there.claims / there.number:.1f} claims and {there.messages / there.number:.1f} messages a booking"
    least = median(rates["bare"]) if limit else None
    yield of_rounds(name, rates["town"], "bookings/s", goal=GOAL, limit=least, note=note)
    yield of_rounds(f"{name}, p99", lasts, "ms", sense="at most")


def words(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--bookings", type=int, help="of one round")
    parser.add_argument("--database", dest="engines", action="append", choices=ENGINES)
    parser.add_argument("--processes", type=int, default=0, help="1 on SQLite and 2 on PostgreSQL when left out")


def main(arguments: Sequence[str] = ()) -> None:
    run("w3", words, figures, arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
