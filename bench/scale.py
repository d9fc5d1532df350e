"""What a city of 20,000, one of 600,000 and a country of 40 million need: the arithmetic, and an opening minute played.

    python -m bench.scale [--visits A_YEAR] [--page]

Capacities come from bench/results.json; what was not measured yet is taken from the goals, and said to be. ``--page``
writes the tables into docs/scale.md. The same figures give the same page: the only chance is drawn from a fixed seed.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import heapify, heapreplace
from math import ceil
from pathlib import Path
from random import Random
from typing import Any

from bench._figures import percentile
from bench._results import read

PAGE = Path(__file__).parents[1] / "docs" / "scale.md"
BEGIN, END = "<!-- python -m bench.scale --page -->\n", "<!-- end -->\n"
DAYS = 250  # working days of a year
BUSY_DAY, BUSY_HOUR, BUSY_MINUTE = 3.0, 0.2, 2.0  # of a usual day; of the busy day; of that hour's mean
READS = 12  # pages and free times that are looked at for one booking
WRITES = 3  # held, confirmed, arrived
RUSH = 300  # one of so many inhabitants comes in the minute in which a scarce month opens
STEPS = 4  # requests of one of them: the page, free times twice, the booking
LOAD = 0.5  # a process is planned to be busy half of the time
AT_THE_COUNTER = 15 * 60 / (6 * 3600)  # of a counter's day, one visit
RECORD = 6_000  # bytes of a booking with its claims, audit lines, messages and indexes
SEED = 20261122


@dataclass(frozen=True)
class Capacity:
    """What one process does, and one database; ``source`` says where each figure comes from."""

    reads: float
    pages: float
    bookings: float
    memory: float
    source: Mapping[str, str]

    @property
    def writes(self) -> float:
        """What one of the two processes stores in a second."""
        return self.bookings / 2

    @property
    def of_a_rush(self) -> float:
        """Requests of an opening minute a second, one process: one of them is a booking, the others are pages."""
        return STEPS / ((STEPS - 1) / self.pages + 1 / self.writes)


_WANTED = {
    "reads": ("W1 over HTTP, JSON", 6000.0, "free times a second, one process"),
    "pages": ("Page of free times, HTML, made anew", 1500.0, "pages a second that are made anew, one process"),
    "bookings": ("W3, postgres, 2 processes", 1500.0, "bookings a second, one PostgreSQL with two processes"),
    "memory": ("Memory of a process", 130.0, "MB of a process"),
}


@dataclass(frozen=True)
class Place:
    name: str
    people: int
    offices: int


PLACES = (
    Place("a city of 20,000", 20_000, 1),
    Place("a city of 600,000", 600_000, 30),
    Place("a country of 40 million", 40_000_000, 2_500),
)


@dataclass(frozen=True)
class Need:
    """What a place asks for in its busiest minute, and what that takes."""

    place: Place
    visits: float
    bookings: float
    reads: float
    counters: int
    rush: int
    processes: int
    databases: int
    gigabytes: float


def capacity(kept: Mapping[str, Any]) -> Capacity:
    """The newest measures, and the goals where there are none."""
    measured = {one["name"]: one["value"] for part in kept["measures"].values() for one in part["figures"]}
    found, source = {}, {}
    for key, (name, goal, _) in _WANTED.items():
        source[key] = "measured" if name in measured else "the goal, to be measured"
        found[key] = measured.get(name, goal)
    return Capacity(**found, source=source)


def need(place: Place, able: Capacity, visits: float) -> Need:
    """The arithmetic of docs/scale.md."""
    day = place.people * visits / DAYS * BUSY_DAY
    minute = day * BUSY_HOUR / 60 * BUSY_MINUTE
    bookings, reads = minute / 60, minute / 60 * READS
    rush = ceil(place.people / RUSH)
    usual = reads / able.pages + bookings * WRITES / able.writes  # processes that have nothing else to do
    processes = ceil(max(usual, rush * STEPS / 60 / able.of_a_rush) / LOAD)
    databases = ceil(max(bookings * WRITES, rush / 60) / (able.bookings * LOAD))
    year = place.people * visits * RECORD / 1e9
    return Need(place, day, bookings, reads, ceil(day * AT_THE_COUNTER), rush, max(2, processes + 1), databases, year)


@dataclass(frozen=True)
class Played:
    """How long people waited in one opening minute, in seconds for one request; ``over``: the last was answered."""

    usual: float
    late: float
    worst: float
    over: float


def play(rush: int, processes: int, a_second: float, seed: int = SEED) -> Played:
    """Half come in the first five seconds, the others over the minute; each asks again two seconds after an answer.

    A process answers one request after the other, ``a_second`` of them; an answer takes now more, now less.
    """
    chance = Random(seed)
    first = [chance.uniform(0, 5) if number % 2 else chance.uniform(0, 60) for number in range(rush)]
    coming, free, waits, over = [(at, STEPS) for at in first], [0.0] * processes, list[float](), 0.0
    heapify(coming)
    heapify(free)
    while coming[0][1]:
        at, steps = coming[0]
        begun = max(at, free[0])
        done = begun + chance.expovariate(a_second)
        heapreplace(free, done)
        waits.append(done - at)
        over = max(over, done)
        heapreplace(coming, (done + 2, steps - 1) if steps > 1 else (float("inf"), 0))
    return Played(percentile(waits, 50), percentile(waits, 99), max(waits), over)


def tables(able: Capacity, visits: float) -> Iterator[str]:
    """Lines of Markdown."""
    yield "| what | figure | where from |"
    yield "| --- | ---: | --- |"
    for key, (_, _, words) in _WANTED.items():
        yield f"| {words} | {getattr(able, key):,.0f} | {able.source[key]} |"
    yield ""
    needs = [need(place, able, visits) for place in PLACES]
    yield from _table("in its busiest time", needs, [
        ("visits on the busiest day", lambda one: f"{one.visits:,.0f}"),
        ("bookings a second", lambda one: f"{one.bookings:,.2f}"),
        ("pages and free times a second", lambda one: f"{one.reads:,.1f}"),
        ("counters at work", lambda one: f"{one.counters:,}"),
        ("people in an opening minute", lambda one: f"{one.rush:,}"),
    ])  # fmt: skip
    yield from _table("what that takes", needs, [
        ("processes, one of them spare", lambda one: f"{one.processes:,}"),
        ("their memory", lambda one: f"{one.processes * able.memory / 1000:,.1f} GB"),
        ("databases by load (each with a standby)", lambda one: f"{one.databases:,}"),
        ("records of a year", lambda one: f"{one.gigabytes:,.1f} GB"),
    ])  # fmt: skip
    played = [play(one.rush, one.processes - 1, able.of_a_rush) for one in needs]
    yield from _table("the opening minute, played without the spare", played, [
        ("half of the answers came within", lambda one: f"{one.usual * 1000:,.1f} ms"),
        ("99 of 100 within", lambda one: f"{one.late * 1000:,.0f} ms"),
        ("the last within", lambda one: f"{one.worst * 1000:,.0f} ms"),
        ("everybody had been served after", lambda one: f"{one.over:,.0f} s"),
    ])  # fmt: skip


def _table(title: str, columns: Sequence[Any], rows: Sequence[tuple[str, Any]]) -> Iterator[str]:
    yield f"| {title} | " + " | ".join(place.name for place in PLACES) + " |"
    yield "| --- | " + " | ".join("---:" for _ in columns) + " |"
    for words, told in rows:
        yield f"| {words} | " + " | ".join(told(one) for one in columns) + " |"
    yield ""


def page(text: str, able: Capacity, visits: float = 1.2) -> str:
    """docs/scale.md with its tables made anew."""
    before, _, rest = text.partition(BEGIN)
    return before + BEGIN + "\n" + "\n".join(tables(able, visits)) + END + rest.partition(END)[2]


def write(visits: float = 1.2) -> None:
    """Write the tables into docs/scale.md."""
    PAGE.write_text(page(PAGE.read_text("utf-8"), capacity(read()), visits), "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.scale")
    parser.add_argument("--visits", type=float, default=1.2, help="visits at a counter, of one inhabitant in a year")
    parser.add_argument("--page", action="store_true", help="write the tables into docs/scale.md")
    said = parser.parse_args()
    if said.page:
        write(said.visits)
    sys.stdout.write("\n".join(tables(capacity(read()), said.visits)) + "\n")


if __name__ == "__main__":
    main()
