"""The queue of an office is closed and opened by staff; what happens to people who wait is the file's word."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from civicore import Principal, Refusal, UnitOfWork
from civicore_ticketing import asking, issuing, log, moves, rooms, store, telling
from civicore_ticketing.day import QueueClosed, at_closing
from civicore_ticketing.log import Happening
from civicore_ticketing.setting import Setting


async def close_queue(setting: Setting, office: str, by: Principal, until: datetime | None) -> Refusal | None:
    """Give no more numbers, until then or for the rest of the day (case 86)."""
    if office not in setting.runtime.city.offices:
        return Refusal("queue.unknown")
    if until is not None and until <= setting.now:
        return Refusal("queue.close_past")
    return await setting.runtime.transact(partial(_close, setting, office, by, until))


async def _close(
    setting: Setting, office: str, by: Principal, until: datetime | None, unit: UnitOfWork
) -> Refusal | None:
    await rooms.close(office, setting.day_at(unit.now), QueueClosed(unit.now, until))
    for ticket in await setting.line(office, unit.now, unit):
        if not at_closing((ticket,), setting.plan.at_close(ticket.agenda, office)):
            continue
        over = moves.close(ticket, unit.now, "queue_closed")
        if isinstance(over, Refusal) or not await store.change(over, ticket):
            return Refusal(moves.MOVED_ON, label=ticket.label)
        await issuing.give_back(ticket)
        await log.write(log.of_ticket("closed", ticket, unit.now))
        await asking.forget(ticket.id)
    await _noted(office, by, "queue_closed", unit)
    return None


async def open_queue(setting: Setting, office: str, by: Principal) -> Refusal | None:
    """Give numbers again."""

    async def work(unit: UnitOfWork) -> Refusal | None:
        if not await rooms.open_again(office):
            return Refusal("queue.open_already")
        await _noted(office, by, "queue_opened", unit)
        return None

    return await setting.runtime.transact(work)


async def _noted(office: str, by: Principal, kind: log.Kind, unit: UnitOfWork) -> None:
    await log.write(Happening(unit.now, kind, office))
    await unit.record(f"queue.{kind.removeprefix('queue_')}", actor=by.actor, subject=f"office:{office}")
    await telling.changed(unit, office, tickets=None)
