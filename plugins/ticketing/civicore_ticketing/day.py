"""What the time of day means for the waiting room: may numbers be taken, and has the day ended. No job is needed.

Numbers are given from when the doors open until ``last_ticket`` before the last closing of the day. A break at
noon does not stop them: whoever comes then waits for its end. Staff may close the queue earlier, until a time or
for the rest of the day; the next day is open again by itself. People who come at a promised time are let in by
their own window, whatever this says.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from civicore import OpenDay, Refusal, Text, instant_at
from civicore_ticketing.moves import close
from civicore_ticketing.ticket import IN_LINE, OPEN, Ending, Ticket

AtClose = Literal["serve", "end"]
_MIDNIGHT = 24 * 60


@dataclass(frozen=True)
class QueueClosed:
    """Staff closed the queue: from ``since`` until ``until``, or to the end of that civil day (None). UTC."""

    since: datetime
    until: datetime | None = None

    def holds(self, now: datetime, zone: ZoneInfo) -> bool:
        if now < self.since or civil_day(self.since, zone) != civil_day(now, zone):
            return False
        return self.until is None or now < self.until


@dataclass(frozen=True)
class Opening:
    """Whether numbers are given now.

    ``not_today``: the office is closed all day, ``because`` says why where there is a reason. ``early``: they are
    given from ``opens`` on. ``over``: no more today. ``stopped``: staff closed the queue, until ``opens`` if known.
    Instants are UTC; ``until`` is when no more are given.
    """

    state: Literal["open", "early", "over", "stopped", "not_today"]
    opens: datetime | None = None
    until: datetime | None = None
    because: Text | None = None

    @property
    def open(self) -> bool:
        return self.state == "open"


def civil_day(now: datetime, zone: ZoneInfo) -> date:
    """The day it is there: queues turn over at local midnight (case 9)."""
    return now.astimezone(zone).date()


def open_to(
    today: OpenDay,
    zone: ZoneInfo,
    now: datetime,
    *,
    doors: int | None = None,
    last_ticket: timedelta = timedelta(),
    closed: QueueClosed | None = None,
) -> Opening:
    """Whether numbers are given now. ``today`` is the office's day, ``doors`` a minute of the day before it opens."""
    hours = today.intervals(zone)
    if not hours:
        return Opening("not_today", because=today.closed_because)
    opens = hours[0].start if doors is None else min(hours[0].start, instant_at(today.day, doors, zone))
    until = hours[-1].end - last_ticket
    if now >= until:
        return Opening("over")
    if closed is not None and closed.holds(now, zone):
        return Opening("stopped", opens=closed.until, until=until)
    return Opening("open" if now >= opens else "early", opens=opens, until=until)


def closing(today: OpenDay, zone: ZoneInfo) -> datetime | None:
    """When the office closes for the last time that day (UTC); None when it does not open."""
    hours = today.intervals(zone)
    return hours[-1].end if hours else None


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """Midnight after a civil day, in UTC."""
    return instant_at(day, _MIDNIGHT, zone)


def ended(
    ticket: Ticket, now: datetime, zone: ZoneInfo, closes: datetime | None = None, at_close: AtClose = "serve"
) -> tuple[Ending, datetime] | None:
    """Why and when time has ended an open ticket; None while it goes on.

    The end of its day ends every ticket (case 87). With ``at_close: end`` the closing of the office ends those
    that still wait (case 86), except people who came at a promised time and whoever is at a counter.
    """
    if ticket.state not in OPEN:
        return None
    if at_close == "end" and closes is not None and now >= closes and _sent_home(ticket):
        return "queue_closed", closes
    midnight = end_of(ticket.day, zone)
    return ("day_end", midnight) if now >= midnight else None


def as_of(
    ticket: Ticket, now: datetime, zone: ZoneInfo, closes: datetime | None = None, at_close: AtClose = "serve"
) -> Ticket:
    """The ticket as it is now; the same answer however late or often it is asked, and the version stays."""
    end = ended(ticket, now, zone, closes, at_close)
    if end is None:
        return ticket
    because, at = end
    over = close(ticket, at, because)
    return ticket if isinstance(over, Refusal) else replace(over, version=ticket.version)


def at_closing(tickets: tuple[Ticket, ...], at_close: AtClose) -> tuple[Ticket, ...]:
    """Who is told to come another day when staff close the queue; the others are served."""
    return tuple(one for one in tickets if _sent_home(one)) if at_close == "end" else ()


def _sent_home(ticket: Ticket) -> bool:
    return ticket.state in IN_LINE and not ticket.promised
