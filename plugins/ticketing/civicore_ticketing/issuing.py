"""Giving out numbers: a place in the day's capacity, the next number of the run, and a line in the log."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import TypeAlias, cast
from uuid import UUID

from civicore import Refusal, UnitOfWork, capacity, new_id
from civicore.contracts.admission import Calling
from civicore_ticketing import afar, brakes, log, numbering, pace, store, telling
from civicore_ticketing.day import Opening
from civicore_ticketing.log import Happening
from civicore_ticketing.setting import Setting
from civicore_ticketing.ticket import Origin, Ticket
from civicore_ticketing.views import TicketWish

Then: TypeAlias = Callable[[Ticket, UnitOfWork], Awaitable[None]]
"""Done in the same unit for a new ticket: its paper and its number stand or fall together."""

_FULL = "queue.full"  # undoes the unit; facts: keys. Nobody outside sees it
_ONCE = "ticketing.take"


@dataclass(frozen=True)
class Reason:
    """What a ticket is given for. ``about``, ``calling`` and ``booked_at`` come with a promise that was kept."""

    office: str
    agenda: str
    activities: tuple[str, ...]
    origin: Origin
    language: str
    arrived_at: datetime
    about: str | None = None
    calling: Calling | None = None
    booked_at: datetime | None = None


async def take(setting: Setting, wish: TicketWish, then: Then | None = None) -> Ticket | Refusal:
    """Give a number to somebody without a promise, if the day has room for one more."""
    refused = _not_here(setting, wish)
    if refused is not None:
        return refused
    work = partial(_take, setting, wish, then)
    answer = await brakes.patiently(setting.runtime, work)
    if _is_full(answer) and await _made_room(setting, cast(Refusal, answer)):
        answer = await brakes.patiently(setting.runtime, work)
    return await _sold_out(setting, wish) if _is_full(answer) else answer


def _not_here(setting: Setting, wish: TicketWish) -> Refusal | None:
    known = setting.runtime.city.agendas
    if wish.agenda not in setting.plan.agendas(wish.office):
        return Refusal("queue.not_here")
    if wish.origin != "desk" and not setting.walk_in(wish.agenda, wish.office):
        return Refusal("queue.not_here")
    if any(one not in known[wish.agenda].activities for one in wish.activities):
        return Refusal("queue.not_here")
    return None


async def _take(setting: Setting, wish: TicketWish, then: Then | None, unit: UnitOfWork) -> Ticket | Refusal:
    told = await _told_before(setting, wish, unit)
    if told is not None:
        return told
    stopped = await _stopped(setting, wish, unit) if wish.origin != "desk" else None
    if stopped is not None:
        return stopped
    ticket = await given(setting, unit, wish, then)
    if isinstance(ticket, Ticket) and wish.idempotency_key is not None:
        await unit.keep_answer(_ONCE, wish.idempotency_key, {"id": str(ticket.id)})
    return ticket


async def given(
    setting: Setting, unit: UnitOfWork, wish: TicketWish, then: Then | None = None, *, beyond: bool = False
) -> Ticket | Refusal:
    """A place of the day (also ``beyond`` its capacity) and the next number, or nothing of both."""
    id = new_id()
    reason = Reason(wish.office, wish.agenda, wish.activities, wish.origin, wish.language, unit.now)
    full = await claim(setting, id, reason, setting.day_at(unit.now), beyond=beyond)
    return full or await issue(setting, unit, id, reason, then)


async def _told_before(setting: Setting, wish: TicketWish, unit: UnitOfWork) -> Ticket | Refusal | None:
    """What the same request was answered before; None when it is new."""
    if wish.idempotency_key is None:
        return None
    asked = json.dumps([wish.office, wish.agenda, wish.activities, wish.origin, wish.device])
    told = await unit.once(_ONCE, wish.idempotency_key, setting.runtime.keys.digest("request", asked))
    if told == "new":
        return None
    if isinstance(told, Refusal):
        return told
    return await store.get(UUID(told["id"])) or Refusal("queue.unknown")


async def _stopped(setting: Setting, wish: TicketWish, unit: UnitOfWork) -> Refusal | None:
    suspended = await setting.suspended(wish.agenda, unit.now, unit)
    if suspended is not None:
        return suspended
    opening = (await setting.openings(wish.office, (wish.agenda,), unit.now))[wish.agenda]
    if not opening.open:
        return closed(opening)
    return await afar.refused(setting, wish, unit) if wish.origin == "remote" else None


def closed(opening: Opening) -> Refusal:
    """Why no numbers are given now."""
    return Refusal("queue.closed", state=opening.state, opens=opening.opens, because=opening.because)


async def claim(setting: Setting, holder: UUID, reason: Reason, day: date, *, beyond: bool = False) -> Refusal | None:
    """A place in the day's capacity for a ticket; ``beyond`` it where the number was given out already."""
    limits = capacity.day_limits(setting.runtime.city, reason.agenda, reason.office, day)
    take = [(holder, capacity.Claim(limit)) for limit in limits]
    if beyond:
        await capacity.rewrite((), take)
        return None
    full = await capacity.exchange((), take) if take else None
    return Refusal(_FULL, keys=full.keys) if isinstance(full, capacity.Full) else None


