"""The line that a process keeps is the line that is stored, whatever was done, here or in another process."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from random import Random

import pytest
from civicore_ticketing import store as tickets
from civicore_ticketing import telling
from civicore_ticketing.line import Line

from civicore.base.clock import DemoClock
from civicore.base.refusal import Refusal
from civicore.extension.parts import TableSet
from civicore.storage.store import Store
from civicore.storage.unit_of_work import UnitOfWork
from tests.speed.writing.counting import counted
from tests.ticketing.service.hall import JANA, PETR, Hall
from tests.tools.counts import times

pytestmark = pytest.mark.anyio

DEEDS = times(30, 600)


@pytest.fixture
async def other(hall: Hall, database_url: str, clock: DemoClock, table_sets: Sequence[TableSet]) -> AsyncIterator[Hall]:
    """Another process of the same town."""
    store = Store(database_url, clock=clock, apps=table_sets)
    await store.open()
    yield Hall(hall.city, store, clock)
    await store.close()


async def kept(hall: Hall, office: str = "hall") -> Line:
    async with hall.queues.setting.reading() as settled:
        return await hall.queues.setting.line(office, hall.clock.now(), settled=settled)


async def stored(hall: Hall, office: str = "hall") -> Line:
    async with hall.store.reading():
        return Line.of(await tickets.open_at(office, hall.queues.setting.day_at(hall.clock.now())))


def facts(line: Line) -> tuple[object, ...]:
    return line.waiting, line.aside, {row: keys for row, keys in line.rows.items() if keys}, list(line)


async def deed(hall: Hall, chance: Random) -> object:
    """Something that happens in a waiting room."""
    queues, counter = hall.queues, chance.choice(["hall.k1", "hall.k2", "hall.car"])
    who = JANA if counter == "hall.k1" else PETR
    waiting = [one.id for one in await stored(hall)]
    one = chance.choice(waiting) if waiting else None
    deeds: list[Callable[[], object]] = [
        lambda: queues.next(counter, who),
        lambda: queues.no_show(counter, who),
        lambda: queues.finish(counter, who),
        lambda: queues.park(counter, who, minutes=5),
        lambda: queues.undo(counter, who),
        lambda: queues.transfer(counter, who, to_counter="hall.k2"),
        lambda: queues.transfer(counter, who, office="annex"),
        lambda: queues.serve_without(counter, who, "cards"),
        lambda: queues.close_counter(counter, who),
        lambda: queues.open_counter(counter, who, instead=True),
        lambda: queues.alarm(counter, who),
    ]
    if one is not None:
        token = queues.token(one)
        deeds += [lambda: queues.leave(token), lambda: queues.delay(token), lambda: queues.void(one, who)]
    arriving = [lambda: hall.taken(chance.choice(["cards", "passports", "cars"]))] * 8
    return await chance.choice([*arriving, *deeds])()  # type: ignore[misc]


async def test_whatever_happens_the_kept_line_is_the_stored_one(hall: Hall, other: Hall) -> None:
    chance, done = Random(7), 0
    for _ in range(DEEDS):
        doing, looking = chance.sample([hall, other], 2)
        done += not isinstance(await deed(doing, chance), Refusal)
        hall.later(seconds=chance.choice([0, 7, 200]))
        for office in ("hall", "annex"):
            assert facts(await kept(looking, office)) == facts(await stored(looking, office))
            assert facts(await kept(doing, office)) == facts(await stored(doing, office))
    assert done > DEEDS / 3


async def test_of_a_kept_line_only_who_has_changed_is_read(
    hall: Hall, other: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(12):
        await hall.taken()
    await kept(hall)
    await other.next("hall.k1")
    with counted(monkeypatch) as cost:
        await kept(hall)
    assert (cost.asked, cost.read) == (2, 3), cost.said  # two things told, of one ticket
    with counted(monkeypatch) as cost:
        await kept(hall)
    assert (cost.asked, cost.read) == (1, 1), cost.said


async def test_news_that_name_nobody_or_are_not_kept_any_more_have_the_whole_line_read(hall: Hall) -> None:
    await hall.taken()
    await kept(hall)

    async def unnamed(unit: UnitOfWork) -> None:
        ticket = (await tickets.open_at("hall", hall.queues.setting.day_at(unit.now)))[0]
        assert await tickets.close(ticket)
        await telling.changed(unit, "hall", tickets=None)

    await hall.store.transact(unnamed)
    assert facts(await kept(hall)) == facts(await stored(hall))


async def test_what_a_unit_of_work_saw_is_kept_by_nobody(hall: Hall) -> None:
    await hall.taken()
    await kept(hall)
    await hall.taken()

    async def undone(unit: UnitOfWork) -> Refusal:
        await hall.taken()
        await telling.changed(unit, "hall", tickets=None)
        async with hall.queues.setting.reading() as settled:
            assert not settled
            await hall.queues.setting.line("hall", unit.now, settled=settled)
        return Refusal("queue.empty")

    await hall.store.transact(undone)
    assert facts(await kept(hall)) == facts(await stored(hall))
    assert len(list(await kept(hall))) == 2


async def test_a_unit_of_work_sees_what_it_has_done_itself(hall: Hall) -> None:
    await hall.taken()
    await kept(hall)

    async def called_and_served(unit: UnitOfWork) -> Refusal | None:
        for one in (hall.queues.next, hall.queues.finish, hall.queues.close_counter):
            answer = await one("hall.k1", JANA)
            assert not isinstance(answer, Refusal), answer
        return None

    await hall.store.transact(called_and_served)
    assert not list(await kept(hall))
