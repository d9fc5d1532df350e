"""Work in a loop of its own, also where a browser of the same thread has one running."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import anyio

T = TypeVar("T")


def alone(work: Callable[..., Awaitable[T]], *args: Any) -> T:
    """What it answers."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(anyio.run, work, *args).result()
