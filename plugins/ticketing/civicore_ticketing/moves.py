"""What happens to a ticket: pure steps from one state to the next, each one version later.

Every function answers the changed ticket, or a Refusal when the ticket is not in a state for it. Who may do it,
which ticket a counter has, and that two do not do it at once is the service's affair (it writes by ``version``).

| step | from | to |
|---|---|---|
| call | waiting; by number also parked, missed, no_show | called |
| recall | called | called |
| arrived | called | serving |
| finish | called, serving | done, or waiting for the next agenda of the visit |
| no_show | called | missed, or no_show when it was called often enough |
| park | waiting, parked, called, serving | parked |
| transfer | waiting, parked, missed, called, serving | waiting |
| set_free | waiting, parked, missed | the same |
| delay | waiting, missed | parked |
| leave | waiting, parked, missed, called | left |
| close | every open state | closed |
| void | waiting, parked, missed | void |
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from civicore import Refusal
from civicore_ticketing.calling import state_at
from civicore_ticketing.ticket import IN_LINE, OPEN, CallingRules, Ending, Ticket

BY_NUMBER = IN_LINE | {"no_show"}
MOVED_ON = "queue.moved_on"


@dataclass(frozen=True)
class Target:
    """Where a ticket goes: ``counter`` (``office.counter``), ``agenda`` or ``office``; what is None stays."""

    counter: str | None = None
    agenda: str | None = None
    office: str | None = None


@dataclass(frozen=True)
class Deed:
    """What a counter did and may take back: the ticket as it was, the version it left, and when (UTC)."""

    before: Ticket
    version: int
    at: datetime


def call(ticket: Ticket, counter: str, now: datetime, *, by_number: bool = False) -> Ticket | Refusal:
    """Call somebody to a counter. By number everybody of the day who was not served may be called, early as well."""
    if ticket.state in ("called", "serving"):
        return Refusal("queue.taken", counter=ticket.counter)
    allowed = ticket.state in BY_NUMBER if by_number else state_at(ticket, now) == "waiting"
    if not allowed or (not by_number and ticket.counter not in (None, counter)):
        return _moved_on(ticket)
    return _changed(
        ticket,
        state="called",
        counter=counter,
        called_at=now,
        first_called_at=ticket.first_called_at or now,
        calls=ticket.calls + 1,
        not_before=None,
        ended_at=None,
    )


def recall(ticket: Ticket, now: datetime) -> Ticket | Refusal:
    """Call once more. It counts as a call, and the time waited stays what it was (case 79)."""
    if ticket.state != "called":
        return _moved_on(ticket)
    return _changed(ticket, called_at=now, calls=ticket.calls + 1)


def arrived(ticket: Ticket, now: datetime) -> Ticket | Refusal:
    """The client stands at the counter."""
    if ticket.state != "called":
        return _moved_on(ticket)
    return _changed(ticket, state="serving", serving_since=now)


def finish(ticket: Ticket, now: datetime, *, whole_visit: bool = False) -> Ticket | Refusal:
    """Served. Steps still to come put the client in line for the next one, with the same number and arrival.

    What was promised was the first step: the later ones are called by arrival, which is early already.
    ``whole_visit``: the steps to come are dropped. A counter that never pressed "arrived" served from its call on.
    """
    if ticket.state not in ("called", "serving"):
        return _moved_on(ticket)
    if ticket.steps and not whole_visit:
        return _next_step(ticket)
    since = ticket.serving_since or ticket.called_at
    return _changed(ticket, state="done", serving_since=since, ended_at=now)


def no_show(ticket: Ticket, now: datetime, rules: CallingRules) -> Ticket | Refusal:
    """Called in vain. Back in line after a pause, until it was called ``most_calls`` times (case 77)."""
    if ticket.state != "called":
        return _moved_on(ticket)
    if ticket.calls >= rules.most_calls:
        return _changed(ticket, state="no_show", ended_at=now)
    return _changed(ticket, state="missed", counter=ticket.sent_to, called_at=None, not_before=now + rules.pause)


def park(ticket: Ticket, now: datetime, until: datetime | None) -> Ticket | Refusal:
    """Set aside until an instant, or until it is called by number (None). Its place by arrival is kept (case 78)."""
    if ticket.state not in ("waiting", "parked", "called", "serving"):
        return _moved_on(ticket)
    if until is not None and until <= now:
        return Refusal("queue.park_past", until=until)
    return _back_in_line(ticket, state="parked", not_before=until)


def transfer(ticket: Ticket, target: Target, now: datetime) -> Ticket | Refusal:
    """Send to another counter, agenda or office; number, arrival and what was promised are kept (case 80).

    Who was parked or missed a call waits again at once: somebody has just spoken with them.
    """
    if ticket.state not in OPEN:
        return _moved_on(ticket)
    return _back_in_line(
        ticket,
        counter=target.counter,
        sent_to=target.counter,
        agenda=target.agenda or ticket.agenda,
        office=target.office or ticket.office,
        activities=ticket.activities if target.agenda in (None, ticket.agenda) else (),
    )


def set_free(ticket: Ticket) -> Ticket | Refusal:
    """The counter it was sent to has closed, so any other may call it; who was set aside stays set aside."""
    if ticket.state not in IN_LINE:
        return _moved_on(ticket)
    return _changed(ticket, counter=None, sent_to=None)


def delay(ticket: Ticket, now: datetime, rules: CallingRules) -> Ticket | Refusal:
    """The owner lets others go first for a while; the place by arrival is kept for when they are back."""
    if ticket.state != "missed" and state_at(ticket, now) != "waiting":
        return _moved_on(ticket)
    if ticket.delayed >= rules.most_delays:
        return Refusal("queue.delayed_enough", most=rules.most_delays)
    return _changed(ticket, state="parked", not_before=now + rules.delay_by, delayed=ticket.delayed + 1)


def leave(ticket: Ticket, now: datetime) -> Ticket | Refusal:
    """The owner goes away, also while being called: the counter then hears it at once (case 57)."""
    if ticket.state == "serving":
        return Refusal("queue.being_served")
    if ticket.state not in OPEN:
        return _moved_on(ticket)
    return _changed(ticket, state="left", ended_at=now, not_before=None)


def close(ticket: Ticket, now: datetime, because: Ending) -> Ticket | Refusal:
    """End an open ticket that nobody will serve any more, with the reason (cases 86, 87)."""
    if ticket.state not in OPEN:
        return _moved_on(ticket)
    return _changed(ticket, state="closed", ended_at=now, ended_because=because, not_before=None)


def void(ticket: Ticket, now: datetime) -> Ticket | Refusal:
    """Make a number that reached nobody invalid; it is not given out again that day."""
    if ticket.state not in IN_LINE:
        return _moved_on(ticket)
    return _changed(ticket, state="void", ended_at=now, not_before=None)


def undo(ticket: Ticket, deed: Deed, now: datetime, rules: CallingRules) -> Ticket | Refusal:
    """Take back what a counter just did, at the latest exactly ``rules.undo`` after it, if nothing came between."""
    if now - deed.at > rules.undo:
        return Refusal("queue.undo_over", within=rules.undo)
    if ticket.version != deed.version or ticket.id != deed.before.id:
        return _moved_on(ticket)
    return replace(deed.before, version=ticket.version + 1)


def _next_step(ticket: Ticket) -> Ticket:
    agenda, *later = ticket.steps
    return _back_in_line(
        ticket, agenda=agenda, steps=tuple(later), activities=(), calling=None, counter=None, sent_to=None
    )


def _back_in_line(ticket: Ticket, **changes: Any) -> Ticket:
    """Nobody has called them any more: the count of calls begins anew, the first call stays written down."""
    fresh: dict[str, Any] = {
        "state": "waiting",
        "counter": ticket.sent_to,
        "called_at": None,
        "serving_since": None,
        "not_before": None,
        "calls": 0,
    }
    return _changed(ticket, **{**fresh, **changes})


def _changed(ticket: Ticket, **changes: Any) -> Ticket:
    return replace(ticket, version=ticket.version + 1, **changes)


def _moved_on(ticket: Ticket) -> Refusal:
    return Refusal(MOVED_ON, label=ticket.label, state=ticket.state)
