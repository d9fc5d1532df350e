"""How long a plan takes over 50,000 visits to come; the goal is under five seconds, whatever the change concerns.

python -m bench.plan [--visits N]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from time import perf_counter, process_time

from civicore_booking.tables import BOOKING, BookingRow

from bench._figures import Figure
from bench._measure import Told, quickly, run
from civicore.base.clock import DemoClock
from civicore.base.codes import new_id
from civicore.storage.store import Store
from tests.planning.hall import PRAGUE, Hall
from tests.tables import CORE

VISITS, OFFICES, DAYS, GOAL = 50_000, 20, 60, 5.0
FIRST = date(2026, 11, 25)
HEAD = """\
civicore: 1
extends: [preset:cz]
deployment:
  id: big
  name: Velké Město
  url: https://big.example
  contact: {email: a@big.example, phone: "+420 499 000 111"}
channels: {email: {sender: a@big.example, smtp: {host: mail.big.example}}}
departments: {registry: {name: Matrika, office: office_0}}
booking: {horizon: 90 days, step: 5 min, code: {reference: with_hold}}
"""
OFFICE = """\
  office_{n}:
    name: Pracoviště {n}
    hours: {{mon: 08:00-17:00, tue: 08:00-17:00, wed: 08:00-17:00, thu: 08:00-17:00, fri: 08:00-17:00}}
    counters: {{k1: {{}}, k2: {{}}, k3: {{}}, k4: {{}}}}
"""
AGENDAS = "agendas:\n" + "".join(
    f"  agenda_{n}: {{name: Agenda {n}, department: registry, duration: 15 min}}\n" for n in range(6)
)
CHANGES = {
    "Friday of one office": ("fri: 08:00-17:00", "fri: 08:00-12:00", 1),
    "Friday of all offices": ("fri: 08:00-17:00", "fri: 08:00-12:00", OFFICES),
    "a break in all offices": ("    counters:", "    breaks: [10:00-11:00]\n    counters:", OFFICES),
}


def written() -> str:
    """The file of the big town."""
    return HEAD + "offices:\n" + "".join(OFFICE.format(n=n) for n in range(OFFICES)) + AGENDAS


def visits(terms: str, wanted: int) -> Iterator[BookingRow]:
    """Visits on all working days, spread over offices, agendas and times of the day."""
    days = [day for n in range(DAYS * 2) if (day := FIRST + timedelta(days=n)).weekday() < 5][:DAYS]
    for number in range(wanted):
        day, office = days[number % DAYS], number // DAYS % OFFICES
        start = datetime.combine(day, time(8), PRAGUE).astimezone(UTC) + timedelta(minutes=5 * (number // 97 % 105))
        yield BookingRow(
            id=new_id(), state="confirmed", agenda=f"agenda_{number % 6}", activities="[]", office=f"office_{office}",
            day=day, start=start, ends=start + timedelta(minutes=15), channel="web", language="cs", terms=terms,
            made_at=start - timedelta(days=20), fields="{}", search="", reference_hash=str(number),
        )  # fmt: skip


async def fill(store: Store, hall: Hall, wanted: int) -> None:
    """Write the visits, some in a unit."""
    agenda, office = "agenda_0", "office_0"
    plan = hall.town.bookings.setting.plan
    terms = json.dumps(plan.terms(agenda, office, timedelta(minutes=15)).to_json(), ensure_ascii=False)
    rows = list(visits(terms, wanted))
    for begin in range(0, len(rows), 500):
        some = rows[begin : begin + 500]
        await store.transact(lambda unit, some=some: BookingRow.insert(*some))  # type: ignore[misc]


async def measure(folder: Path, wanted: int) -> list[Figure]:
    clock = DemoClock()
    clock.freeze(datetime(2026, 11, 24, 7, 0, tzinfo=UTC))
    store = Store(f"sqlite:///{folder / 'big.db'}", clock=clock, apps=(*CORE, BOOKING))
    await store.open()
    await store.migrate()
    hall = Hall(written(), folder, store, clock)
    await fill(store, hall, wanted)
    found = []
    for what, (old, new, times) in CHANGES.items():
        file = folder / "new.yaml"
        file.write_text(written().replace(old, new, times), "utf-8")
        begun, worked = perf_counter(), process_time()
        plan = await hall.plan(file)
        took, worked = perf_counter() - begun, process_time() - worked
        note = f"{worked:.2f} s of work; {len(plan.hits):,} of {wanted:,} visits hit"
        found.append(Figure(f"Plan: {what}", took, "s", goal=GOAL, sense="at most", note=note))
    await store.close()
    return found


def figures(said: argparse.Namespace) -> Iterator[Told]:
    with tempfile.TemporaryDirectory() as folder:
        yield from asyncio.run(measure(Path(folder), int(quickly(said, "visits", 2_000, VISITS))))


def words(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--visits", type=int)


def main(arguments: Sequence[str] = ()) -> None:
    run("plan", words, figures, arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
