"""libres, in a virtual environment of its own: free times, a scarce day, bookings in peace.

Runs there as a program and knows nothing of ours: libres_peer.py DSN WHAT..., and prints a line of JSON for each.
It is asked in its own process, without a web server before it.
"""

import json
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from importlib.metadata import version
from random import Random
from statistics import median
from time import perf_counter, sleep

from libres import new_scheduler, registry
from libres.modules.errors import LibresError
from sqlalchemy.exc import DBAPIError

DAYS, COUNTERS, CLIENTS = 60, 3, 32
FIRST = datetime(2027, 1, 4)
TRIES = 50


def scheduler(dsn: str, name: str):
    context = registry.register_context(f"bench-{name}")
    context.set_setting("dsn", dsn)
    made = new_scheduler(context, name, "Europe/Prague")
    made.setup_database()
    made.commit()
    return made


def times(day: int):
    begin = FIRST + timedelta(days=day, hours=8)
    every = [begin + timedelta(minutes=15 * number) for number in range(36)]
    return [(one, one + timedelta(minutes=15)) for one in every if one.hour != 12]


def opened(made, days: int, quota: int) -> None:
    for day in range(days):
        for one in times(day):
            made.allocate(one, quota=quota)
    made.commit()


def booked(made, email: str, when) -> bool:
    """One booking, committed; False when there is no place. Serialisation failures are tried again, as one must."""
    for number in range(TRIES):
        try:
            token = made.reserve(email, when)
            made.approve_reservations(token)
            made.commit()
            return True
        except LibresError:
            made.rollback()
            return False
        except DBAPIError:
            made.rollback()
            sleep(0.002 * (1 + number % 7))
    return False


def free_times(dsn: str, days: int = DAYS, asked: int = 7) -> float:
    """Milliseconds to know which of 60 days' times are free; half of them are booked."""
    made = scheduler(dsn, "calendar")
    opened(made, days, COUNTERS)
    for day in range(days):
        for place, one in enumerate(times(day)):
            for turn in range(1 + (day + place) % 2):
                assert booked(made, f"c{turn}@citizens.example", one)
    took = []
    for _ in range(asked):
        made.session.expire_all()
        began = perf_counter()
        found = made.allocations_with_availability_by_range(FIRST, FIRST + timedelta(days=days, minutes=-1))
        free = sum(share > 0 for _, share, _ in found)
        took.append((perf_counter() - began) * 1000)
        assert free == days * 32, (free, len(found), days)
        made.rollback()
    return median(took)


def rush(dsn: str, name: str, days: int, quota: int, number: int, sold_out: int | None) -> tuple[float, int]:
    """Bookings a second of 32 clients, and how many were sold too many."""
    made = scheduler(dsn, name)
    opened(made, days, quota)
    random = Random(1)
    every = [one for day in range(days) for one in times(day)]
    wanted = [random.choice(every) if sold_out else every[turn % len(every)] for turn in range(number)]
    began, sold = perf_counter(), Counter()

    def one(turn: int) -> float:
        if sold_out and sold.total() >= sold_out:
            return 0.0
        mine = made.clone()
        if not booked(mine, f"w{turn}@citizens.example", wanted[turn]):
            return 0.0
        sold[wanted[turn]] += 1
        return perf_counter() - began

    with ThreadPoolExecutor(CLIENTS) as pool:
        ended = [when for when in pool.map(one, range(number)) if when]
    return len(ended) / max(ended), sum(max(0, many - quota) for many in sold.values())


VERSION = "libres " + version("libres")
WHAT = {
    "w1": lambda dsn: (free_times(dsn), 0),
    "w1_quick": lambda dsn: (free_times(dsn, 6, 3), 0),
    "w2": lambda dsn: rush(dsn, "scarce", 1, 5, 400, 160),
    "w3": lambda dsn: rush(dsn, "peace", 30, 3, 400, None),
    "w2_quick": lambda dsn: rush(dsn, "scarce", 1, 1, 40, 32),
    "w3_quick": lambda dsn: rush(dsn, "peace", 3, 3, 40, None),
}

if __name__ == "__main__":
    for what in sys.argv[2:]:
        value, oversold = WHAT[what](sys.argv[1])
        print(json.dumps({"value": value, "oversold": oversold, "version": VERSION}), flush=True)
