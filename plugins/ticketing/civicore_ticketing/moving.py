"""Sending people on: set aside, to another counter, agenda or office, and what visitors do with their own ticket."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from civicore import Principal, Refusal, UnitOfWork
from civicore_ticketing import at_counter, calls, counters, issuing, log, moves, store
from civicore_ticketing.at_counter import Step
from civicore_ticketing.log import Kind
from civicore_ticketing.moves import Target
from civicore_ticketing.setting import Setting
from civicore_ticketing.ticket import OPEN, Ticket

_LONGEST = 24 * 60  # minutes


async def park(
    setting: Setting, counter: str, by: Principal, until: datetime | None, minutes: int | None
) -> Ticket | Refusal:
    """Set who is at the counter aside, until an instant, for some minutes, or until the number is taken up again."""
    if minutes is not None:
        if not 0 < minutes <= _LONGEST:
            return Refusal("queue.park_past")
        until = setting.now + timedelta(minutes=minutes)
    return await calls.with_current(setting, counter, by, "park", lambda at, one: moves.park(one, at.now, until))


async def transfer(setting: Setting, counter: str, by: Principal, target: Target) -> Ticket | Refusal:
    """Send who is at the counter on; number and arrival stay."""
    found = _target(setting, counter, target)
    if isinstance(found, Refusal):
        return found

    async def work(unit: UnitOfWork) -> Ticket | Refusal:
        sent = await calls.with_current(
            setting,
            counter,
            by,
            "transfer",
            lambda at, one: _unserved(setting, one, found) or moves.transfer(one, found, at.now),
        )
        return sent if isinstance(sent, Refusal) else await _left(setting, found, unit) or sent

    return await setting.runtime.transact(work)


async def _left(setting: Setting, target: Target, unit: UnitOfWork) -> Refusal | None:
    """Nobody is sent to a counter that is closed: no other counter would see them. It cannot close meanwhile."""
    if target.counter is None or target.office is None:
        return None
    await unit.lock(f"ticketing.counter:{target.counter}")
    there = await counters.get(target.counter, target.office, setting.day_at(unit.now))
    return Refusal("queue.nobody_there") if there.state == "closed" else None


def _target(setting: Setting, counter: str, target: Target) -> Target | Refusal:
    """Where a ticket is sent, with full ids; refused where there is no such place."""
    office, desk = target.office, target.counter
    if target.counter is not None:
        home = counter.partition(".")[0]
        named = setting.desk(target.counter if "." in target.counter else f"{office or home}.{target.counter}")
        if isinstance(named, Refusal):
            return named
        desk = named.counter
        office = desk.partition(".")[0]
    if (office is not None and office not in setting.runtime.city.offices) or (
        target.agenda is not None and target.agenda not in setting.runtime.city.agendas
    ):
        return Refusal("queue.unknown")
    if desk is office is target.agenda is None:
        return Refusal("queue.no_target")
    return Target(desk, target.agenda, office)


def _unserved(setting: Setting, ticket: Ticket, target: Target) -> Refusal | None:
    """Nobody is sent where their agenda is not served."""
    agenda, office = target.agenda or ticket.agenda, target.office or ticket.office
    there = setting.plan.agendas(office)
    if target.counter is not None:
        there = tuple(setting.plan.served(office, target.counter.partition(".")[2]))
    return None if agenda in there else Refusal("queue.not_served_there")


Move = Callable[[Ticket, datetime], Ticket | Refusal]


async def leave(setting: Setting, ticket: UUID) -> Ticket | Refusal:
    """The owner gives the number up, also while being called; the place is free for somebody else."""
    return await _owners(setting, ticket, "left", moves.leave)


async def delay(setting: Setting, ticket: UUID) -> Ticket | Refusal:
    """The owner lets others go first."""

    def later(one: Ticket, now: datetime) -> Ticket | Refusal:
        return moves.delay(one, now, setting.rules(one.office))

    return await _owners(setting, ticket, "delayed", later)


async def void(setting: Setting, ticket: UUID, by: Principal) -> Ticket | Refusal:
    """Staff make a number invalid that reached nobody; who had a promise is expected again."""
    return await _owners(setting, ticket, "void", moves.void, by)


async def _owners(
    setting: Setting, ticket: UUID, kind: Kind, move: Move, by: Principal | None = None
) -> Ticket | Refusal:
    return await setting.runtime.transact(partial(_moved, setting, ticket, kind, move, by))


async def _moved(
    setting: Setting, id: UUID, kind: Kind, move: Move, by: Principal | None, unit: UnitOfWork
) -> Ticket | Refusal:
    ticket = await current(setting, id, unit.now)
    if ticket is None or not setting.own([ticket.agenda], by):
        return Refusal("queue.unknown")
    after = move(ticket, unit.now)
    if isinstance(after, Refusal):
        return after
    if not await store.change(after, ticket):
        return Refusal(moves.MOVED_ON, label=ticket.label)
    if after.state not in OPEN:
        await _given_up(setting, after, unit)
    if by is not None:
        await unit.record("queue.number_void", actor=by.actor, subject=f"ticket:{id}")
    line = log.of_ticket(kind, ticket, unit.now)
    await log.write(line)
    await at_counter.tell(setting, unit, [Step(ticket, after, (line,))])
    return after


async def _given_up(setting: Setting, ticket: Ticket, unit: UnitOfWork) -> None:
    """Nobody comes for this ticket any more: a booking is expected again or was not kept, a place is free."""
    await issuing.give_back(ticket)
    if ticket.about is None:
        return
    for one in setting.promises:
        if ticket.promise_kept:
            await one.closed(ticket.about, "done", unit)
        else:
            await one.closed(ticket.about, "expected" if ticket.state == "void" else "no_show", unit)


async def current(setting: Setting, id: UUID, now: datetime) -> Ticket | None:
    """A ticket as it is now, time included; inside a unit of work or a reading."""
    found = await store.get(id)
    if found is None or found.state not in OPEN:
        return found
    return await setting.over(found, now)
