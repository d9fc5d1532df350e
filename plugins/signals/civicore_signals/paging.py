"""Pages of long lists: where the next one begins is said by the last line of this one, so nothing is counted off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Generic, TypeVar
from uuid import UUID

T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """A part of a list. ``next`` opens the following part, None: this was the last one."""

    items: tuple[T, ...]
    next: str | None = None


@dataclass(frozen=True)
class Cursor:
    """The line after which a page begins: its instant (aware, UTC) and its id."""

    at: datetime
    id: UUID

    @classmethod
    def parse(cls, written: str | None) -> Cursor | None:
        """Read what ``str`` wrote; None for nothing and for anything else."""
        instant, _, id = (written or "").partition("_")
        try:
            return cls(datetime.fromtimestamp(int(instant) / 1_000_000, UTC), UUID(id))
        except (ValueError, OverflowError, OSError):
            return None

    def __str__(self) -> str:
        return f"{round(self.at.timestamp() * 1_000_000)}_{self.id}"
