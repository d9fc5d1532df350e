"""After each deed: whoever asked to be told when few are left before them is told, in the same unit."""

from __future__ import annotations

from civicore import UnitOfWork, ways
from civicore_ticketing import asking, calling, counters, pace
from civicore_ticketing.setting import Setting

_NOT_YET = 1_000_000  # before somebody who is set aside for a while


async def told(setting: Setting, unit: UnitOfWork, office: str) -> None:
    """The line is read only where somebody asked, or chose a way for their ticket."""
    asks = await asking.wanted(office, setting.day_at(unit.now))
    chosen = await ways.having("ticket")
    if not asks and not chosen:
        return
    line = await setting.line(office, unit.now, unit)
    known = tuple((await counters.of_office(office, setting.day_at(unit.now))).values())
    rules = setting.rules(office)
    places = []
    for one in line:
        wants = one.id in asks or asking.about(one.id) in chosen
        if wants and calling.state_at(one, unit.now) in ("waiting", "parked", "missed"):
            waits = calling.state_at(one, unit.now) == "waiting"
            before = line.before(one, pace.callers(setting, one, known), rules, unit.now) if waits else _NOT_YET
            places.append((one, before))
    await asking.tell(unit, setting.runtime.city, asks, places)
