"""How long it will take, from who is before and how fast it goes today; inside a unit of work or a reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from civicore import UnitOfWork, new_id
from civicore_ticketing import calling, counters, estimates, store
from civicore_ticketing.counters import Counter
from civicore_ticketing.estimates import Estimate
from civicore_ticketing.line import Line
from civicore_ticketing.setting import Setting
from civicore_ticketing.ticket import IN_LINE, CallingRules, Desk, Ticket


async def of_ticket(setting: Setting, ticket: Ticket, unit: UnitOfWork) -> Estimate | None:
    """The wait of a ticket that is in line or about to join it; None when nobody knows."""
    line = await setting.line(ticket.office, unit.now, unit)
    open_now = await counters.of_office(ticket.office, setting.day_at(unit.now))
    return await estimate(setting, ticket, line, tuple(open_now.values()), unit.now)


async def estimate(
    setting: Setting, ticket: Ticket, line: Line, known: Sequence[Counter], now: datetime
) -> Estimate | None:
    """The same from a line and counters that were read already."""
    desks = able(setting, ticket, known)
    if not desks:
        return None
    ahead = line.before(ticket, desks, setting.rules(ticket.office), now)
    busy = {one.counter for one in line.at_counters}
    agendas = frozenset({ticket.agenda}).union(*(one.agendas for one in desks))
    lately = await store.served_lately(ticket.office, setting.day_at(now), agendas)
    lengths = lately or [setting.plan.length(ticket.agenda, ticket.activities)]
    free = sum(one.counter not in busy for one in desks)
    return estimates.estimate(ahead, len(desks), lengths, now, free=free)


async def of_agenda(
    setting: Setting, agenda: str, office: str, line: Line, known: Sequence[Counter], now: datetime
) -> Estimate | None:
    """The wait of somebody who would take a number now."""
    day = setting.day_at(now)
    ticket = Ticket(new_id(), office, day, agenda, (), "", 0, "", "waiting", "walk_in", now, now)
    return await estimate(setting, ticket, line, known, now)


def with_error(found: Estimate | None, error: timedelta | None) -> Estimate | None:
    """The estimate with how wrong such estimates were lately."""
    return None if found is None else replace(found, usual_error=error)


def whole_order(line: Line, desk: Desk, rules: CallingRules, now: datetime) -> tuple[Ticket, ...]:
    """The line as one counter for everything would call it, people sent to a single counter among them."""
    order = calling.order([replace(one, counter=None) for one in line if one.state in IN_LINE], desk, rules, now)
    return tuple(found for one in order if (found := line.get(one.id)) is not None)


def able(setting: Setting, ticket: Ticket, known: Sequence[Counter]) -> tuple[Desk, ...]:
    """The open counters that may call a ticket."""
    return tuple(
        desk
        for one in known
        if one.state == "open" and isinstance(desk := setting.desk(one.id), Desk)
        if ticket.agenda in desk.agendas and ticket.counter in (None, one.id)
    )


def callers(setting: Setting, ticket: Ticket, known: Sequence[Counter]) -> tuple[Desk, ...]:
    """By whom a ticket will be called: the open counters, and while none is open those of the file."""
    counters_there = setting.runtime.city.offices[ticket.office].counters
    every = (setting.desk(f"{ticket.office}.{one}") for one in counters_there)
    return able(setting, ticket, known) or tuple(one for one in every if isinstance(one, Desk))
