"""What is shown: offers of a device, the place of a ticket, a counter, a board, the whole waiting room."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from civicore import Principal, Refusal, UnitOfWork, capacity
from civicore.contracts.admission import Expected
from civicore_ticketing import alarms, calling, counters, estimates, pace, rooms, store, strays, telling
from civicore_ticketing.counters import Counter
from civicore_ticketing.day import Opening
from civicore_ticketing.line import Line
from civicore_ticketing.setting import Setting
from civicore_ticketing.ticket import Desk, Ticket
from civicore_ticketing.views import (
    AgendaOffer,
    Board,
    BoardCall,
    CounterView,
    Offers,
    OfferState,
    OfficeQueue,
    Place,
    Seat,
    Undo,
    Waiting,
)


async def offers(setting: Setting, office: str, device: str | None) -> Offers:
    """What is offered now; for a device only what its entry serves."""
    now = setting.now
    served = [one for one in setting.plan.offered(office, device) if setting.walk_in(one, office)]
    async with setting.reading() as settled:
        line = await setting.line(office, now, settled=settled)
        openings = await setting.openings(office, served, now)
        known = tuple((await counters.of_office(office, setting.day_at(now))).values())
        found = [await _offer(setting, one, office, openings[one], line, known, now) for one in served]
    first = next(iter(openings.values()), None)
    kind = setting.plan.kind(device)
    return Offers(
        office=office,
        agendas=tuple(found),
        accepts_codes=any(kind in one.accepts(office) for one in setting.promises),
        menu_booked=next((words for one in setting.promises if (words := one.menu(office)) is not None), None),
        closed_because=first.because if first else None,
        closed=first is not None and first.state == "stopped",
    )


async def _offer(
    setting: Setting,
    agenda: str,
    office: str,
    opening: Opening,
    line: Line,
    known: Sequence[Counter],
    now: datetime,
) -> AgendaOffer:
    waiting = line.numbers.get(agenda, 0)
    if await setting.suspended(agenda, now) is not None:
        return AgendaOffer(agenda, "suspended", waiting)
    if not opening.open:
        state: OfferState = "not_today" if opening.state == "not_today" else "closed"
        return AgendaOffer(agenda, state, waiting, words=opening.because)
    limits = capacity.day_limits(setting.runtime.city, agenda, office, setting.day_at(now))
    if await full(limits, now):
        return AgendaOffer(agenda, "sold_out", waiting, words=setting.sold_out_words(agenda, office))
    return AgendaOffer(agenda, "open", waiting, await pace.of_agenda(setting, agenda, office, line, known, now))


async def full(limits: Sequence[capacity.Limit], now: datetime) -> bool:
    """Whether one of these limits has no room, places that have run out left aside."""
    if not limits:
        return False
    day = limits[0].day or now.date()
    used = await capacity.usage([one.scope for one in limits], day, day, now)
    return any(used.get(one.key, 0) >= one.cap for one in limits)


@dataclass(frozen=True)
class Room:
    """Everybody in an office's lines at one instant, and its counters."""

    line: Line
    known: tuple[Counter, ...]
    now: datetime


async def _room(setting: Setting, office: str, now: datetime, unit: UnitOfWork | None = None, *, settled: bool) -> Room:
    line = await setting.line(office, now, unit, settled=settled)
    return Room(line, tuple((await counters.of_office(office, setting.day_at(now))).values()), now)


async def rooms_now(setting: Setting, offices: Iterable[str]) -> dict[str, Room]:
    """Each of these offices as it is now."""
    now = setting.now
    async with setting.reading() as settled:
        return {one: await _room(setting, one, now, settled=settled) for one in offices}


def before(setting: Setting, ticket: Ticket, room: Room) -> int | None:
    """How many are called before this one; None when it does not wait."""
    if calling.state_at(ticket, room.now) != "waiting":
        return None
    able = pace.callers(setting, ticket, room.known)
    return room.line.before(ticket, able, setting.rules(ticket.office), room.now)


async def place(setting: Setting, ticket: Ticket, unit: UnitOfWork | None = None) -> Place:
    """Where a ticket stands in its line."""
    now = setting.now
    state = calling.state_at(ticket, now)
    if state != "waiting":
        return Place(state, None, None)
    async with setting.reading() as settled:
        room = await _room(setting, ticket.office, now, unit, settled=settled)
        wait = await pace.estimate(setting, ticket, room.line, room.known, now)
        error = estimates.usual_error(await store.waits_told(ticket.office))
    return Place(state, before(setting, ticket, room), pace.with_error(wait, error))


