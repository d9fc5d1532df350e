"""pretix, in a virtual environment of its own: which of 60 days' times are free, half of them booked.

Runs there as a program and knows nothing of ours: pretix_peer.py FOLDER WHAT..., and prints a line of JSON for each.
Without WHAT it makes the tables.
An event series with one date for each time and a quota of 3 on each, on SQLite. It is asked in its own process, as
its calendar asks: the dates, then the availability of their quotas, without a web server and without a cache.
"""

import json
import os
import sys
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from importlib.metadata import version
from statistics import median
from time import perf_counter

os.makedirs(sys.argv[1], exist_ok=True)
os.environ["DATA_DIR"] = sys.argv[1]
os.environ["DJANGO_SETTINGS_MODULE"] = "pretix.settings"

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402
from django_scopes import scope  # noqa: E402
from pretix.base.models import Event, Item, Order, OrderPosition, Organizer, Quota, SubEvent  # noqa: E402
from pretix.base.services.quotas import QuotaAvailability  # noqa: E402

COUNTERS = 3
FIRST = datetime(2027, 1, 4, 8, tzinfo=UTC)


def starts(days: int):
    every = [FIRST + timedelta(days=day, minutes=15 * number) for day in range(days) for number in range(36)]
    return [one for one in every if one.hour != 12]


def made(days: int) -> Event:
    organizer = Organizer.objects.create(name="Town", slug=f"town{days}")
    with scope(organizer=organizer), transaction.atomic():
        event = Event.objects.create(
            organizer=organizer,
            name="Visits",
            slug="visits",
            date_from=FIRST,
            has_subevents=True,
            live=True,
            plugins="",
            currency="EUR",
        )
        item = Item.objects.create(event=event, name="Visit", default_price=Decimal(0))
        for number, start in enumerate(starts(days)):
            date = SubEvent.objects.create(
                event=event, name="Visit", date_from=start, date_to=start + timedelta(minutes=15), active=True
            )
            quota = Quota.objects.create(event=event, subevent=date, name="counters", size=COUNTERS)
            quota.items.add(item)
            for _ in range(1 + (number // 32 + number) % 2):
                order = Order.objects.create(
                    event=event,
                    status=Order.STATUS_PAID,
                    email="c@citizens.example",
                    datetime=FIRST,
                    expires=FIRST,
                    total=Decimal(0),
                    sales_channel=organizer.sales_channels.get(identifier="web"),
                )
                OrderPosition.objects.create(order=order, item=item, subevent=date, price=Decimal(0), positionid=1)
                order.create_transactions(is_new=True)
    return event


def free_times(days: int, asked: int) -> float:
    """Milliseconds."""
    event = made(days)
    took = []
    with scope(organizer=event.organizer):
        for _ in range(asked):
            began = perf_counter()
            found = list(SubEvent.objects.filter(event=event, active=True).prefetch_related("quotas"))
            quotas = [quota for one in found for quota in one.quotas.all()]
            counted = QuotaAvailability(count_waitinglist=False)
            counted.queue(*quotas)
            counted.compute()
            free = sum(counted.results[quota][0] == Quota.AVAILABILITY_OK for quota in quotas)
            took.append((perf_counter() - began) * 1000)
            assert free == len(starts(days)), (free, len(starts(days)))
    return median(took)


VERSION = "pretix " + version("pretix")
WHAT = {"w1": lambda: free_times(60, 7), "w1_quick": lambda: free_times(6, 3)}

if __name__ == "__main__":
    if not sys.argv[2:]:
        call_command("migrate", verbosity=0, interactive=False)
    for what in sys.argv[2:]:
        print(json.dumps({"value": WHAT[what](), "oversold": 0, "version": VERSION}), flush=True)
