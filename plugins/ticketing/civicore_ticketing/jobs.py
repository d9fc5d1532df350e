"""What is done now and then, and after news. No rule waits for it: a ticket of yesterday is closed when it is read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from uuid import UUID

from civicore import Duration, Job, Refusal, Subscription, UnitOfWork, capacity
from civicore.contracts.demand import DemandUnmet
from civicore_ticketing import alarms, asking, counters, leases, log, store, strays
from civicore_ticketing.log import Happening
from civicore_ticketing.setting import Setting
from civicore_ticketing.tables import AskRow
from civicore_ticketing.ticket import Ticket

_ONE_DAY = timedelta(days=1)


def jobs(setting: Setting) -> Sequence[Job]:
    async def day_end() -> None:
        await end_days(setting)

    return (Job("ticketing.day_end", timedelta(minutes=10), day_end),)


def subscriptions(setting: Setting) -> tuple[Subscription, ...]:
    """Demand that nobody could meet belongs to the figures."""

    async def unmet(event: DemandUnmet) -> None:
        await note_unmet(setting, event)

    return (Subscription("ticketing.unmet", DemandUnmet, unmet),)


async def note_unmet(setting: Setting, event: DemandUnmet) -> None:
    """One line in the log for each event, however often it is handed over."""
    said = f"{event.office}|{event.agenda}|{event.channel}|{event.what}|{event.at.isoformat()}"
    id = UUID(hex=setting.runtime.keys.digest("ticketing.unmet", said))
    line = Happening(event.at, "unmet", event.office, event.agenda, channel=event.channel)
    await setting.runtime.transact(lambda unit: log.write_once(id, line))


async def end_days(setting: Setting) -> int:
    """Write down that tickets of past days are closed, with the midnight that closed them; how many (case 87)."""
    async with setting.runtime.store.reading():
        tickets = await store.left_open_before(setting.day_at(setting.now))
    for ticket in tickets:
        await setting.runtime.transact(partial(_end, setting, ticket))
    return len(tickets)


async def _end(setting: Setting, ticket: Ticket, unit: UnitOfWork) -> Ticket | Refusal:
    over = await setting.over(ticket, unit.now)
    if over.ended_at is None or not await store.close(over):
        return Refusal("queue.moved_on")
    await log.write(log.of_ticket("closed", ticket, over.ended_at))
    await asking.forget(ticket.id)
    return over


async def forget(setting: Setting) -> int:
    """Erase tickets that are older than the file keeps them, and what belongs to days that are over."""
    keep: Duration = setting.runtime.city.section("ticketing").keep

    async def work(unit: UnitOfWork) -> int:
        today = setting.day_at(unit.now)
        first = setting.day_at(keep.before(unit.now, setting.zone))
        old = await store.older_than(first)
        await store.erase(old)
        await AskRow.delete().where(AskRow.day < today)
        await counters.forget(today)
        await store.forget_runs(first)  # with their tickets: after a clock was set back no number comes twice
        await leases.forget(first)
        await strays.forget(first)
        await alarms.forget(keep.before(unit.now, setting.zone))
        return len(old)

    while await setting.runtime.transact(partial(_forget_places, setting)):
        pass  # others write between two parts
    return await setting.runtime.transact(work)


async def _forget_places(setting: Setting, unit: UnitOfWork) -> bool:
    """Of days that are over; what ran out is swept here only where nobody offers freed places to others.

    A part of them; whether there may be more.
    """
    more = await capacity.forget_days(setting.day_at(unit.now) - _ONE_DAY, capacity.PART)
    swept = () if setting.promises else await capacity.sweep(unit.now, capacity.PART)
    return more or len(swept) == capacity.PART
