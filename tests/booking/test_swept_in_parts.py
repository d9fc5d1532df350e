"""However much ran out or is over, no unit takes it all: others write between two parts, nobody waits for a job."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from civicore_booking import jobs, sweeping

from civicore import capacity
from tests.booking.town import Town

pytestmark = pytest.mark.anyio
PART = 4
Counted = Callable[[str], list[int]]


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counted:
    """What each call of a function of the ledger gave, as a number."""
    monkeypatch.setattr(capacity, "PART", PART)

    def counted(name: str) -> list[int]:
        real, parts = getattr(capacity, name), list[int]()

        async def heard(*given: object) -> object:
            answer = await real(*given)
            parts.append(len(answer) if isinstance(answer, tuple) else int(answer))
            return answer

        monkeypatch.setattr(capacity, name, heard)
        return parts

    return counted


async def test_holds_that_ran_out_are_swept_in_parts(town: Town, counted: Counted) -> None:
    for number in range(3):
        await town.held("2026-11-25T09:00:00", f"n{number}@x.cz")
    town.clock.advance(timedelta(hours=2))
    parts = counted("sweep")
    assert await sweeping.sweep(town.bookings.setting)
    assert parts[:-1] == [PART] * (len(parts) - 1) and len(parts) > 2 and parts[-1] < PART
    assert await town.check_ledger() == {}
    assert not await sweeping.sweep(town.bookings.setting)


async def test_whoever_wants_a_place_that_ran_out_has_it_whatever_ran_out_before(town: Town, counted: Counted) -> None:
    for number in range(3):
        await town.held("2026-11-25T10:00:00", f"earlier{number}@x.cz")
    town.clock.advance(timedelta(minutes=1))
    for number in range(3):
        await town.held("2026-11-25T09:00:00", f"n{number}@x.cz")
    town.clock.advance(timedelta(minutes=20))
    parts = counted("sweep")
    await town.held("2026-11-25T09:00:00", "last@x.cz")
    assert len(parts) > 2
    await town.check_ledger()


async def test_days_that_are_over_are_forgotten_in_parts(town: Town, counted: Counted) -> None:
    for number in range(3):
        await town.booked("2026-11-25T09:00:00", f"n{number}@x.cz")
    town.clock.advance(timedelta(days=3))
    parts = counted("forget_days")
    await jobs.forget_days(town.bookings.setting)
    assert parts[:-1] == [True] * (len(parts) - 1) and len(parts) > 2 and not parts[-1]
    assert not any(key.startswith(("o|", "t|")) for key in await town.check_ledger())
