"""Deeds on one case that meet others: read, decide, write, and once more when somebody was faster."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeVar

from civicore import Refusal, UnitOfWork
from civicore_signals import store
from civicore_signals.case import Case
from civicore_signals.setting import Setting

T = TypeVar("T")
_TRIES = 100
CHANGED = Refusal("signals.changed")
"""Undoes a unit whose case was changed by somebody else meanwhile."""


async def tried(setting: Setting, work: Callable[[UnitOfWork], Awaitable[T | Refusal]]) -> T | Refusal:
    """Do a unit until nobody came between; every other refusal is the answer. RuntimeError when rivals never end."""
    for _ in range(_TRIES):
        answer = await setting.runtime.transact(work)
        if not isinstance(answer, Refusal) or answer.code != CHANGED.code:
            return answer
    raise RuntimeError("rivals never gave way")


async def written(unit: UnitOfWork, case: Case, was: Case) -> Case | Refusal:
    """Write a case that stands as it was read, or undo the unit."""
    return await store.change(replace(case, changed_at=unit.now), was) or CHANGED
