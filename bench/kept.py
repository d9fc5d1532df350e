"""Five million bookings kept: free times, a scarce day and bookings in peace are no slower for them.

Two towns are served, one with them and one without, and measured in turn.

python -m bench.kept [--bookings N] [--database sqlite|postgres]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from time import perf_counter

from bench import _town
from bench._bases import ENGINES, Bases, bases
from bench._figures import Figure, of_rounds
from bench._load import Address
from bench._measure import quickly, run
from bench._past import past
from bench._rush import COUNTERS, plenty, rushed, scarce
from bench._servers import addresses, emptied, serving
from bench.w1 import JSON, over_http

KEPT, GOAL = 5_000_000, 0.9
Rated = Callable[[Address, int], float]


def figures(said: argparse.Namespace) -> Iterator[Figure]:
    number = int(quickly(said, "bookings", 20_000, KEPT))
    with tempfile.TemporaryDirectory() as made, bases(Path(made)) as databases:
        for engine in said.engines or ENGINES:
            yield from _measured(engine, Path(made), databases, number, said)


def _measured(engine: str, folder: Path, databases: Bases, number: int, said: argparse.Namespace) -> Iterator[Figure]:
    text, few, many = _town.hall(counters=COUNTERS), databases.made(engine), databases.made(engine)
    for url in (few, many):
        emptied(text, folder, url)
        with serving(text, folder, url, samples=True) as servers:
            rushed(addresses(servers), plenty(1, 32, 50))
    began = perf_counter()
    past(many, number)
    note = f"written in {perf_counter() - began:.0f} s; 1.00: as fast as without them"
    with serving(text, folder, few, samples=True) as small, serving(text, folder, many, samples=True) as large:
        towns = (addresses(small)[0], addresses(large)[0])
        for what, rated in _kinds(1 if said.quick else 3, 50 if said.quick else 600).items():
            rounds = [_share(rated, towns, one) for one in range(said.rounds + 1)][1:]
            name = f"{number:,} bookings kept, {engine}: {what}"
            yield of_rounds(name, rounds, "times", goal=GOAL, note=note)


def _share(rated: Rated, towns: tuple[Address, Address], number: int) -> float:
    """The speed with all that is kept, as a share of that without; who comes first changes."""
    order = (0, 1) if number % 2 else (1, 0)
    rates = {which: rated(towns[which], number) for which in order}
    return rates[1] / rates[0]


def _kinds(seconds: float, bookings: int) -> dict[str, Rated]:
    return {
        "W1": lambda town, _: over_http(f"{JSON}&office=office_0", town, seconds).rate,
        "W2": lambda town, number: rushed([town], scarce(_town.day(number), bookings, number)).sold_rate(),
        "W3": lambda town, number: rushed([town], plenty(1, bookings, number)).sold_rate(),
    }


def words(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--bookings", type=int)
    parser.add_argument("--database", dest="engines", action="append", choices=ENGINES)


def main(arguments: Sequence[str] = ()) -> None:
    run("kept", words, figures, arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
