"""Makes a failing history short: steps are left out as long as the same invariant still breaks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass
class _Budget:
    left: int


async def shrunk(
    steps: Sequence[T], fails: Callable[[Sequence[T]], Awaitable[bool]], *, most_runs: int = 60
) -> tuple[T, ...]:
    """The shortest part of the steps found that still fails, after at most so many runs.

    Chunks are left out, half of all first, then smaller and smaller ones (Zeller's ddmin).
    """
    kept, size, budget = tuple(steps), max(1, len(steps) // 2), _Budget(most_runs)
    while True:
        kept, shorter = await _pass(kept, size, fails, budget)
        if budget.left <= 0 or (size == 1 and not shorter):
            return kept
        size = size if shorter and size == 1 else max(1, size // 2)


async def _pass(
    kept: tuple[T, ...], size: int, fails: Callable[[Sequence[T]], Awaitable[bool]], budget: _Budget
) -> tuple[tuple[T, ...], bool]:
    """Leave out one chunk after the other, the last ones first: what came late is seldom the cause."""
    shorter = False
    for begin in range((len(kept) - 1) // size * size, -1, -size):
        if budget.left <= 0:
            break
        candidate = kept[:begin] + kept[begin + size :]
        budget.left -= 1
        if candidate != kept and await fails(candidate):
            kept, shorter = candidate, True
    return kept, shorter
