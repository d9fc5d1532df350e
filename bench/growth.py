"""How W1 grows: 100 times the past bookings, the agendas, the counters; each beside the usual calendar, in turn.

Asked in the process: after a sale, when nothing that was worked out for the day of the sale before can be used again,
and cold, of a service that was just made and knows neither rows nor days.

python -m bench.growth [--times N]
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from statistics import median

from bench import _town
from bench._bases import Bases, bases
from bench._figures import of_rounds
from bench._inside import inside
from bench._measure import Told, quickly, run, tried
from bench._past import multiplied, past
from bench.w1 import after_sales, cold, prepared

USUAL_PAST = 3_000  # past bookings of the usual town
GOALS = {"past bookings": 1.1, "agendas": 1.1, "counters": 20.0}


def figures(said: argparse.Namespace) -> Iterator[Told]:
    from bench.limit import w1_process

    times = int(quickly(said, "times", 10, 100))
    with tempfile.TemporaryDirectory() as made, bases(Path(made)) as databases:
        folder = Path(made)
        usual = prepared(folder, databases)
        grown = {
            "past bookings": (_town.calendar(), _with_past(databases, usual, USUAL_PAST * times)),
            "agendas": (_town.calendar(agendas=times), _copied(databases, usual)),
            "counters": (_town.calendar(counters=3 * times), _with_counters(databases, usual, times)),
        }
        past(usual, USUAL_PAST)
        for what, (text, url) in grown.items():
            limit = None if said.no_limit else _bare(w1_process.measured, usual, url)
            name = f"{times} times the {what}"
            rounds = (_ratio(folder, usual, *found) for found in [(text, url)] * said.rounds)
            yield from tried(f"W1, {name}", _measured(name, GOALS[what], rounds, limit))


def _measured(name: str, goal: float, rounds: Iterable[tuple[float, float]], limit: float | None) -> Iterator[Told]:
    for when, ratios in zip(("after a sale", "cold"), zip(*rounds, strict=True), strict=True):
        yield of_rounds(f"W1 {when}, {name}", ratios, "times", goal=goal, sense="at most", limit=limit)


def _bare(measured: Callable[[str], tuple[float, float]], usual: str, grown: str) -> float:
    """How many times as long one bare read of the rows takes."""
    small, large = (measured(url.removeprefix("sqlite:///"))[1] for url in (usual, grown))
    return large / small


def _copied(databases: Bases, url: str) -> str:
    made = databases.made("sqlite")
    shutil.copyfile(url.removeprefix("sqlite:///"), made.removeprefix("sqlite:///"))
    return made


def _with_past(databases: Bases, url: str, number: int) -> str:
    made = _copied(databases, url)
    past(made, number)
    return made


def _with_counters(databases: Bases, url: str, times: int) -> str:
    made = _copied(databases, url)
    multiplied(made, times)
    return made


def _ratio(folder: Path, usual: str, text: str, url: str) -> tuple[float, float]:
    """How many times as long the grown town takes: after a sale, and cold. Asked in turn."""
    took = [asyncio.run(_asked(folder, *which)) for which in ((_town.calendar(), usual), (text, url)) * 2]
    small, large = took[0::2], took[1::2]
    return _times(small, large, 0), _times(small, large, 1)


def _times(small: list[tuple[float, float]], large: list[tuple[float, float]], which: int) -> float:
    return median(one[which] for one in large) / median(one[which] for one in small)


async def _asked(folder: Path, text: str, url: str) -> tuple[float, float]:
    async with inside(text, folder, url) as town:
        first = await cold(town)
        return await after_sales(town), first


def words(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--times", type=int)


def main(arguments: Sequence[str] = ()) -> None:
    run("growth", words, figures, arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
