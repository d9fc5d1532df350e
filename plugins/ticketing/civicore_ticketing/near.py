"""After each deed: whoever asked to be told when few are left before them is told, in the same unit."""

from __future__ import annotations

from civicore import UnitOfWork
from civicore_ticketing import asking, calling, counters, pace
from civicore_ticketing.setting import Setting

_NOT_YET = 1_000_000  # before somebody who is set aside for a while


async def told(setting: Setting, unit: UnitOfWork, office: str) -> None:
    """Nothing is read where the file lets nobody ask."""
    city = setting.runtime.city
    if not any(asking.ways(city, setting.policy(one, office)) for one in setting.plan.agendas(office)):
        return
    asks = await asking.wanted(office, setting.day_at(unit.now))
    if not asks:
        return
    line = await setting.line(office, unit.now)
    known = tuple((await counters.of_office(office, setting.day_at(unit.now))).values())
    rules = setting.rules(office)
    places = []
    for one in line:
        if one.id in asks and calling.state_at(one, unit.now) in ("waiting", "parked", "missed"):
            waits = calling.state_at(one, unit.now) == "waiting"
            before = (
                calling.before(one, line, pace.callers(setting, one, known), rules, unit.now) if waits else _NOT_YET
            )
            places.append((one, before))
    await asking.tell(unit, city, asks, places)
