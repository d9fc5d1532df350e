"""Two hundred people register over New Year's midnight: every number once, no gap, each in the year of its day."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from civicore_signals import store
from civicore_signals.filed import Filed
from civicore_signals.tables import NumberRow

from civicore import Refusal, UnitOfWork
from tests.signals.backoffice.office import Office
from tests.signals.intake.test_filing import HOLE

RIVALS = 200


@pytest.fixture
def midnight(rebuilt: Callable[..., Office]) -> Office:
    office = rebuilt(channels=None)
    office.set("2026-12-31T23:59:00")
    return office


async def rival(office: Office, number: int) -> tuple[str, int]:
    """File one case; the clock runs on meanwhile. Its number and the year of its day."""
    office.clock.advance(timedelta(milliseconds=600))
    filed = await office.cases.file(replace(HOLE, sender=None, network=None, text=f"Hole {number}"))
    assert isinstance(filed, Filed), filed
    day = filed.case.registered_on
    assert day is not None and filed.case.registered_at is not None
    assert day == office.cases.setting.day_at(filed.case.registered_at)
    return filed.case.number or "", day.year


async def test_signal_case_54_two_hundred_registrations_over_new_years_midnight(midnight: Office) -> None:
    pool = asyncio.Semaphore(8)

    async def one(number: int) -> tuple[str, int]:
        async with pool:
            return await rival(midnight, number)

    made = await asyncio.gather(*(one(number) for number in range(RIVALS)))
    assert {year for _, year in made} == {2026, 2027}
    for year in (2026, 2027):
        numbers = sorted(int(number.rpartition("-")[2]) for number, of in made if of == year)
        assert numbers == list(range(1, len(numbers) + 1))
        assert all(re.fullmatch(rf"СК{year % 100}-01-\d+", number) for number, of in made if of == year)


async def test_a_registration_that_is_undone_leaves_no_gap(midnight: Office) -> None:
    async def undone(unit: UnitOfWork) -> Refusal:
        assert await store.take_number("01", "2026") == 1
        return Refusal("signals.changed")

    await midnight.store.transact(undone)
    assert (await rival(midnight, 1))[0].endswith("-1")


async def test_look_then_write_gives_a_number_twice(midnight: Office) -> None:
    """The twin: whoever reads the last number and writes the next one meets rivals who read the same."""
    meeting = asyncio.Barrier(2)
    key = "01|2026"
    await midnight.store.transact(lambda unit: store.take_number("01", "2026"))

    async def careless(unit: UnitOfWork) -> int:
        last: int = (await NumberRow.select().where(NumberRow.key == key))[0]["last"]
        if midnight.store.engine_type == "postgres":
            await meeting.wait()
        await NumberRow.update({NumberRow.last: last + 1}).where(NumberRow.key == key)
        return last + 1

    taken = await asyncio.gather(*(midnight.store.transact(careless) for _ in range(2)), return_exceptions=True)
    clash = len({one for one in taken if isinstance(one, int)}) < 2
    assert clash is (midnight.store.engine_type == "postgres"), "SQLite has one writer: there the mistake costs nothing"


async def test_a_number_is_found_however_it_is_typed(midnight: Office) -> None:
    number, _ = await rival(midnight, 1)
    for typed in (number, "CK26-01-1", "ck 26 01 1", "  ск26-01-1 "):
        found = await midnight.cases.by_number(typed, "192.0.2.1")
        assert found is not None and not isinstance(found, Refusal) and found.number == number
