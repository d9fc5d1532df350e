"""From a code that is typed to the ticket: visitors with a booking come to one office, some every second.

Each round is a day of its own, as nobody waits from one day to the next. Visitors come as in a waiting room, not one
behind the other: each is sent at its time, whoever is still waited for. The ticket is on disk, with its place in the
queue, when the answer comes.

python -m bench.checkin [--visitors N] [--a-second N]
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median

from bench import _town
from bench._bases import ENGINES, Bases, bases
from bench._figures import of_rounds, percentile
from bench._limits import Booking
from bench._load import Address, Round, loaded, post
from bench._measure import Told, quickly, run, tried
from bench._servers import addresses, serving
from tests.tools.serving import Server

COUNTERS, PRINTER = 100, "office_0.printer"
GOAL = 50.0  # milliseconds, 99 of 100
_OPEN = 2  # times of a day whose codes work in one minute
_BEFORE = timedelta(minutes=7)


def figures(said: argparse.Namespace) -> Iterator[Told]:
    visitors = int(quickly(said, "visitors", 30, COUNTERS * _OPEN))
    with tempfile.TemporaryDirectory() as made, bases(Path(made)) as databases:
        for engine in said.engines or ENGINES:
            yield from tried(f"Check-in, {engine}", _measured(engine, Path(made), databases, visitors, said))


def _measured(engine: str, folder: Path, databases: Bases, visitors: int, said: argparse.Namespace) -> Iterator[Told]:
    lasts, usual = [], []
    with ExitStack() as stack:
        servers = stack.enter_context(serving(_town.hall(counters=COUNTERS), folder, databases.made(engine)))
        limit = Booking(stack, databases, engine, wanted=not said.no_limit, how=("gathered",))
        token = f"Authorization: Bearer {servers[0].about['tokens']['devices'][PRINTER]}"
        for number in range(said.rounds):
            times = _town.starts(_town.day(number))[:_OPEN]
            codes = _booked(servers[0], [times[one % _OPEN] for one in range(visitors)], number)
            servers[0].set_clock((times[1] - _BEFORE).isoformat())
            servers[0].run_clock()
            took = _came(addresses(servers)[0], codes, token, said.a_second)
            lasts.append(percentile(took, 99) * 1000)
            usual.append(percentile(took, 50) * 1000)
            limit.asked(lambda at, some: percentile(_came(at, some, token, said.a_second), 99) * 1000, codes)
            servers[0].set_clock(_town.CLOCK)
    name = f"Check-in to ticket, {engine}, p99"
    note = f"{said.a_second:.0f} visitors a second, half of them within {median(usual):.0f} ms"
    least = min(limit.medians().values(), default=None)
    yield of_rounds(name, lasts, "ms", goal=GOAL, sense="at most", limit=least, note=note)


def _booked(server: Server, times: Sequence[datetime], number: int) -> list[str]:
    """Codes of visits that the desk booked."""
    desk = [f"{name}: {value}" for name, value in server.desk.items()]
    wanted = _town.wishes([("office_0", start) for start in times], f"door-{number}", desk)
    outcome = loaded(Round(addresses((server,)), wanted, clients=8, kept=True))
    assert set(outcome.statuses()) == {201}, f"answers to the desk by status: {dict(outcome.statuses())}"
    return [json.loads(one.body)["code"] for one in outcome.answers]


def _came(at: Address, codes: Sequence[str], token: str, a_second: float) -> list[float]:
    """Seconds from each code to its ticket."""
    path = f"/api/v1/devices/{PRINTER}/check-in"
    typed = [post(path, json.dumps({"code": code}).encode(), [token]) for code in codes]
    when = tuple(number / a_second for number in range(len(typed)))
    outcome = loaded(Round((at,), tuple(typed), clients=4, at=when))
    assert set(outcome.statuses()) == {200}, f"answers at the door by status: {dict(outcome.statuses())}"
    return outcome.latencies()


def words(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--visitors", type=int, help="of one round")
    parser.add_argument("--a-second", type=float, default=20.0)
    parser.add_argument("--database", dest="engines", action="append", choices=ENGINES)


def main(arguments: Sequence[str] = ()) -> None:
    run("checkin", words, figures, arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
