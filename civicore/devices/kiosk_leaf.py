"""What stands on one page of a kiosk's choices, the rest on further pages. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

MOST_CHOICES = 6
T = TypeVar("T")


@dataclass(frozen=True)
class Leaf(Generic[T]):
    """The choices of one page of a screen, and whether there are others before and after it."""

    choices: tuple[T, ...]
    page: int = 0
    pages: int = 1

    @property
    def earlier(self) -> bool:
        return self.page > 0

    @property
    def later(self) -> bool:
        return self.page + 1 < self.pages


def leaf(choices: Sequence[T], page: int, most: int = MOST_CHOICES) -> Leaf[T]:
    """One page of them; a page that there is not becomes the nearest one."""
    pages = max(1, -(-len(choices) // most))
    at = min(max(page, 0), pages - 1)
    return Leaf(tuple(choices[at * most : (at + 1) * most]), at, pages)
