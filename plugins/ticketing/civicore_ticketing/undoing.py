"""Undo: the last deed of a counter is taken back as long as nothing else has happened to its tickets."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from civicore import Principal, Refusal, UnitOfWork
from civicore_ticketing import at_counter, counters, issuing, log, moves, store, telling
from civicore_ticketing.at_counter import AtCounter
from civicore_ticketing.counters import Done
from civicore_ticketing.log import Happening
from civicore_ticketing.moves import Deed
from civicore_ticketing.setting import Setting
from civicore_ticketing.ticket import Ticket


async def undo(setting: Setting, counter: str, by: Principal) -> Refusal | None:
    """Take the last deed back: tickets, promises and figures are as if it had not been."""
    return await setting.runtime.transact(partial(_undo, setting, counter, by))


async def _undo(setting: Setting, counter: str, by: Principal, unit: UnitOfWork) -> Refusal | None:
    at = await at_counter.seated(setting, counter, by, unit)
    if isinstance(at, Refusal):
        return at
    done = at.counter.done
    if done is None:
        return Refusal("queue.nothing_to_undo")
    offices = [at.counter.office]
    for deed in reversed(done.deeds):
        back = await _taken_back(at, deed)
        if isinstance(back, Refusal):
            return back
        offices.append(back.office)
    if done.given:
        await _made_invalid(at, done)
    await log.take_back(done.log, Happening(at.now, "undone", at.counter.office, counter=at.counter.id))
    await counters.save(replace(at.counter, done=None, last=done.last))
    await telling.changed(unit, *offices, tickets=[one.before.id for one in done.deeds])
    return None


async def _taken_back(at: AtCounter, deed: Deed) -> Ticket | Refusal:
    stands = await store.get(deed.before.id)
    if stands is None:
        return Refusal("queue.unknown")
    back = moves.undo(stands, deed, at.now, at.rules)
    if isinstance(back, Refusal):
        return back
    if not await store.change(back, stands):
        return Refusal(moves.MOVED_ON, label=stands.label)
    await at_counter.promised(at.setting, stands, back, at.unit)
    return stands


async def _made_invalid(at: AtCounter, done: Done) -> None:
    """The number was given by the deed itself: nobody has it, so its place is free again."""
    ticket = await store.get(done.deeds[-1].before.id)
    void = moves.void(ticket, at.now) if ticket is not None else None
    if ticket is not None and isinstance(void, Ticket):
        await store.change(void, ticket)
        await issuing.give_back(ticket)
        await log.write(log.of_ticket("void", ticket, at.now))
