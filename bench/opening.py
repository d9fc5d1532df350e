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
from bench._figures import of_rounds, percentile
from bench._measure import Told, quickly, run, tried
from bench._servers import serving, why_busy

CITIZENS, PLACES, COUNTERS = 2_000, 120, 5
GOAL = 1.0  # seconds, 95 of 100
PROCESSES = {"sqlite": 1, "postgres": 2}


def figures(said: argparse.Namespace) -> Iterator[Told]:
    citizens, places = int(quickly(said, "citizens", 200, CITIZENS)), int(quickly(said, "places", 40, PLACES))
    for engine in said.engines or ENGINES:
        yield from tried(f"Opening minute, {engine}", _measured(engine, citizens, places, said.rounds))


def _measured(engine: str, citizens: int, places: int, rounds: int) -> Iterator[Told]:
    text, played = _opening.town(places, COUNTERS), []
    for _ in range(rounds):  # each on a database of its own: a day opens once
        with tempfile.TemporaryDirectory() as made, bases(Path(made)) as databases:
            url = databases.made(engine)
            with serving(text, Path(made), url, processes=PROCESSES[engine]) as servers:
                opening = _opening.replayed(servers, url, citizens, early=citizens // 10)
                why = why_busy(servers)
            assert not why, f"turned away: {why}"
            _opening.judged(opening, places, COUNTERS)
            played.append(opening)
    kept = ", ".join(f"{one.kept}" for one in played)
    note = (
        f"{citizens:,} citizens in one second, {PROCESSES[engine]} processes; {kept} of {places} places sold, none"
        " before, none twice, none turned away"
    )
    name = f"Opening minute, {engine}"
    lasts = [percentile(one.took, 95) for one in played]
    yield of_rounds(f"{name}, p95", lasts, "s", goal=GOAL, sense="at most", note=note)
    yield of_rounds(f"{name}, the last answer", [max(one.took) for one in played], "s", sense="at most")


def words(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--citizens", type=int)
    parser.add_argument("--places", type=int)
    parser.add_argument("--database", dest="engines", action="append", choices=ENGINES)


def main(arguments: Sequence[str] = ()) -> None:
    run("opening", words, figures, arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
