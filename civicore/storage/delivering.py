"""What both kinds of delivery share: several at once, pauses between tries, and what a log may say."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Coroutine, Iterable, Iterator
from contextlib import contextmanager
from contextvars import Context, ContextVar
from datetime import timedelta
from typing import Any

AFTERWARDS: ContextVar[bool] = ContextVar("civicore_afterwards", default=False)
"""Whether what is done here is waited for by nobody: it lets those go first who wait for an answer."""
_large: ContextVar[bool] = ContextVar("civicore_large", default=False)


@contextmanager
def large() -> Iterator[None]:
    """Inside, each unit is stored by itself: it may touch more records than memory has room to undo."""
    mark = _large.set(True)
    try:
        yield
    finally:
        _large.reset(mark)


def is_large() -> bool:
    return _large.get()


async def together(works: Iterable[Coroutine[Any, Any, None]]) -> None:
    """Run all to their end, outside any transaction; then raise the first error, if there was one."""
    tasks = [asyncio.create_task(work, context=_apart()) for work in works]
    for ended in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(ended, BaseException):
            raise ended


def _apart() -> Context:
    context = Context()
    context.run(AFTERWARDS.set, AFTERWARDS.get())
    return context


def pause(first: timedelta, longest: timedelta, tries: int) -> timedelta:
    """The pause after the ``tries``-th failure: doubled each time, never above ``longest``."""
    doublings = min(tries - 1, 30)
    return timedelta(seconds=min(first.total_seconds() * 2**doublings, longest.total_seconds()))


def described(error: BaseException) -> str:
    """Where an error happened and of what kind; not its text, which may quote personal data."""
    return f"{type(error).__name__}\n{''.join(traceback.format_tb(error.__traceback__))}"
