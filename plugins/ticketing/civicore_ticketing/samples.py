"""A believable day in the middle: people who were served, a call at each open counter, people who wait.

It is made for whatever hour the demo's clock shows. The first counter of each office stays free for whoever looks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import cycle
from pathlib import Path

import yaml

from civicore import Refusal, Samples, UnitOfWork, new_id
from civicore_ticketing import counters, issuing, log, moves, store, telling
from civicore_ticketing.counters import Counter
from civicore_ticketing.day import end_of
from civicore_ticketing.issuing import Reason
from civicore_ticketing.log import Happening
from civicore_ticketing.setting import Setting
from civicore_ticketing.ticket import Ticket

_BACK = timedelta(minutes=60)  # how long the day has been going on
_VISITS = (6, 11, 8, 13, 7, 9)  # minutes
_RUSH = 0.75  # of the time between two clients that the counters could keep up with
_LOOKING = timedelta(seconds=40)  # from the call to the counter
_JUST_NOW = timedelta(minutes=1)
_MOST_COUNTERS = 4
_NAMES = Path(__file__).with_name("samples.yaml")


@dataclass
class _Desk:
    """A counter of the sample: what it serves and since when it is free."""

    id: str
    agendas: frozenset[str]
    free: datetime
    staff: str


@dataclass
class _Day:
    """The sample of one office while it is made up."""

    setting: Setting
    office: str
    now: datetime
    desks: list[_Desk]
    begins: datetime
    lengths: Iterator[int] = field(default_factory=lambda: cycle(_VISITS))

    @property
    def pace(self) -> float:
        """Shortly after midnight the day is young: then everything goes faster."""
        return (self.now - self.begins) / _BACK


def samples(setting: Setting) -> Samples:
    async def make() -> None:
        for office in setting.runtime.city.offices:
            if setting.plan.agendas(office):
                await setting.runtime.transact(partial(_fill, setting, office))

    return Samples("ticketing.day", make)


async def _fill(setting: Setting, office: str, unit: UnitOfWork) -> None:
    today = setting.day_at(unit.now)
    if await store.all_of(office, today):
        return
    midnight = end_of(today - timedelta(days=1), setting.zone)
    begins = max(unit.now - _BACK, midnight)
    day = _Day(setting, office, unit.now, _desks(setting, office, begins), begins)
    for desk in day.desks:
        await _opened(day, desk)
    for arrived, agenda in _arrivals(day):
        await _visit(day, arrived, agenda)
    for desk in day.desks:
        if desk.free < day.now:  # nobody it serves waits: somebody has just come
            await _visit(day, day.now - _JUST_NOW * day.pace, min(desk.agendas))
    await telling.changed(unit, office, tickets=None)


def _desks(setting: Setting, office: str, begins: datetime) -> list[_Desk]:
    names = _names(setting.runtime.city.languages)
    behind = list(setting.runtime.city.offices[office].counters)[1 : _MOST_COUNTERS + 1]
    return [
        _Desk(f"{office}.{name}", served, begins, staff)
        for name, staff in zip(behind, names, strict=False)
        if (served := setting.plan.served(office, name))
    ]


async def _opened(day: _Day, desk: _Desk) -> None:
    await log.write(Happening(day.begins, "counter_opened", day.office, counter=desk.id))
    await _sits(day, desk, day.begins, None)


async def _sits(day: _Day, desk: _Desk, since: datetime, last: Ticket | None) -> None:
    today = day.setting.day_at(day.now)
    last_id = last.id if last is not None else None
    await counters.save(Counter(desk.id, day.office, today, "open", f"sample-{desk.id}", desk.staff, since, last_id))


def _arrivals(day: _Day) -> Iterator[tuple[datetime, str]]:
    """Who comes when, for what: a little faster than the counters serve."""
    agendas = [one for one in day.setting.plan.agendas(day.office) if day.setting.walk_in(one, day.office)]
    between = timedelta(minutes=_RUSH * sum(_VISITS) / len(_VISITS) / max(1, len(day.desks)))
    number = _BACK // between if agendas else 0
    for turn, agenda in zip(range(number), cycle(agendas), strict=False):
        yield day.begins + between * turn * day.pace, agenda


async def _visit(day: _Day, arrived: datetime, agenda: str) -> None:
    setting, today = day.setting, day.setting.day_at(day.now)
    language = setting.runtime.city.languages[0]
    id, reason = new_id(), Reason(day.office, agenda, (), "walk_in", language, arrived)
    numbers, series = setting.plan.numbers(agenda, day.office), setting.plan.series(agenda)
    await issuing.claim(setting, id, reason, today, beyond=True)
    number = await store.next_number(day.office, today, series, numbers.first, numbers.last)
    if number is None:
        return
    ticket = issuing.drawn(setting, id, reason, today, number, arrived)
    lines = [log.begun(ticket, None)]
    desk = min((one for one in day.desks if agenda in one.agendas), key=lambda one: one.free, default=None)
    if desk is not None and max(desk.free, arrived) < day.now:
        ticket = await _served(day, desk, ticket, lines)
    await store.add(ticket)
    await log.write(*lines)


async def _served(day: _Day, desk: _Desk, ticket: Ticket, lines: list[Happening]) -> Ticket:
    """The visit as far as it has come by now."""
    called = max(desk.free, ticket.arrived_at)
    over = called + timedelta(minutes=next(day.lengths)) * day.pace
    ticket = _done(moves.call(ticket, desk.id, called), "called", called, lines)
    if called + _LOOKING < day.now:
        ticket = _done(moves.arrived(ticket, called + _LOOKING), "arrived", called + _LOOKING, lines)
    if over < day.now:
        ticket = _done(moves.finish(ticket, over, whole_visit=True), "finished", over, lines)
    desk.free = over
    await _sits(day, desk, called, ticket)
    return ticket


def _done(moved: Ticket | Refusal, kind: log.Kind, at: datetime, lines: list[Happening]) -> Ticket:
    if isinstance(moved, Refusal):
        raise RuntimeError(f"a sample visit is refused: {moved.code}")
    lines.append(log.of_ticket(kind, moved, at, moved.counter))
    return moved


def _names(languages: Sequence[str]) -> list[str]:
    known: dict[str, list[str]] = yaml.safe_load(_NAMES.read_text("utf-8"))
    return next((known[one] for one in languages if one in known), known["en"])