async def counter(setting: Setting, name: str, by: Principal | None) -> CounterView | Refusal:
    """Everything the screen of a counter shows."""
    desk = setting.desk(name, by)
    if isinstance(desk, Refusal):
        return desk
    office, now = desk.counter.partition(".")[0], setting.now
    day = setting.day_at(now)
    async with setting.reading() as settled:
        line = await setting.line(office, now, settled=settled)
        found = await counters.get(desk.counter, office, day)
        last = await store.get(found.last) if found.last is not None else None
        expected = await to_come(setting, office, desk.agendas, now)
        calls_for_help = await alarms.live(office)
        stopped = await rooms.closed(office, day)
    mine = calling.desk(desk.counter, desk.agendas, last, setting.rules(office))
    return CounterView(
        seat=seat(found, line),
        line=_waiting(calling.order(line, mine, setting.rules(office), now), desk, now),
        parked=_aside(line, "parked", desk, now),
        missed=_aside(line, "missed", desk, now),
        expected=expected,
        undo=_undo(setting, found, now),
        alarms=calls_for_help,
        queue_closed=stopped is not None and stopped.holds(now, setting.zone),
        as_of=now,
    )


def _undo(setting: Setting, found: Counter, now: datetime) -> Undo | None:
    if found.done is None:
        return None
    until = found.done.at + setting.rules(found.office).undo
    return Undo(found.done.action, found.done.label, until) if now <= until else None


def seat(found: Counter, line: Line) -> Seat:
    """A counter as others see it."""
    current = counters.current(found.id, line.at_counters)
    return Seat(found.id, found.office, found.state, found.staff, found.staff_name, found.since, current)


def _waiting(tickets: Iterable[Ticket], desk: Desk, now: datetime) -> tuple[Waiting, ...]:
    return tuple(
        Waiting(
            one,
            round((now - one.arrived_at).total_seconds()),
            one.agenda in desk.agendas and one.counter in (None, desk.counter),
        )
        for one in tickets
    )


def _aside(line: Iterable[Ticket], state: str, desk: Desk, now: datetime) -> tuple[Waiting, ...]:
    return _waiting(
        (one for one in line if calling.state_at(one, now) == state and one.agenda in desk.agendas), desk, now
    )


async def to_come(setting: Setting, office: str, agendas: Collection[str], now: datetime) -> tuple[Expected, ...]:
    """Who is promised a time today and has not come yet, by time; inside a reading."""
    day = setting.day_at(now)
    found = [one for plugin in setting.promises for one in await plugin.expected(office, day, now)]
    return tuple(sorted((one for one in found if one.agenda in agendas), key=lambda one: one.start))


async def board(setting: Setting, office: str, serves: Sequence[str] | None) -> Board:
    """The calls that stand, the newest first, and how many wait for what."""
    now = setting.now
    async with setting.reading() as settled:
        line = await setting.line(office, now, settled=settled)
        stopped = await rooms.closed(office, setting.day_at(now))
    calls = [_call(setting, one) for one in line.at_counters if serves is None or one.agenda in serves]
    return Board(
        office=office,
        calls=tuple(sorted((one for one in calls if one is not None), key=lambda one: one.called_at, reverse=True)),
        waiting={one: number for one, number in line.numbers.items() if serves is None or one in serves},
        closed=stopped is not None and stopped.holds(now, setting.zone),
        as_of=now,
    )


def _call(setting: Setting, ticket: Ticket) -> BoardCall | None:
    if ticket.counter is None or ticket.called_at is None:
        return None
    office, _, name = ticket.counter.partition(".")
    entry = setting.runtime.city.offices[office].counters.get(name)
    return BoardCall(
        label=ticket.label,
        counter=ticket.counter,
        counter_name=entry.name if entry else None,
        agenda=ticket.agenda,
        called_at=ticket.called_at,
        call_id=telling.call_id(ticket),
        calls=ticket.calls,
    )


async def queue(setting: Setting, office: str, by: Principal | None) -> OfficeQueue:
    """The whole waiting room as staff may see it: agendas of their departments."""
    now = setting.now
    day, agendas = setting.day_at(now), setting.own(setting.plan.agendas(office), by)
    async with setting.reading() as settled:
        line = await setting.line(office, now, settled=settled)
        opened = await counters.of_office(office, day)
        expected = await to_come(setting, office, agendas, now)
        calls_for_help = await alarms.live(office)
        stopped = await rooms.closed(office, day)
        lost = await strays.of_day(office, day)
    names = [f"{office}.{name}" for name in setting.runtime.city.offices[office].counters]
    whole = calling.desk("", agendas, None, setting.rules(office))
    closed = stopped is not None and stopped.holds(now, setting.zone)
    return OfficeQueue(
        office=office,
        day=day,
        closed=closed,
        closed_until=stopped.until if stopped is not None and closed else None,
        seats=tuple(seat(opened.get(name) or Counter(name, office, day), line) for name in names),
        line=_waiting(pace.whole_order(line, whole, setting.rules(office), now), whole, now),
        parked=_aside(line, "parked", whole, now),
        missed=_aside(line, "missed", whole, now),
        expected=expected,
        alarms=calls_for_help,
        strays=lost,
        as_of=now,
    )
