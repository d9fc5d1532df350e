"""What a counter does with the people who wait: next, recall, arrived, finish, no-show, one number out of turn.

The database lets one of two rivals win: a ticket is written only as it was read, and nobody is at two counters.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from civicore import Principal, Refusal, UnitOfWork
from civicore_ticketing import at_counter, calling, issuing, log, moves, store, telling
from civicore_ticketing.at_counter import AtCounter, Step
from civicore_ticketing.line import Line
from civicore_ticketing.setting import Setting
from civicore_ticketing.ticket import Ticket
from civicore_ticketing.views import TicketWish

_RIVALS = 50  # how often others may snatch the next one away before this counter gives up


async def next_one(setting: Setting, counter: str, by: Principal, seen: str | None = None) -> Ticket | Refusal:
    """Finish with who is there and call the next one in turn; when nobody waits nothing is changed.

    ``seen`` is the call that the screen showed (empty: none). Where the counter has gone on since, the press was
    a second one and the present call is the answer.
    """
    return await setting.runtime.transact(partial(_next, setting, counter, by, seen))


async def _next(setting: Setting, counter: str, by: Principal, seen: str | None, unit: UnitOfWork) -> Ticket | Refusal:
    at = await at_counter.seated(setting, counter, by, unit, sits_down=True)
    if isinstance(at, Refusal):
        return at
    line = await at.line()
    current = at.current(line)
    if seen is not None and current is not None and telling.call_id(current) != seen:
        return current
    steps = _finished(at, current)
    if isinstance(steps, Refusal):
        return steps
    if steps and not await store.change(steps[0].after, steps[0].before):
        return Refusal(moves.MOVED_ON, label=steps[0].before.label)
    return await _call_in_turn(at, line, steps)


async def _call_in_turn(at: AtCounter, line: Line, steps: list[Step]) -> Ticket | Refusal:
    for _ in range(_RIVALS):
        chosen = await _chosen(at, line, steps)
        if chosen is None:
            return Refusal("queue.empty")
        called = moves.call(chosen, at.counter.id, at.now)
        if isinstance(called, Refusal):
            return called
        if await store.change(called, chosen):
            step = Step(chosen, called, (log.of_ticket("called", called, at.now, at.counter.id),))
            await at_counter.noted(at, "next", [*steps, step], last=called.id)
            return called
        line = await at.line()
    return Refusal("queue.taken")


async def _chosen(at: AtCounter, line: Line, steps: list[Step]) -> Ticket | None:
    last = None
    if at.counter.last is not None:
        last = line.get(at.counter.last) or await store.get(at.counter.last)
    desk = calling.desk(at.counter.id, at.desk.agendas, last, at.rules)
    changed = [step.after for step in steps]
    return line.changed([one.id for one in changed], changed).next(desk, at.rules, at.now)


def _finished(at: AtCounter, current: Ticket | None) -> list[Step] | Refusal:
    """The end of the visit that is at the counter, as a step; nothing when nobody is."""
    if current is None:
        return []
    over = moves.finish(current, at.now)
    if isinstance(over, Refusal):
        return over
    line = log.of_ticket(log.kind_of("finish", over), current, at.now, at.counter.id)
    return [Step(current, over, (line,))]


Move = Callable[[AtCounter, Ticket], Ticket | Refusal]


async def _with_current(
    setting: Setting, counter: str, by: Principal, action: str, move: Move, unit: UnitOfWork
) -> Ticket | Refusal:
    """Do something with who is at the counter."""
    at = await at_counter.seated(setting, counter, by, unit)
    if isinstance(at, Refusal):
        return at
    current = at.current(await at.line())
    if current is None:
        return Refusal("queue.nobody_called")
    after = move(at, current)
    if isinstance(after, Refusal):
        return after
    step = Step(current, after, (log.of_ticket(log.kind_of(action, after), current, at.now, at.counter.id),))
    return await at_counter.write(at, action, [step]) or after


async def recall(setting: Setting, counter: str, by: Principal) -> Ticket | Refusal:
    """Call the same number again."""
    return await with_current(setting, counter, by, "recall", lambda at, one: moves.recall(one, at.now))


async def arrived(setting: Setting, counter: str, by: Principal) -> Ticket | Refusal:
    """Who was called has come."""
    return await with_current(setting, counter, by, "arrived", lambda at, one: moves.arrived(one, at.now))


async def finish(setting: Setting, counter: str, by: Principal) -> Ticket | Refusal:
    """The visit is over, or goes on with its next step."""
    return await with_current(setting, counter, by, "finish", lambda at, one: moves.finish(one, at.now))


async def no_show(setting: Setting, counter: str, by: Principal) -> Ticket | Refusal:
    """Who was called did not come."""
    return await with_current(setting, counter, by, "no_show", lambda at, one: moves.no_show(one, at.now, at.rules))


async def with_current(setting: Setting, counter: str, by: Principal, action: str, move: Move) -> Ticket | Refusal:
    """One unit that does something with who is at the counter; ``action`` names it on the undo button."""
    return await setting.runtime.transact(partial(_with_current, setting, counter, by, action, move))


async def take_number(setting: Setting, counter: str, by: Principal, label: str) -> Ticket | Refusal:
    """Finish with who is there and call one number out of turn."""
    return await setting.runtime.transact(partial(_take_number, setting, counter, by, label))


async def _take_number(setting: Setting, counter: str, by: Principal, label: str, unit: UnitOfWork) -> Ticket | Refusal:
    at = await at_counter.seated(setting, counter, by, unit, sits_down=True)
    if isinstance(at, Refusal):
        return at
    wanted = await _by_label(at, label)
    if isinstance(wanted, Refusal):
        return wanted
    called = moves.call(wanted, at.counter.id, at.now, by_number=True)
    steps = _finished(at, at.current(await at.line()))
    if isinstance(called, Refusal):
        return called
    if isinstance(steps, Refusal):
        return steps
    step = Step(wanted, called, (log.of_ticket("called", called, at.now, at.counter.id),))
    return await at_counter.write(at, "take_number", [*steps, step]) or called


async def _by_label(at: AtCounter, label: str) -> Ticket | Refusal:
    """The ticket meant by what was typed: ``A012``, ``a12``, or ``12`` where only one letter has it."""
    day = at.setting.day_at(at.now)
    found = [one for one in await store.numbered(at.counter.office, day, label) if one.state != "void"]
    if not found:
        return Refusal("queue.no_such_number", label=label)
    mine = [one for one in found if one.agenda in at.desk.agendas]
    if not mine:
        return Refusal("queue.not_served_here", label=label)
    if len(mine) > 1:
        return Refusal("queue.which_number", labels=tuple(sorted(one.label for one in mine)))
    return mine[0]


async def serve_without(setting: Setting, counter: str, by: Principal, agenda: str) -> Ticket | Refusal:
    """Finish with who is there and serve somebody who has no ticket; it gets a number.

    It counts in the day's capacity, also beyond it: this person stands at the counter already.
    """
    wish = TicketWish(counter.partition(".")[0], agenda, origin="desk", language=by.language)
    return await setting.runtime.transact(partial(_serve_without, setting, counter, by, wish))


async def _serve_without(
    setting: Setting, counter: str, by: Principal, wish: TicketWish, unit: UnitOfWork
) -> Ticket | Refusal:
    at = await at_counter.seated(setting, counter, by, unit, sits_down=True)
    if isinstance(at, Refusal):
        return at
    if wish.agenda not in at.desk.agendas:
        return Refusal("queue.not_served_here")
    steps = _finished(at, at.current(await at.line()))
    ticket = await issuing.given(setting, unit, wish, beyond=True)
    if isinstance(steps, Refusal):
        return steps
    return ticket if isinstance(ticket, Refusal) else await _begun(at, steps, ticket)


async def _begun(at: AtCounter, steps: list[Step], ticket: Ticket) -> Ticket | Refusal:
    called = moves.call(ticket, at.counter.id, at.now)
    served = called if isinstance(called, Refusal) else moves.arrived(called, at.now)
    if isinstance(served, Refusal):
        return served
    lines = (
        log.of_ticket("called", served, at.now, at.counter.id),
        log.of_ticket("arrived", served, at.now, at.counter.id),
    )
    return await at_counter.write(at, "serve_without", [*steps, Step(ticket, served, lines)], given=True) or served
