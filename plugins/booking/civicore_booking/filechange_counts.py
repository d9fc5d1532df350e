"""What a change of the file does to many visits at once: they stay valid, or their people are erased sooner."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from civicore import City, Duration, Msgid
from civicore.contracts.changes import Change, Renames, Tally
from civicore_booking import store
from civicore_booking.setting import Setting

_ERASED = {
    "unconfirmed": Msgid("{count} holds that were never confirmed would be erased tonight"),
    "cancelled": Msgid("{count} cancelled visits would lose name and contact tonight"),
    "finished": Msgid("{count} visits would lose name and contact tonight; counts stay"),
}
_LEFT = Msgid("{count} visits to come would stay on file without a page, reminders and a way to cancel")
_LATER = Msgid("{count} visits lie after the new last day; all stay valid")


async def counts(setting: Setting, changes: Sequence[Change]) -> list[Tally]:
    """``setting`` is of the new file."""
    found = []
    for change in changes:
        if change.kind == "destructive" and change.within("retention", "*") and change.path[1] in _ERASED:
            number = await _erased(setting, str(change.path[1]))
            if number:
                found.append(Tally(change.name, number, _ERASED[str(change.path[1])], (str(number),)))
        elif change.path[-2:] == ("booking", "horizon") and (number := await _beyond(setting, change)):
            found.append(Tally(change.name, number, _LATER))
    return found


async def left_behind(today: date, changes: Sequence[Change]) -> list[Tally]:
    """Visits to come in a city that is to take no bookings any more; somebody has to agree to their number."""
    number = sum(int(row["number"]) for row in await store.numbers_from(today))
    gone = [one for one in changes if one.path == ("booking",) and one.removed]
    return [Tally(one.name, number, _LEFT, (str(number),)) for one in gone if number]


async def _erased(setting: Setting, what: str) -> int:
    length: Duration = getattr(setting.runtime.city.retention, what)
    return await store.number_expired(what, length.before(setting.now, setting.runtime.city.zone))


async def _beyond(setting: Setting, change: Change) -> int:
    """Visits to come after the day up to which new ones can be booked."""
    city, today = setting.runtime.city, setting.plan.day_at(setting.now)
    renames = Renames(city.renames)
    total = 0
    for row in await store.numbers_from(today):
        agenda, office = renames.new("agendas", row["agenda"]), renames.new("offices", row["office"])
        if not setting.plan.knows(agenda, office) or not _is_about(change, city, agenda, office):
            continue
        if row["day"] > setting.plan.policy(agenda, office).horizon.add_to(today):
            total += int(row["number"])
    return total


def _is_about(change: Change, city: City, agenda: str, office: str) -> bool:
    nearer = ("agendas", agenda), ("offices", office), ("departments", city.agendas[agenda].department)
    return len(change.path) == 2 or change.path[:2] in nearer
