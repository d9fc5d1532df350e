"""Who sits at a counter: sitting down, breaks, standing up, and calls for help. A visit outlives any browser."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from uuid import UUID

from civicore import Principal, Refusal, Text, UnitOfWork
from civicore_ticketing import alarms, at_counter, log, moves, store, telling
from civicore_ticketing.at_counter import AtCounter
from civicore_ticketing.log import Happening
from civicore_ticketing.setting import Setting
from civicore_ticketing.ticket import Ticket
from civicore_ticketing.views import Alarm


async def open_counter(setting: Setting, counter: str, by: Principal, *, instead: bool) -> Refusal | None:
    """Sit down or come back. ``instead``: take the seat of somebody who has gone, with the visit that is open there."""
    return await setting.runtime.transact(partial(_open, setting, counter, by, instead))


async def _open(setting: Setting, counter: str, by: Principal, instead: bool, unit: UnitOfWork) -> Refusal | None:
    at = await at_counter.locked(setting, counter, by, unit)
    if isinstance(at, Refusal):
        return at
    sitting = at.counter.staff
    if sitting not in (None, by.id):
        if not instead:
            return Refusal("queue.somebody_else", staff=at.counter.staff_name)
        await unit.record("queue.counter_taken", actor=by.actor, subject=f"counter:{at.counter.id}")
        at = replace(at, counter=replace(at.counter, done=None))
    if at.counter.state != "open" or sitting != by.id:
        await at_counter.set_state(at, "open")
    return None


async def pause(setting: Setting, counter: str, by: Principal) -> Refusal | None:
    """A break: nobody is called here until the counter is opened again; who is being served stays."""

    async def work(unit: UnitOfWork) -> Refusal | None:
        at = await at_counter.seated(setting, counter, by, unit)
        if isinstance(at, Refusal):
            return at
        await at_counter.set_state(at, "paused")
        return None

    return await setting.runtime.transact(work)


async def close_counter(setting: Setting, counter: str, by: Principal) -> Refusal | None:
    """Stand up. Who was sent to this counter alone waits for any other one again."""
    return await setting.runtime.transact(partial(_close, setting, counter, by))


async def _close(setting: Setting, counter: str, by: Principal, unit: UnitOfWork) -> Refusal | None:
    at = await at_counter.seated(setting, counter, by, unit)
    if isinstance(at, Refusal):
        return at
    line = await at.line()
    current = at.current(line)
    if current is not None:
        return Refusal("queue.visit_open", label=current.label)
    sent = [one for one in line if one.counter == at.counter.id]
    for ticket in sent:
        if not await _set_free(at, ticket):
            return Refusal(moves.MOVED_ON, label=ticket.label)
    left = replace(at, counter=replace(at.counter, done=None, last=None))
    await at_counter.set_state(left, "closed", [one.id for one in sent])
    return None


async def _set_free(at: AtCounter, ticket: Ticket) -> bool:
    free = moves.set_free(ticket)
    if isinstance(free, Refusal) or not await store.change(free, ticket):
        return False
    await log.write(log.of_ticket("transferred", ticket, at.now))
    return True


async def raise_alarm(setting: Setting, counter: str, by: Principal) -> Refusal | None:
    """Call colleagues for help; a second press changes nothing."""
    return await setting.runtime.transact(partial(_raise, setting, counter, by))


async def _raise(setting: Setting, counter: str, by: Principal, unit: UnitOfWork) -> Refusal | None:
    at = await at_counter.locked(setting, counter, by, unit)
    if isinstance(at, Refusal):
        return at
    office = at.counter.office
    rules = setting.plan.of_office(office).alarm
    if rules is None:
        return Refusal("queue.no_alarm")
    if any(one.counter == at.counter.id for one in await alarms.live(office)):
        return None
    await alarms.add(at.counter.id, office, by.name, unit.now)
    await log.write(Happening(unit.now, "alarm", office, counter=at.counter.id))
    await unit.record("queue.alarm", actor=by.actor, subject=f"counter:{at.counter.id}")
    await unit.tell(telling.topic(office), {"kind": "alarm", "counter": at.counter.id, "tickets": []})
    await _written_to(at, rules.to, rules.text)
    return None


async def _written_to(at: AtCounter, addresses: Sequence[str], words: Text | None) -> None:
    """Whoever the file names is told besides the colleagues, in the city's first language."""
    city, office = at.setting.runtime.city, at.counter.office
    name = at.counter.id.partition(".")[2]
    language = city.languages[0]
    shown = city.offices[office].counters[name].name
    counter = shown.in_(language) if shown else name
    for address in addresses:
        await at.unit.send(
            alarms.ALARM,
            channel="email",
            to=address,
            language=language,
            context={"counter": counter, "office": city.offices[office].name, "words": words},
            about=f"office:{office}",
        )


async def accept_alarm(setting: Setting, alarm: UUID, by: Principal) -> Refusal | None:
    """Somebody is on the way: the first who says so."""

    async def work(unit: UnitOfWork) -> Refusal | None:
        found = await alarms.accept(alarm, by.name, unit.now)
        return await _alarm_changed(unit, found, "queue.alarm_accepted", by)

    return await setting.runtime.transact(work)


async def alarm_off(setting: Setting, counter: str, by: Principal) -> Refusal | None:
    """The danger is over."""

    async def work(unit: UnitOfWork) -> Refusal | None:
        at = await at_counter.locked(setting, counter, by, unit)
        if isinstance(at, Refusal):
            return at
        found = await alarms.end(at.counter.id, unit.now)
        return await _alarm_changed(unit, found, "queue.alarm_over", by)

    return await setting.runtime.transact(work)


async def _alarm_changed(unit: UnitOfWork, alarm: Alarm | None, action: str, by: Principal) -> Refusal | None:
    if alarm is None:
        return Refusal("queue.no_such_alarm")
    await unit.record(action, actor=by.actor, subject=f"counter:{alarm.counter}")
    await telling.changed(unit, alarm.office, tickets=())
    return None
