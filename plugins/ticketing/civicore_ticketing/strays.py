"""Numbers on paper that stand in no line: what a kiosk gave without network and the waiting room could not take over.

Somebody sits in the hall with such a number and would wait for ever, so the staff see it for the rest of the day.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from civicore import Refusal, UnitOfWork
from civicore_ticketing import numbering, telling
from civicore_ticketing.setting import Setting
from civicore_ticketing.tables import StrayRow
from civicore_ticketing.views import JournalEntry, Stray


async def note(setting: Setting, device: str, entry: JournalEntry, why: Refusal, unit: UnitOfWork) -> None:
    """Write down an entry of a journal that was refused; the same one again changes nothing."""
    office = device.partition(".")[0]
    row = StrayRow(
        id=UUID(hex=setting.runtime.keys.digest("ticketing.stray", f"{device}|{entry.key}|{entry.number}")),
        office=office,
        device=device,
        day=setting.day_at(unit.now),
        label=_label(setting, office, entry),
        agenda=entry.agenda,
        at=entry.at,
        code=why.code,
    )
    if await StrayRow.insert(row).on_conflict(action="DO NOTHING").returning(StrayRow.id):
        await telling.changed(unit, office, tickets=())


async def of_day(office: str, day: date) -> tuple[Stray, ...]:
    """Those that came to light on a day, by when they were given."""
    rows = await StrayRow.select().where((StrayRow.office == office) & (StrayRow.day == day)).order_by(StrayRow.at)
    return tuple(Stray(row["device"], row["label"], row["agenda"], row["at"], Refusal(row["code"])) for row in rows)


async def forget(before: date) -> None:
    """Drop those of days before this one."""
    await StrayRow.delete().where(StrayRow.day < before)


def _label(setting: Setting, office: str, entry: JournalEntry) -> str:
    """As printed; the bare number where the file has the agenda no more."""
    plan = setting.plan
    if entry.agenda not in plan.agendas(office):
        return str(entry.number)
    return numbering.label(plan.series(entry.agenda), entry.number, plan.numbers(entry.agenda, office).digits)
