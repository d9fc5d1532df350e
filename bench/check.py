"""How long a city of 3,000 lines takes to be judged in the process; the goal is under one second.

python -m bench.check
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import perf_counter

from civicore_booking.config import SECTION
from civicore_booking.lints import check

from bench._figures import of_rounds
from bench._measure import Told, no_words, run
from civicore.deployment import load

LINES, RUNS, GOAL = 3_000, 7, 1.0

HEAD = """\
civicore: 1
extends: [preset:cz]
deployment: {id: big, name: Velké Město}
channels: {email: {sender: a@b.example, smtp: {host: smtp.b.example}}}
operations: {alert: [it@b.example]}
departments: {registry: {name: Matrika}}
"""
OFFICE = """\
  office_{n}:
    name: Pracoviště {n}
    address:
      street: Náves {n}
      city: Město
    doors: "07:30"
    hours:
      mon: [08:00-11:30, 12:30-17:00]
      tue: 08:00-11:30
      wed: [08:00-11:30, 12:30-17:00]
      thu: 08:00-11:30
    counters:
      one: {{name: Přepážka 1, serves: [agenda_{a}]}}
      two: {{name: Přepážka 2}}
    devices:
      printer:
        kind: ticket_printer
        place: u vchodu
"""
AGENDA = """\
  agenda_{n}:
    name: Agenda {n}
    department: registry
    duration: 15 min
    activities:
      apply: {{name: Podání}}
      collect: {{name: Vyzvednutí, duration: 10 min}}
"""


def city(lines: int) -> str:
    """A file of about this many lines: twenty agendas, the rest offices."""
    agendas = "agendas:\n" + "".join(AGENDA.format(n=n) for n in range(20))
    per_office = OFFICE.count("\n")
    count = (lines - HEAD.count("\n") - agendas.count("\n")) // per_office
    offices = "offices:\n" + "".join(OFFICE.format(n=n, a=n % 20) for n in range(count))
    return HEAD + agendas + offices


def figures(said: argparse.Namespace) -> Iterator[Told]:
    text = city(LINES // 10 if said.quick else LINES)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "big.yaml"
        path.write_text(text, encoding="utf-8")
        times = []
        for _ in range(1 if said.quick else RUNS):
            start = perf_counter()
            loaded = load(path, [SECTION], lints=[check])
            times.append(perf_counter() - start)
    lines = len(text.splitlines())
    note = f"{len(loaded.findings)} findings, {len(loaded.errors)} errors"
    yield of_rounds(f"Check of a file of {lines:,} lines", times, "s", goal=GOAL, sense="at most", note=note)


def main(arguments: Sequence[str] = ()) -> None:
    run("check", no_words, figures, arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
