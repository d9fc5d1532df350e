"""Whether bookings still fit what the city offers on their days: the records that the rules of ``misfits`` need."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from civicore import Closure
from civicore_booking import closures
from civicore_booking.availability import Supply
from civicore_booking.booking import Booking
from civicore_booking.misfits import Conflict, Now, misfits
from civicore_booking.setting import Setting


async def conflicts(setting: Setting, office: str, coming: Iterable[Booking]) -> tuple[Conflict, ...]:
    """Which of these bookings at an office no longer fit, day by day; inside a unit of work or a reading."""
    by_day: dict[date, list[Booking]] = defaultdict(list)
    for one in coming:
        by_day[one.day].append(one)
    if not by_day:
        return ()
    live = await closures.live(office, min(by_day), max(by_day))
    found: list[Conflict] = []
    for day in sorted(by_day):
        found += _of_day(setting, office, by_day[day], tuple(one for one in live if day in one.when))
    return tuple(found)


def _of_day(setting: Setting, office: str, bookings: list[Booking], live: tuple[Closure, ...]) -> tuple[Conflict, ...]:
    plan, supplies = setting.plan, dict[str, Supply]()
    day = bookings[0].day
    for agenda in {one.agenda for one in bookings}:
        if office in plan.offices(agenda):
            rules = plan.rules(agenda, office, plan.length(agenda, ()), False)
            supplies[agenda] = plan.supply(rules, plan.day(office, day, live), False)

    known: dict[object, Now | None] = {}  # visits of the same kind have the same rules

    def holds(booking: Booking) -> Now | None:
        kind = booking.agenda, booking.activities, booking.people, booking.terms.length
        if kind not in known:
            supply = supplies.get(booking.agenda)
            known[kind] = None if supply is None else _now(setting, booking, supply)
        return known[kind]

    return misfits(bookings, holds)


def _now(setting: Setting, booking: Booking, supply: Supply) -> Now | None:
    known = setting.runtime.city.agendas[booking.agenda].activities
    if not all(activity in known for activity in booking.activities):
        return None
    length = setting.plan.length(booking.agenda, booking.activities, booking.people)
    kept, new = (
        setting.plan.rules(booking.agenda, booking.office, one, False) for one in (booking.terms.length, length)
    )
    return Now(supply, kept, new)
