"""A plan that is put in force while the city serves: from then on nobody is promised anything by the old file."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from civicore_booking.booking import BookingRequest
from civicore_booking.tables import ClosureRow
from civicore_signals.tables import CaseRow

from civicore.base.refusal import Refusal
from civicore.people.tables import SwitchRow
from civicore.planning.applying import Applied, Stale
from civicore.planning.in_force import InForce, Superseded
from civicore.planning.tables import InForceRow
from civicore.storage.lent import Lent
from civicore.storage.statement import Statement
from civicore.storage.unit_of_work import UnitOfWork
from tests.planning.hall import Hall, at

FRIDAYS = ("2026-11-27T13:00:00", "2026-12-04T13:15:00")
SHORTER, PATH = "08:00-12:00", "offices__hall__hours__fri"
MORNING = "2026-11-27T09:00:00"
SALE = BookingRequest("cards", (), at(FRIDAYS[1]), {"first_name": "Jan", "last_name": "Novák"}, "cs")


async def test_who_serves_the_old_file_sells_nothing_once_the_new_one_is_in_force(hall: Hall) -> None:
    async with hall.town.in_force.around():
        await hall.book(FRIDAYS[0], MORNING)
        new = hall.changed(**{PATH: SHORTER})
        assert await hall.apply(new, await hall.plan(new, **{PATH: "keep"})) == Applied(1, 0)
        assert not await hall.town.in_force.holds()
        for start in (FRIDAYS[1], "2026-12-04T09:00:00"):
            with pytest.raises(Superseded):
                await hall.book(start)
    successor = hall.under(new)
    async with successor.in_force.around():
        refused = await successor.bookings.hold(SALE)
        assert isinstance(refused, Refusal)
    assert sorted(one.start for one in await hall.visits()) == [at(MORNING), at(FRIDAYS[0])]


async def test_who_books_in_the_last_moment_is_waited_for_and_keeps_the_old_rules(hall: Hall) -> None:
    begun, go = asyncio.Event(), asyncio.Event()

    async def slow(unit: UnitOfWork) -> None:
        await hall.book(FRIDAYS[1])
        begun.set()
        await go.wait()

    async with hall.town.in_force.around():
        await hall.book(FRIDAYS[0])
        new = hall.changed(**{PATH: SHORTER})
        plan = await hall.plan(new, **{PATH: "cancel"})
        last = asyncio.create_task(hall.town.runtime.transact(slow))
        await begun.wait()
        applied = asyncio.create_task(hall.apply(new, plan))
        await asyncio.sleep(0.3)  # long enough to get into each other's way; the end is the same without
        assert not applied.done()
        go.set()
        await last
        answer = await applied
        assert isinstance(answer, Stale) and "Fri 04 Dec 13:15" in answer.why[0]
        assert await hall.town.in_force.holds()
        assert [one.start for one in await hall.visits()] == [at(FRIDAYS[1])]


async def test_who_books_while_a_plan_is_being_put_in_force_waits_and_is_not_served_by_the_old_rules(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go = asyncio.Event(), asyncio.Event()
    apply = InForce.apply

    async def slowly(rules: InForce, unit: UnitOfWork) -> None:
        begun.set()
        if hall.store.engine_type == "postgres":  # on SQLite nothing but the database is waited for
            await go.wait()
        await apply(rules, unit)

    monkeypatch.setattr(InForce, "apply", slowly)
    async with hall.town.in_force.around():
        new = hall.changed(**{PATH: SHORTER})
        applied = asyncio.create_task(hall.apply(new, await hall.plan(new)))
        await begun.wait()
        sale = asyncio.create_task(hall.book(FRIDAYS[1]))
        await asyncio.sleep(0.3)  # long enough to get into each other's way; the end is the same without
        go.set()
        assert isinstance(await applied, Applied)
        with pytest.raises(Superseded):
            await sale
    assert not await hall.visits()


async def test_what_is_only_words_leaves_everybody_at_work(hall: Hall) -> None:
    new = hall.changed(deployment__slogan="{cs: Vítejte, en: Welcome}")
    async with hall.town.in_force.around(), hall.under(new).in_force.around():
        assert await hall.town.in_force.holds()


async def test_a_city_does_not_fall_back_behind_what_was_applied(hall: Hall) -> None:
    new = hall.changed(**{PATH: SHORTER})
    async with hall.town.in_force.around():
        assert isinstance(await hall.apply(new, await hall.plan(new)), Applied)
    with pytest.raises(Superseded, match="civicore apply has put another file in force"):
        await hall.town.in_force.look()
    async with hall.under(new).in_force.around():
        pass
    async with hall.town.in_force.around():  # somebody started the server with another file: that is their word
        assert await hall.town.in_force.holds()


async def test_ids_are_renamed_and_visits_decided_about_together_or_not_at_all(hall: Hall) -> None:
    taken = [f"2026-11-27T{hour:02}:{minute:02}:00" for hour in range(8, 12) for minute in range(0, 60, 15)]
    await hall.book(FRIDAYS[0], *taken, *taken)
    renames = {"agendas.cards": "agendas.id_cards"}
    new = hall.renamed(renames, cards="id_cards", **{"fri: 08:00-14:30": "fri: 08:00-12:00", "60 days": "3 days"})
    plan = await hall.plan(new, **{PATH: "rebook"})
    async with hall.town.in_force.around():
        answer = await hall.apply(new, plan)
        assert isinstance(answer, Applied) and answer.refused
        assert {one.agenda for one in await hall.visits()} == {"cards"} and await hall.town.in_force.holds()
        answer = await hall.apply(new, await hall.plan(new, **{PATH: "cancel"}))
        assert isinstance(answer, Applied) and answer.done == 1 and answer.renamed == 2 * len(taken) + 1
        assert not await hall.town.in_force.holds()


async def test_requests_that_come_together_are_told_by_one_look_and_later_ones_by_another(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks, glance, fetch = 0, hall.store.engine.glance, Lent.fetch

    async def near(statement: Statement) -> list[Any]:
        nonlocal looks
        looks += 1
        return await glance(statement)

    async def far(self: Lent, query: str, *values: Any) -> list[Any]:
        nonlocal looks
        looks += 1
        return await fetch(self, query, *values)

    if hall.store.engine_type == "sqlite":
        monkeypatch.setattr(hall.store.engine, "glance", near)
    else:
        monkeypatch.setattr(Lent, "fetch", far)
    async with hall.town.in_force.around():
        await hall.book(FRIDAYS[0])
        looks = 0
        assert await asyncio.gather(*(hall.town.in_force.holds() for _ in range(20))) == [True] * 20
        assert looks == 1
        new = hall.changed(**{PATH: SHORTER})
        assert await hall.apply(new, await hall.plan(new, **{PATH: "keep"})) == Applied(1, 0)
        looks = 0
        assert await asyncio.gather(*(hall.town.in_force.holds() for _ in range(20))) == [False] * 20
        assert looks == 1


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
async def test_of_units_that_are_stored_together_those_behind_new_rules_are_bound_by_them(hall: Hall) -> None:
    async def look(unit: UnitOfWork) -> str:
        return "by the old rules"

    old, new = hall.town.in_force, InForce(hall.store, "new")
    async with old.around():
        works = old.checked(look), new.apply, old.checked(look)
        units: list[Any] = [hall.store.transact(work) for work in works]
        before, _, behind = await asyncio.gather(*units, return_exceptions=True)
    assert before == "by the old rules"
    assert isinstance(behind, Superseded)


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
async def test_nothing_but_statements_that_name_them_changes_the_tables_of_steady_questions(hall: Hall) -> None:
    async with hall.store.reading():
        made = [row["sql"] for row in await InForceRow.raw("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")]
    reached = [sql for sql in made if "TRIGGER" in sql.upper() or "REFERENCES" in sql.upper()]
    assert any(CaseRow._meta.tablename in sql for sql in reached)
    for table in (InForceRow, SwitchRow, ClosureRow):
        assert not [sql for sql in reached if table._meta.tablename in sql]
