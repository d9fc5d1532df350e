"""The opening minute: 2,000 citizens ask for one of 120 places in the second in which the day opens.

Nobody may have one before, none may be sold twice; then the 95th percentile of the answers counts.

python -m bench.opening [--citizens N] [--places N]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench import _opening
from bench._bases import ENGINES, bases
from bench._figures import Figure, of_rounds, percentile
from bench._measure import quickly, run
from bench._servers import serving

CITIZENS, PLACES, COUNTERS = 2_000, 120, 5
GOAL = 1.0  # seconds, 95 of 100
PROCESSES = {"sqlite": 1, "postgres": 2}


def figures(said: argparse.Namespace) -> Iterator[Figure]:
    citizens, places = int(quickly(said, "citizens", 200, CITIZENS)), int(quickly(said, "places", 40, PLACES))
    text = _opening.town(places, COUNTERS)
    for engine in said.engines or ENGINES:
        lasts = []
        for _ in range(said.rounds):  # each on a database of its own: a day opens once
            with tempfile.TemporaryDirectory() as made, bases(Path(made)) as databases:
                url = databases.made(engine)
                with serving(text, Path(made), url, processes=PROCESSES[engine]) as servers:
                    opening = _opening.replayed(servers, url, citizens, early=citizens // 10)
                _opening.judged(opening, places, COUNTERS)
                lasts.append(percentile(opening.took, 95))
        name = f"Opening minute, {engine}, p95"
        note = f"{citizens:,} citizens in one second, {opening.kept} of {places} places sold, none before, none twice"
        yield of_rounds(name, lasts, "s", goal=GOAL, sense="at most", note=note)


def words(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--citizens", type=int)
    parser.add_argument("--places", type=int)
    parser.add_argument("--database", dest="engines", action="append", choices=ENGINES)


def main(arguments: Sequence[str] = ()) -> None:
    run("opening", words, figures, arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
