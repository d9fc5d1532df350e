"""Answers that a unit takes for granted: what is stored is the same as if it had waited for each of them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial

import pytest

from civicore.base.codes import new_id
from civicore.base.refusal import Refusal
from civicore.contracts.dialog import Contact
from civicore.contracts.hours import LiveClosures
from civicore.extension.guards import Guards, Tripped
from civicore.extension.parts import Service
from civicore.storage.audit import AuditFilter, audit_lines
from civicore.storage.dead_addresses import bury, is_dead, revive
from civicore.storage.lent import Lent
from civicore.storage.opening import Opening
from civicore.storage.statement import Insertion, Statement
from civicore.storage.store import Store
from civicore.storage.tables import AuditRow, DeadAddress
from civicore.storage.transaction import CommitUnknown, running
from civicore.storage.unit_of_work import UnitOfWork
from tests.databases import on_postgres

pytestmark = pytest.mark.anyio

JANA, PETR = Contact("email", "jana@example.cz"), Contact("email", "petr@example.cz")
_ADD = Insertion(DeadAddress, " ON CONFLICT DO NOTHING RETURNING id")
_EVERY = Statement("SELECT address FROM core_dead_address")
_GONE = Statement("DELETE FROM core_dead_address WHERE address = {}")
_LINE = Insertion(AuditRow, " RETURNING position")


@pytest.fixture(autouse=True, params=["by itself", "in a crowd"])
def _opening(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """What all units here begin with: those that a crowd wants are stored by one statement."""
    crowd = Opening(("rules",), beforehand=lambda: None)
    if request.param == "in a crowd":
        monkeypatch.setattr(Store.transact, "__defaults__", (crowd,))


class Theirs:
    """A service of a third-party plugin."""

    def __init__(self, closures: Callable[..., Awaitable[object]]) -> None:
        self.closures = closures


async def added(unit: UnitOfWork, to: str = JANA.to) -> bool:
    return await _ADD.hope(id=new_id(), channel="email", address=to, reason="", at=unit.now)


async def lines(store: Store) -> list[str]:
    async with store.reading():
        return [one.action for one in (await audit_lines(AuditFilter())).lines]


async def looking(who: Contact, unit: UnitOfWork) -> bool:
    return await is_dead(who)


async def asking(unit: UnitOfWork) -> bool:
    """Says on a line of the audit log what it saw."""
    found = await is_dead(JANA)
    await unit.record("dead" if found else "alive", actor="", subject="")
    return found


async def test_what_was_hoped_for_in_vain_is_not_acted_on(store: Store) -> None:
    assert await store.transact(asking) is False
    await store.transact(lambda unit: bury(JANA, "", unit.now))
    assert [await store.transact(asking) for _ in range(3)] == [True, True, True]
    assert await lines(store) == ["dead", "dead", "dead", "alive"]


async def test_a_row_that_was_there_already_is_told_and_nothing_else_of_the_hope_stays(store: Store) -> None:
    async def adding(unit: UnitOfWork) -> bool:
        new = await added(unit)
        await unit.record("added" if new else "known", actor="", subject="")
        return new

    assert [await store.transact(adding) for _ in range(3)] == [True, False, False]
    assert await lines(store) == ["known", "known", "added"]


async def test_of_rivals_who_hope_for_the_same_row_one_has_it(store: Store) -> None:
    async def adding(unit: UnitOfWork) -> bool:
        return await added(unit)

    told = await asyncio.gather(*(store.transact(adding) for _ in range(12)))
    assert sorted(told) == [False] * 11 + [True]


async def test_a_refusal_that_rests_on_a_wrong_hope_is_taken_back(store: Store) -> None:
    async def refusing(unit: UnitOfWork) -> Refusal:
        return Refusal("test.dead" if await is_dead(JANA) else "test.alive")

    await store.transact(lambda unit: bury(JANA, "", unit.now))
    assert await store.transact(refusing) == Refusal("test.dead")


async def test_whoever_joins_another_unit_hopes_with_it(store: Store) -> None:
    async def outer(unit: UnitOfWork) -> bool:
        return await store.transact(asking)

    await store.transact(lambda unit: bury(JANA, "", unit.now))
    assert await store.transact(outer) is True
    assert await lines(store) == ["dead"]


async def test_what_the_unit_wrote_itself_is_seen_by_what_it_asks_then(store: Store) -> None:
    async def adding(unit: UnitOfWork) -> tuple[bool, bool, int]:
        first = await added(unit)
        again = await added(unit)
        return first, again, len(await _EVERY.ask())

    assert await store.transact(adding) == (True, False, 1)


async def test_a_reading_waits_for_its_answers(store: Store) -> None:
    await store.transact(lambda unit: bury(JANA, "", unit.now))
    async with store.reading():
        assert await is_dead(JANA)


@on_postgres
async def test_hopes_are_asked_for_with_what_is_written_and_given_up_while_they_are_vain(store: Store) -> None:
    async def hoping(unit: UnitOfWork) -> bool:
        await is_dead(JANA)
        transaction = running(store.engine)
        assert transaction is not None
        return transaction.hopes

    assert await store.transact(hoping) is True
    await store.transact(lambda unit: bury(JANA, "", unit.now))
    assert [await store.transact(hoping) for _ in range(2)] == [False, False]
    await store.transact(lambda unit: DeadAddress.delete(force=True).run())
    assert [await store.transact(hoping) for _ in range(9)] == [False] * 8 + [True]


async def test_where_two_answers_are_as_usual_few_units_are_done_twice(store: Store) -> None:
    begun = []

    async def hoping(who: Contact, unit: UnitOfWork) -> bool:
        begun.append(who)
        return await is_dead(who)

    await store.transact(lambda unit: bury(JANA, "", unit.now))
    for _ in range(20):
        assert [await store.transact(partial(hoping, who)) for who in (JANA, PETR)] == [True, False]
    assert len(begun) <= 41


async def test_an_exception_that_rests_on_a_wrong_hope_is_taken_back(store: Store) -> None:
    async def failing(unit: UnitOfWork) -> str:
        if not await is_dead(JANA):
            raise LookupError
        return "dead"

    with pytest.raises(LookupError):
        await store.transact(failing)
    await store.transact(lambda unit: bury(JANA, "", unit.now))
    assert [await store.transact(failing) for _ in range(3)] == ["dead"] * 3
    assert await lines(store) == []


async def test_what_the_database_does_not_take_because_of_a_wrong_hope_is_taken_back(store: Store) -> None:
    async def adding(unit: UnitOfWork) -> str:
        if await is_dead(JANA):
            return "known"
        await DeadAddress.insert(DeadAddress(id=new_id(), channel="email", address=JANA.to, reason="", at=unit.now))
        return "added"

    assert [await store.transact(adding) for _ in range(3)] == ["added", "known", "known"]


@on_postgres
async def test_an_exception_that_has_nothing_to_do_with_the_hope_is_raised_at_the_second_time(store: Store) -> None:
    begun = []

    async def failing(unit: UnitOfWork) -> None:
        begun.append(unit)
        await is_dead(JANA)
        await unit.record("half", actor="", subject="")
        raise LookupError

    with pytest.raises(LookupError):
        await store.transact(failing)
    assert len(begun) == 2
    assert await lines(store) == []


@on_postgres
async def test_of_what_may_be_stored_nothing_is_done_again(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = []

    async def hoping(unit: UnitOfWork) -> None:
        begun.append(unit)
        await asking(unit)

    async def lost(*_: object) -> None:
        raise CommitUnknown("the database went away while storing")

    monkeypatch.setattr(Lent, "store", lost)
    monkeypatch.setattr(Lent, "end", lost)
    with pytest.raises(CommitUnknown):
        await store.transact(hoping)
    assert len(begun) == 1


@pytest.mark.parametrize("refuses", [True, False])
async def test_a_unit_that_hears_of_its_wrong_hope_and_goes_on_is_not_stored(store: Store, refuses: bool) -> None:
    async def deaf(unit: UnitOfWork) -> bool:
        found = await is_dead(JANA)
        with suppress(BaseException):
            async with store.aside():
                pass
        return found

    async def deaf_and_refusing(unit: UnitOfWork) -> Refusal:
        return Refusal("test.dead" if await deaf(unit) else "test.alive")

    await store.transact(lambda unit: bury(JANA, "", unit.now))
    answer = await (store.transact(deaf_and_refusing) if refuses else store.transact(deaf))
    assert answer == (Refusal("test.dead") if refuses else True)


async def test_what_the_unit_asked_before_it_changed_it_is_answered_as_it_was(store: Store) -> None:
    async def reviving(unit: UnitOfWork) -> tuple[bool, bool, bool]:
        return await is_dead(JANA), await revive(JANA), await is_dead(JANA)

    async def burying(unit: UnitOfWork) -> tuple[bool, bool, bool]:
        return await is_dead(JANA), await bury(JANA, "", unit.now), await is_dead(JANA)

    async def noting(unit: UnitOfWork) -> tuple[bool, bool]:
        was = await is_dead(JANA)
        await _GONE.note(JANA.to)
        return was, bool(await _EVERY.ask())

    assert await store.transact(burying) == (False, True, True)
    assert await store.transact(reviving) == (True, True, False)
    await store.transact(lambda unit: bury(JANA, "", unit.now))
    assert await store.transact(noting) == (True, False)


async def test_what_was_asked_stands_before_what_is_noted_and_written_with_something_else(store: Store) -> None:
    begun = []

    async def both(unit: UnitOfWork) -> bool:
        begun.append(unit)
        was = await is_dead(JANA)
        await _ADD.note(id=new_id(unit.now), channel="email", address=JANA.to, reason="", at=unit.now)
        said = {"at": unit.now, "actor": "", "subject": "", "facts": "{}"}
        await _LINE.ask(id=new_id(), action="dead" if was else "alive", **said)
        return was

    assert (await store.transact(both), len(begun)) == (False, 1)
    assert await store.transact(both)
    assert await lines(store) == ["dead", "alive"]


@on_postgres
async def test_before_a_stranger_is_asked_what_the_unit_hoped_for_is_known(store: Store) -> None:
    told: list[Tripped] = []
    guards = Guards(store.clock, told.append, aside=store.aside)
    hopes = []

    async def closures(*asked: object) -> tuple[object, ...]:
        transaction = running(store.engine)
        assert transaction is not None
        hopes.append(transaction.hopes or bool(transaction.noted))
        await is_dead(JANA)
        async with store.aside():
            return ()

    service = guards.guarded("acme", Service(LiveClosures, Theirs(closures)), stranger=True).instance

    async def work(unit: UnitOfWork) -> bool:
        was = await asking(unit)
        await service.closures("hall", None, None)
        return was

    await store.transact(work)
    await store.transact(lambda unit: bury(JANA, "", unit.now))
    for number in range(20):
        there = number % 2 > 0
        assert await store.transact(partial(looking, JANA if there else PETR)) is there
        assert await store.transact(work)
    assert (told, set(hopes)) == ([], {False})
