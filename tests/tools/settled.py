"""A click that leads to another page ends when that page is read.

The browser's own click ends as soon as the new page begins to arrive. What is counted or read right after it would
then depend on who is faster.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import wraps
from typing import Any
from unittest.mock import patch

from playwright.sync_api import Locator, Page

ACTIONS = ((Page, "click"), (Page, "press"), (Locator, "click"), (Locator, "press"))


@contextmanager
def settled_actions() -> Iterator[None]:
    """Every click and key of the block waits for the page it led to."""
    with ExitStack() as stack:
        for owner, name in ACTIONS:
            stack.enter_context(patch.object(owner, name, settled(getattr(owner, name))))
        yield


def settled(action: Callable[..., None]) -> Callable[..., None]:
    """The action, and then the page as a whole document."""

    @wraps(action)
    def act(where: Page | Locator, *words: Any, **more: Any) -> None:
        page = where.page if isinstance(where, Locator) else where
        action(where, *words, **more)
        if not page.is_closed():
            page.wait_for_load_state("domcontentloaded")

    return act