async def give_back(ticket: Ticket) -> None:
    """The place of somebody who will not be served is free again."""
    kept = await capacity.claims_of(ticket.id)
    if kept:
        await capacity.exchange(kept, ())


async def issue(
    setting: Setting, unit: UnitOfWork, id: UUID, reason: Reason, then: Then | None = None
) -> Ticket | Refusal:
    """The next number of the run, for a ticket whose place is claimed already or belongs to a promise."""
    office, agenda, day = reason.office, reason.agenda, setting.day_at(unit.now)
    numbers, series = setting.plan.numbers(agenda, office), setting.plan.series(agenda)
    number = await store.next_number(office, day, series, numbers.first, numbers.last)
    if number is None:
        return Refusal("queue.numbers_used_up")
    ticket = drawn(setting, id, reason, day, number, unit.now)
    await written(setting, unit, ticket, then)
    return ticket


def drawn(setting: Setting, id: UUID, reason: Reason, day: date, number: int, now: datetime) -> Ticket:
    """A ticket that bears this number."""
    office, agenda = reason.office, reason.agenda
    series = setting.plan.series(agenda)
    return Ticket(
        id=id,
        office=office,
        day=day,
        agenda=agenda,
        activities=reason.activities,
        series=series,
        number=number,
        label=numbering.label(series, number, setting.plan.numbers(agenda, office).digits),
        state="waiting",
        origin=reason.origin,
        issued_at=now,
        arrived_at=reason.arrived_at,
        calling=reason.calling,
        booked_at=reason.booked_at,
        about=reason.about,
        steps=setting.plan.steps(agenda, office),
        language=reason.language,
    )


async def written(setting: Setting, unit: UnitOfWork, ticket: Ticket, then: Then | None = None) -> None:
    """A new ticket with everything that belongs to it: what was estimated, its line in the log, its paper."""
    estimate = await pace.of_ticket(setting, ticket, unit)
    told = None if estimate is None else estimate.wait
    await store.add(ticket, told)
    await log.write(log.begun(ticket, told))
    await telling.changed(unit, ticket.office, tickets=(ticket.id,))
    if then is not None:
        await then(ticket, unit)


def _is_full(answer: object) -> bool:
    return isinstance(answer, Refusal) and answer.code == _FULL


async def _made_room(setting: Setting, full: Refusal) -> bool:
    """Whether there is room after all: places that ran out still fill their limit until they are swept."""
    async with setting.runtime.store.reading():
        if await capacity.still_full(cast("tuple[str, ...]", full.facts["keys"]), setting.now):
            return False
    for one in setting.promises:
        await one.settle()
    if not setting.promises:
        part = capacity.PART
        while len(await setting.runtime.transact(lambda unit: capacity.sweep(unit.now, part))) == part:
            pass  # others write between two parts
    return True


async def _sold_out(setting: Setting, wish: TicketWish) -> Refusal:
    async def note(unit: UnitOfWork) -> None:
        await log.write(Happening(unit.now, "sold_out", wish.office, wish.agenda, origin=wish.origin))

    await setting.runtime.transact(note)
    return Refusal("queue.sold_out", answer=setting.sold_out_words(wish.agenda, wish.office))
