"""A stranger's question within a citizen's unit: its failure is undone by itself, and the citizen goes on."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from civicore.base.refusal import Refusal
from civicore.contracts.dialog import Contact
from civicore.extension.guards import Tripped
from civicore.storage.dead_addresses import bury, is_dead
from civicore.storage.lent import Lent
from civicore.storage.opening import BARE, Opening
from civicore.storage.store import Store
from civicore.storage.tables import AuditRow, LiveTopic
from civicore.storage.transaction import running
from civicore.storage.unit_of_work import UnitOfWork
from tests.databases import on_postgres
from tests.storage import strangers
from tests.storage.deeds import lines
from tests.storage.strangers import Asked, kept, stranger

pytestmark = pytest.mark.anyio

JANA = Contact("email", "jana@example.cz")
CROWD = Opening(("rules",), beforehand=lambda: None)
in_both_ways = pytest.mark.parametrize("opening", [BARE, CROWD], ids=["by itself", "in a crowd"])
"""What a unit begins with: that which a crowd wants has no connection of PostgreSQL while it works."""


@pytest.fixture
def told() -> list[Tripped]:
    return []


async def booked(store: Store, service: Any, opening: Opening, key: str | None = None) -> object:
    """A unit that asks the stranger between its own two lines; what it was answered, also when it is repeated."""

    async def work(unit: UnitOfWork) -> object:
        known = "new" if key is None else await unit.once("test", key, "what")
        if known != "new":
            return known
        await unit.record("before", actor="", subject="")
        answer = await service.closures("hall", None, None)
        await unit.record("after", actor="", subject="")
        if key is not None:
            await unit.keep_answer("test", key, {"answer": answer})
        return answer

    return await store.transact(work, opening)


@in_both_ways
@pytest.mark.parametrize("key", [None, "key"])
@pytest.mark.parametrize("does", strangers.FAILING, ids=lambda does: does.__name__)
async def test_a_strangers_failure_costs_nobody_their_booking(
    store: Store, told: list[Tripped], does: Asked, key: str | None, opening: Opening
) -> None:
    service = stranger(store, does, told, patience=0.2 if does is strangers.is_slow else 60.0)
    assert await booked(store, service, opening, key) is None
    assert (await lines(store), await kept(store)) == (["before", "after"], 0)
    if key is not None:
        assert await booked(store, service, opening, key) == {"answer": None}
    async with store.reading():
        assert await LiveTopic.count() == 0


@in_both_ways
async def test_what_a_stranger_wrote_who_is_well_stays_with_the_rest(
    store: Store, told: list[Tripped], opening: Opening
) -> None:
    assert await booked(store, stranger(store, strangers.writes, told), opening) == "well"
    assert (await lines(store), await kept(store)) == (["before", "after"], 1)


@in_both_ways
@pytest.mark.parametrize("does", [strangers.swallows_what_the_database_says, strangers.gives_up_by_itself])
async def test_who_goes_on_where_the_database_did_not_has_failed_on_postgresql(
    store: Store, told: list[Tripped], opening: Opening, does: Asked
) -> None:
    service = stranger(store, does, told)
    well = store.engine_type == "sqlite"  # which undid that one statement alone, or has done it in the end
    assert await booked(store, service, opening) == ("well" if well else None)
    assert (await lines(store), await kept(store)) == (["before", "after"], int(well))
    for _ in range(5):
        await booked(store, service, opening)
    assert len(told) == int(not well)


@in_both_ways
async def test_what_was_undone_of_a_stranger_was_not_written_by_who_asked_them(
    store: Store, told: list[Tripped], opening: Opening
) -> None:
    """A unit within another may refuse as long as it has written nothing."""
    service = stranger(store, strangers.has_a_typo, told)

    async def refuses(unit: UnitOfWork) -> Refusal:
        assert await service.closures() is None
        return Refusal("test.no")

    async def goes_on(unit: UnitOfWork) -> str:
        await unit.record("before", actor="", subject="")
        assert await store.transact(refuses) == Refusal("test.no")
        return "well"

    assert await store.transact(goes_on, opening) == "well"
    assert await lines(store) == ["before"]


@in_both_ways
async def test_the_failures_are_counted_and_a_stranger_who_rests_costs_nothing_either(
    store: Store, told: list[Tripped], opening: Opening
) -> None:
    service = stranger(store, strangers.has_a_typo, told)
    assert [await booked(store, service, opening) for _ in range(7)] == [None] * 7
    assert (len(await lines(store)), await kept(store), len(told)) == (14, 0, 1)


@in_both_ways
@pytest.mark.parametrize("outer_fails", [True, False])
async def test_of_strangers_who_ask_each_other_each_has_an_end_of_their_own(
    store: Store, told: list[Tripped], opening: Opening, outer_fails: bool
) -> None:
    failing, well = (stranger(store, does, told) for does in (strangers.has_a_typo, strangers.writes))

    async def asks_others(store: Store) -> str:
        await strangers.writes(store)
        assert await failing.closures() is None
        assert await well.closures() == "well"
        assert await failing.closures() is None
        if outer_fails:
            raise ValueError("a bug")
        return "well"

    answer = await booked(store, stranger(store, asks_others, told), opening)
    expected = (None, 0) if outer_fails else ("well", 2)
    assert (answer, await kept(store)) == expected
    assert await lines(store) == ["before", "after"]


async def test_in_a_reading_the_rest_can_be_read_on(store: Store, told: list[Tripped]) -> None:
    async def misreads(store: Store) -> None:
        async with store.reading():
            await AuditRow.raw("SELECT nothing FROM nowhere")

    service = stranger(store, misreads, told)
    async with store.reading():
        assert await service.closures() is None
        assert await AuditRow.count() == 0


@in_both_ways
async def test_what_a_stranger_hoped_for_in_vain_is_not_acted_on_and_is_no_failure(
    store: Store, told: list[Tripped], opening: Opening
) -> None:
    async def hopes(store: Store) -> str:
        return "dead" if await is_dead(JANA) else "alive"

    service = stranger(store, hopes, told)
    assert await booked(store, service, opening) == "alive"
    await store.transact(lambda unit: bury(JANA, "", unit.now))
    assert [await booked(store, service, opening) for _ in range(6)] == ["dead"] * 6
    assert (len(await lines(store)), told) == (14, [])


@in_both_ways
async def test_a_unit_that_is_refused_keeps_nothing_of_anybody(
    store: Store, told: list[Tripped], opening: Opening
) -> None:
    service = stranger(store, strangers.writes, told)

    async def refusing(unit: UnitOfWork) -> Refusal:
        await service.closures()
        return Refusal("test.no")

    assert await store.transact(refusing, opening) == Refusal("test.no")
    assert (await kept(store), told) == (0, [])


def _known(answers: list[Refusal | None]) -> Refusal | None:
    return answers.pop(0) if len(answers) > 1 else answers[0]


@on_postgres
async def test_what_the_unit_meets_at_the_strangers_first_statement_is_none_of_theirs(
    store: Store, told: list[Tripped]
) -> None:
    """A unit of a crowd gets its connection there, and may be refused by what the process knows by then."""
    gone = Refusal("test.gone")
    service = stranger(store, strangers.writes, told)
    for _ in range(6):
        known: list[Refusal | None] = [None, gone]

        async def work(unit: UnitOfWork) -> object:
            return await service.closures()

        opening = Opening(("rules",), beforehand=partial(_known, known))
        assert await store.transact(work, opening) == gone
    assert (told, await kept(store)) == ([], 0)


@on_postgres
@in_both_ways
async def test_where_the_server_goes_away_at_their_statement_the_unit_is_done_again(
    store: Store, told: list[Tripped], opening: Opening
) -> None:
    assert await booked(store, stranger(store, strangers.losing_the_connection_once(), told), opening) == "well"
    assert await lines(store) == ["before", "after"]


@on_postgres
@pytest.mark.parametrize(
    ("does", "more"), [(strangers.asks_nothing, []), (strangers.writes, ["SAVEPOINT aside_1", "RELEASE aside_1"])]
)
async def test_a_savepoint_is_for_those_who_touch_the_database(
    store: Store, told: list[Tripped], monkeypatch: pytest.MonkeyPatch, does: Asked, more: list[str]
) -> None:
    said: list[str] = []
    say = Lent.say

    async def heard(self: Lent, text: str) -> None:
        said.append(text)
        await say(self, text)

    monkeypatch.setattr(Lent, "say", heard)
    service = stranger(store, does, told)

    async def work(unit: UnitOfWork) -> bool:
        await service.closures()
        transaction = running(store.engine)
        assert transaction is not None
        begun: bool = transaction.connection.begun
        return begun

    assert await store.transact(work, CROWD) is bool(more)
    assert said == more
