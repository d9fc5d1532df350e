"""Who is called next (language 4.5). Pure: the line, the counter and the time go in, a ticket comes out.

One order for every counter, first match first:

1. A walk-in who has waited ``longest_wait``, so that bookings cannot starve anybody (case 76); but not twice
   running at one counter while a booking is due there, so that a long line does not turn bookings into walk-ins.
2. A booking that is due: ``after_current`` from its check-in on, ``at_booked_time`` from its time on, never before
   (case 75). Several go by booked time, then by check-in.
3. ``alternate``: a booking if the counter's last call was not of one, otherwise a walk-in; whoever is there if one
   side is empty.
4. The others by arrival: walk-ins, bookings with ``none``, and later steps of a visit.

A counter never stays idle for a booking that is not due yet: walk-ins go on. When only such a booking is left,
nobody is called; the counter may take it early by its number.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Literal, TypeAlias
from uuid import UUID

from civicore_ticketing.ticket import CallingRules, Desk, State, Ticket

Key: TypeAlias = tuple[datetime, *tuple[datetime | str | int, ...], UUID]
Sort: TypeAlias = Literal["aged", "due", "alternating", "plain", "early"]
"""Of what sort somebody who waits is now; within one the order is fixed. ``early``: not called yet."""


def state_at(ticket: Ticket, now: datetime) -> State:
    """The state as it is now: who was parked or missed a call waits again from ``not_before`` on."""
    if ticket.state in ("parked", "missed") and ticket.not_before is not None and ticket.not_before <= now:
        return "waiting"
    return ticket.state


def desk(counter: str, agendas: frozenset[str], last: Ticket | None, rules: CallingRules) -> Desk:
    """A counter with what it did last: ``last`` is the ticket it called last in turn, None at the day's start.

    Read from the ticket as it is now: a booking that has gone on to the next step of its visit was called here as a
    booking. Who keeps a Desk from call to call with ``after`` need not guess.
    """
    if last is None:
        return Desk(counter, agendas)
    booked = has_priority(last) or (last.promised and last.calling is None and last.counter != counter)
    at = last.called_at or last.first_called_at
    return Desk(counter, agendas, booked, not booked and at is not None and _aged(last, rules, at))


def after(desk: Desk, called: Ticket, rules: CallingRules, now: datetime) -> Desk:
    """The counter once it has called somebody in turn; ``called`` as they stood in line."""
    sort = sort_of(called, rules, now)
    return replace(desk, last_called_booked=has_priority(called), last_called_aged=sort == "aged")


def sort_of(ticket: Ticket, rules: CallingRules, now: datetime) -> Sort:
    """Of which sort somebody is now, as soon as they wait."""
    if not has_priority(ticket):
        return "aged" if _aged(ticket, rules, now) else "plain"
    if ticket.calling == "alternate":
        return "alternating"
    return "due" if _due(ticket, now) else "early"


def turn(there: Collection[Sort], desk: Desk) -> Sort | None:
    """Whose turn it is, of the sorts that are there; None when nobody is called."""
    if "aged" in there and not ("due" in there and desk.last_called_aged):
        return "aged"
    if "due" in there:
        return "due"
    first: Sort = "plain" if desk.last_called_booked else "alternating"
    second: Sort = "alternating" if desk.last_called_booked else "plain"
    return first if first in there else second if second in there else None


def next_ticket(tickets: Iterable[Ticket], desk: Desk, rules: CallingRules, now: datetime) -> Ticket | None:
    """Whom this counter calls now; None when there is nobody it may call."""
    lines = _by_sort(tickets, desk, rules, now)
    sort = turn(lines, desk)
    return None if sort is None else min(lines[sort], key=key_of)


def order(tickets: Iterable[Ticket], desk: Desk, rules: CallingRules, now: datetime) -> tuple[Ticket, ...]:
    """The whole line as this counter would call it if all of it were called now; who is not due yet stands last."""
    lines = _by_sort(tickets, desk, rules, now)
    for line in lines.values():
        line.sort(key=key_of, reverse=True)
    called: list[Ticket] = []
    while (sort := turn(lines, desk)) is not None:
        called.append(lines[sort].pop())
        if not lines[sort]:
            del lines[sort]
        desk = after(desk, called[-1], rules, now)
    return (*called, *reversed(lines.get("early", [])))


def _by_sort(tickets: Iterable[Ticket], desk: Desk, rules: CallingRules, now: datetime) -> dict[Sort, list[Ticket]]:
    lines: dict[Sort, list[Ticket]] = {}
    for one in tickets:
        if may_call(one, desk, now):
            lines.setdefault(sort_of(one, rules, now), []).append(one)
    return lines


def may_call(ticket: Ticket, desk: Desk, now: datetime) -> bool:
    """Whether a ticket waits in this counter's line: it was sent here, or its agenda is served here."""
    mine = ticket.agenda in desk.agendas if ticket.counter is None else ticket.counter == desk.counter
    return mine and state_at(ticket, now) == "waiting"


def has_priority(ticket: Ticket) -> bool:
    """Whether they are called by their booked time, or in turn with walk-ins, and not by arrival."""
    return ticket.booked_at is not None and ticket.calling not in (None, "none")


def _due(ticket: Ticket, now: datetime) -> bool:
    if ticket.booked_at is None:
        return False
    return ticket.calling == "after_current" or (ticket.calling == "at_booked_time" and ticket.booked_at <= now)


def _aged(ticket: Ticket, rules: CallingRules, now: datetime) -> bool:
    return not has_priority(ticket) and now - ticket.arrived_at >= rules.wait_of(ticket.agenda)


def key_of(ticket: Ticket) -> Key:
    """By what those of one sort are called: walk-ins by arrival, bookings by their time, then by arrival."""
    by_arrival = (ticket.arrived_at, ticket.issued_at, ticket.series, ticket.number, ticket.id)
    return (ticket.booked_at, *by_arrival) if ticket.booked_at is not None and has_priority(ticket) else by_arrival
