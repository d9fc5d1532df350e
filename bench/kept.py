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
from time import perf_counter, sleep

from bench import _town
from bench._bases import ENGINES, Bases, bases, read
from bench._figures import of_rounds
from bench._load import Address, Outcome
from bench._measure import Told, quickly, run, tried
from bench._past import past
from bench._rush import COUNTERS, MORE, plenty, rushed, scarce, turned_away
from bench._servers import addresses, serving
from bench.w1 import JSON, over_http

KEPT, GOAL = 5_000_000, 0.9
_MORE = {"W1": 1, "W2": 2 * MORE, "W3": MORE}  # who wants a scarce day waits for another: no two rounds are alike
Rated = Callable[[Address, int], float]


def figures(said: argparse.Namespace) -> Iterator[Told]:
    number = int(quickly(said, "bookings", 20_000, KEPT))
    for engine in said.engines or ENGINES:
        with tempfile.TemporaryDirectory() as made, bases(Path(made)) as databases:
            name = f"{number:,} bookings kept, {engine}"
            yield from tried(name, _measured(name, engine, Path(made), databases, number, said))


def _measured(
    name: str, engine: str, folder: Path, databases: Bases, number: int, said: argparse.Namespace
) -> Iterator[Told]:
    text, few, many = _town.hall(counters=COUNTERS), databases.made(engine), databases.made(engine)
    for url in (few, many):
        with serving(text, folder, url) as servers:
            rushed(addresses(servers), plenty(1, 32, 50))
    began = perf_counter()
    past(many, number)
    note = f"written in {perf_counter() - began:.0f} s with a line of the log each; 1.00: as fast as without them"
    print(f"{name}: {note}", flush=True)
    with serving(text, folder, few, samples=True) as small, serving(text, folder, many, samples=True) as large:
        towns = ((addresses(small)[0], few), (addresses(large)[0], many))
        outcomes: list[Outcome] = []
        for what, rated in _kinds(1 if said.quick else 3, 50 if said.quick else 600, outcomes).items():
            rounds = [_share(rated, towns, one) for one in range(said.rounds * _MORE[what] + 1)][1:]
            yield of_rounds(f"{name}: {what}", rounds, "times", goal=GOAL, note=note if what == "W1" else "")
        yield turned_away(name, outcomes, (*small, *large))


def _share(rated: Rated, towns: Sequence[tuple[Address, str]], number: int) -> float:
    """The speed with all that is kept, as a share of that without; who comes first changes."""
    rates = {}
    for which in (0, 1) if number % 2 else (1, 0):
        for _, url in towns:
            _at_rest(url)
        rates[which] = rated(towns[which][0], number)
    return rates[1] / rates[0]


def _at_rest(url: str) -> None:
    """Wait until a town has sent the letters of the rush before, which would slow the other one down."""
    waiting, before = _waiting(url), -1
    while waiting != before:
        sleep(0.3)
        waiting, before = _waiting(url), waiting


def _waiting(url: str) -> int:
    """Letters on their way; those that are for a later day stay."""
    found = read(url, "SELECT COUNT(*) AS number FROM core_message WHERE state IN ('queued', 'sending')")
    return int(found[0]["number"])


def _kinds(seconds: float, bookings: int, outcomes: list[Outcome]) -> dict[str, Rated]:
    def sold(town: Address, requests: tuple[bytes, ...]) -> float:
        outcomes.append(rushed([town], requests))
        return outcomes[-1].sold_rate()

    return {
        "W1": lambda town, _: over_http(f"{JSON}&office=office_0", town, seconds).rate,
        "W2": lambda town, number: sold(town, scarce(_town.day(number), bookings, number)),
        "W3": lambda town, number: sold(town, plenty(1, bookings, number)),
    }


def words(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--bookings", type=int)
    parser.add_argument("--database", dest="engines", action="append", choices=ENGINES)


def main(arguments: Sequence[str] = ()) -> None:
    run("kept", words, figures, arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
