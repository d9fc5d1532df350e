"""How long a city of 3,000 lines takes to be judged in the process; the goal is under one second."""

from __future__ import annotations

import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

from civicore_booking.config import SECTION
from civicore_booking.lints import check

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


def main() -> None:
    text = city(LINES)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "big.yaml"
        path.write_text(text, encoding="utf-8")
        times = []
        for _ in range(RUNS):
            start = perf_counter()
            loaded = load(path, [SECTION], lints=[check])
            times.append(perf_counter() - start)
    lines = len(text.splitlines())
    print(f"{lines} lines, {len(loaded.findings)} findings, {len(loaded.errors)} errors")
    print(f"median {median(times):.2f} s of {RUNS}, best {min(times):.2f} s; goal {GOAL} s")


if __name__ == "__main__":
    main()
