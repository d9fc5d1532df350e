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

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from civicore_ticketing.ticket import CallingRules, Desk, State, Ticket


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
    booked = _has_priority(last) or (last.promised and last.calling is None and last.counter != counter)
    at = last.called_at or last.first_called_at
    return Desk(counter, agendas, booked, not booked and at is not None and _aged(last, rules, at))


def after(desk: Desk, called: Ticket, rules: CallingRules, now: datetime) -> Desk:
    """The counter once it has called somebody in turn; ``called`` as they stood in line."""
    booked, aged = _has_priority(called), _aged(called, rules, now)
    return replace(desk, last_called_booked=booked, last_called_aged=aged)


def next_ticket(tickets: Iterable[Ticket], desk: Desk, rules: CallingRules, now: datetime) -> Ticket | None:
    """Whom this counter calls now; None when there is nobody it may call."""
    mine = [one for one in tickets if may_call(one, desk, now)]
    aged = min((one for one in mine if _aged(one, rules, now)), key=_by_arrival, default=None)
    due = min((one for one in mine if _due(one, now)), key=_by_promise, default=None)
    if aged is not None and not (due is not None and desk.last_called_aged):
        return aged
    return due or _in_turn(mine, desk)


def order(tickets: Iterable[Ticket], desk: Desk, rules: CallingRules, now: datetime) -> tuple[Ticket, ...]:
    """The whole line as this counter would call it if all of it were called now; who is not due yet stands last."""
    line = {one.id: one for one in tickets if may_call(one, desk, now)}
    called: list[Ticket] = []
    while (following := next_ticket(line.values(), desk, rules, now)) is not None:
        called.append(line.pop(following.id))
        desk = after(desk, following, rules, now)
    return (*called, *sorted(line.values(), key=_by_promise))


def before(ticket: Ticket, tickets: Iterable[Ticket], desks: Sequence[Desk], rules: CallingRules, now: datetime) -> int:
    """How many people are called before this one, by the counters that may call it (all of the file when none is)."""
    able = [one for one in desks if ticket.agenda in one.agendas and ticket.counter in (None, one.counter)]
    agendas = frozenset({ticket.agenda}).union(*(one.agendas for one in able))
    seen = Desk(ticket.counter or "", agendas)
    others = [one for one in tickets if one.id != ticket.id and one.counter in (None, ticket.counter)]
    itself = replace(ticket, state="waiting", not_before=None)
    return order([*others, itself], seen, rules, now).index(itself)


def may_call(ticket: Ticket, desk: Desk, now: datetime) -> bool:
    """Whether a ticket waits in this counter's line: it was sent here, or its agenda is served here."""
    mine = ticket.agenda in desk.agendas if ticket.counter is None else ticket.counter == desk.counter
    return mine and state_at(ticket, now) == "waiting"


def _in_turn(mine: Sequence[Ticket], desk: Desk) -> Ticket | None:
    booked = min((one for one in mine if _alternates(one)), key=_by_promise, default=None)
    plain = min((one for one in mine if not _has_priority(one)), key=_by_arrival, default=None)
    first, second = (plain, booked) if desk.last_called_booked else (booked, plain)
    return first or second


def _has_priority(ticket: Ticket) -> bool:
    return ticket.booked_at is not None and ticket.calling not in (None, "none")


def _alternates(ticket: Ticket) -> bool:
    return ticket.booked_at is not None and ticket.calling == "alternate"


def _due(ticket: Ticket, now: datetime) -> bool:
    if ticket.booked_at is None:
        return False
    return ticket.calling == "after_current" or (ticket.calling == "at_booked_time" and ticket.booked_at <= now)


def _aged(ticket: Ticket, rules: CallingRules, now: datetime) -> bool:
    return not _has_priority(ticket) and now - ticket.arrived_at >= rules.wait_of(ticket.agenda)


def _by_arrival(ticket: Ticket) -> tuple[datetime, datetime, str, int]:
    return ticket.arrived_at, ticket.issued_at, ticket.series, ticket.number


def _by_promise(ticket: Ticket) -> tuple[datetime, datetime, datetime, str, int]:
    return (ticket.booked_at or ticket.arrived_at, *_by_arrival(ticket))
