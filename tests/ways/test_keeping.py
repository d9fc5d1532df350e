"""What is told and erased of one person's choices."""

from __future__ import annotations

from uuid import uuid4

import pytest

from civicore import ways
from civicore.contracts.dialog import Contact
from civicore.ways.keeping import retention, tidy
from tests.booking.pages.citizen import House
from tests.tools.plans import hear, plan

pytestmark = pytest.mark.anyio


async def test_a_person_finds_and_erases_their_choices_however_they_typed_the_address(house: House) -> None:
    runtime, store = house.built.runtime, retention(house.built.runtime)
    mine, other = f"booking:{uuid4()}", f"booking:{uuid4()}"
    await runtime.transact(lambda unit: ways.choose(unit, mine, Contact("email", "Jana_N@Example.cz")))
    await runtime.transact(lambda unit: ways.choose(unit, other, Contact("email", "janaxn@example.cz")))
    assert [one["notices about"] for one in await store.export("jana_n@example.cz")] == [mine]
    assert await store.erase("jana_n@example.cz") == 1
    assert await store.export("jana_n@example.cz") == []
    async with runtime.store.reading():
        assert (await ways.of(other)).ways


async def test_what_is_too_old_is_found_by_its_time_each_hour(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    runtime = house.built.runtime
    asked = hear(monkeypatch, "core_way|core_dead_address")
    await tidy(runtime)
    await retention(runtime).expire()
    said = dict(asked)  # SQLite may begin a unit once more
    plans = [await plan(runtime.store, query, args) for query, args in said.items()]
    indexes = ["core_way_waiting", "core_way_at", "core_dead_address_at"]
    assert len(plans) == len(indexes)
    assert [one for one, index in zip(plans, indexes, strict=True) if index not in one] == []
