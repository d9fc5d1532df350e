"""Failing histories made short."""

from __future__ import annotations

from collections.abc import Sequence

from civicore.simulation.shrinking import shrunk


async def test_two_steps_that_fail_together_are_what_is_left() -> None:
    async def fails(steps: Sequence[int]) -> bool:
        return 13 in steps and 77 in steps

    assert await shrunk(range(100), fails) == (13, 77)


async def test_what_fails_without_any_step_is_told_with_none() -> None:
    async def fails(steps: Sequence[int]) -> bool:
        return True

    assert await shrunk(range(40), fails) == ()


async def test_it_ends_when_its_runs_are_used_up_with_something_that_fails() -> None:
    tried: list[int] = []

    async def fails(steps: Sequence[int]) -> bool:
        tried.append(len(steps))
        return sum(steps) >= 4000

    left = await shrunk(range(100), fails, most_runs=10)
    assert len(tried) == 10
    assert sum(left) >= 4000
    assert len(left) < 100


async def test_whatever_needs_every_step_stays_whole() -> None:
    async def fails(steps: Sequence[int]) -> bool:
        return len(steps) == 5

    assert await shrunk(range(5), fails) == (0, 1, 2, 3, 4)
