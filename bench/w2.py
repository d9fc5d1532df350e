"""W2: 32 clients at once for a scarce day, until it is sold out; none may be sold twice.

The day has so many places for the agenda, and 40 counters at each time; the clients want half as many again. Counted
are bookings a second until the last place is sold: each was on disk before it was answered.

python -m bench.w2 [--places N] [--rounds N] [--database sqlite|postgres] [--processes N] [--no-limit]
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
from bench._load import Address, Outcome
from bench._measure import Told, quickly, run, tried
from bench._rush import COUNTERS, MORE, rushed, scarce, sold, turned_away
from bench._servers import addresses, serving

GOAL = 1_200.0


def figures(said: argparse.Namespace) -> Iterator[Told]:
    said.places = int(quickly(said, "places", 100, 1_000))
    with tempfile.TemporaryDirectory() as made, bases(Path(made)) as databases:
        for engine in said.engines or ENGINES:
            yield from tried(f"W2, {engine}", _measured(engine, Path(made), databases, said))


def _measured(engine: str, folder: Path, databases: Bases, said: argparse.Namespace) -> Iterator[Told]:
    text, url = _town.hall(counters=COUNTERS, places=said.places), databases.made(engine)
    name = f"W2, {engine}" + (f", {said.processes} processes" if said.processes > 1 else "")
    with ExitStack() as stack:
        served = stack.enter_context(serving(text, folder, url, processes=said.processes))
        servers = addresses(served)
        limit = Booking(stack, databases, engine, wanted=not said.no_limit)
        outcomes = []
        _round(servers, url, said.places // 10, number=0)
        for number in range(1, said.rounds * MORE + 1):
            outcomes.append(_round(servers, url, said.places, number=number))
            requests = scarce(_town.day(number), said.places, number)
            limit.asked(lambda at, wanted: rushed([at], wanted, enough=said.places).sold_rate(), requests)
        away = turned_away(name, outcomes, served)
    least, note = max(limit.medians().values(), default=None), limit.note("bookings/s")
    rates = [one.sold_rate() for one in outcomes]
    yield of_rounds(name, rates, "bookings/s", goal=GOAL, limit=least, note=note)
    lasts = [percentile(one.latencies(201), 99) * 1000 for one in outcomes]
    yield of_rounds(f"{name}, p99", lasts, "ms", sense="at most")
    yield away


def _round(servers: Sequence[Address], url: str, places: int, *, number: int) -> Outcome:
    """A day that nobody has booked yet. Places beyond those asked for are left."""
    on = _town.day(number)
    outcome = rushed(servers, scarce(on, places, number), enough=places)
    there = sold(url, on)
    acknowledged = outcome.statuses()[201]
    assert there.number == acknowledged, f"{acknowledged} were acknowledged, {there.number} are kept"
    assert there.most() <= COUNTERS, f"{there.most()} visits at once at {COUNTERS} counters"
    return outcome


def words(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--places", type=int, help="of the scarce day")
    parser.add_argument("--database", dest="engines", action="append", choices=ENGINES)
    parser.add_argument("--processes", type=int, default=1)


def main(arguments: Sequence[str] = ()) -> None:
    run("w2", words, figures, arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
