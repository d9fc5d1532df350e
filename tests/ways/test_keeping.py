"""What is told and erased of one person's choices."""

from __future__ import annotations

from uuid import uuid4

import pytest

from civicore import ways
from civicore.contracts.dialog import Contact
from civicore.ways.keeping import retention
from tests.booking.pages.citizen import House

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
