"""Cases in the database: rows, and rows as values. Two deeds on one case never both win."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from civicore_signals.case import Case, Event, Sender


@dataclass(frozen=True)
class CaseFile:
    """A file of a case. ``source`` is ``sender`` or ``office``; ``event``: it came later, with an answer."""

    id: UUID
    case: UUID
    kind: Literal["photo", "document"]
    name: str
    source: str
    added_at: datetime
    event: UUID | None = None
    approved: bool = False
    redacted: bool = False


async def add(case: Case) -> None:
    """Write a new case."""
    raise NotImplementedError


async def get(case: UUID) -> Case | None:
    raise NotImplementedError


async def many(cases: Collection[UUID]) -> dict[UUID, Case]:
    raise NotImplementedError


async def change(case: Case, was: Case) -> Case | None:
    """Write a case anew, one version on, if it still stands as it was read; None when somebody was faster."""
    raise NotImplementedError


async def sender_of(case: UUID) -> Sender | None:
    raise NotImplementedError


async def add_event(
    case: UUID,
    kind: str,
    at: datetime,
    actor: str,
    *,
    public: bool = False,
    status: str | None = None,
    unit: str | None = None,
    outcome: str | None = None,
    text: str = "",
    facts: Mapping[str, Any] | None = None,
) -> Event:
    """Write what happened, as the next one of the case."""
    raise NotImplementedError


async def events_of(case: UUID, after: int = 0) -> tuple[Event, ...]:
    """What happened to a case after its event with this number, oldest first."""
    raise NotImplementedError


async def events_of_many(cases: Collection[UUID]) -> dict[UUID, tuple[Event, ...]]:
    raise NotImplementedError


async def files_of(case: UUID) -> tuple[CaseFile, ...]:
    raise NotImplementedError


async def files_of_many(cases: Collection[UUID]) -> dict[UUID, tuple[CaseFile, ...]]:
    raise NotImplementedError


async def add_file(file: CaseFile) -> None:
    raise NotImplementedError


async def change_file(case: UUID, file: UUID, *, approved: bool | None = None, redacted: bool | None = None) -> bool:
    raise NotImplementedError


async def drop_file(case: UUID, file: UUID) -> bool:
    raise NotImplementedError


async def numbered(key: str) -> Case | None:
    """The case whose folded number this is."""
    raise NotImplementedError


async def select(
    matching: Any, *, oldest_first: bool = False, limit: int | None = None, by: Any = None
) -> tuple[Case, ...]:
    """Cases that match a condition over CaseRow, by arrival or another column, then by id."""
    raise NotImplementedError


async def take_number(stream: str, period: str) -> int:
    """The next number of a register; a unit that is undone gives it back, so there are no gaps (case 54)."""
    raise NotImplementedError


def with_words(words: Sequence[str]) -> Any:
    """The condition that topic and text hold all of these words."""
    raise NotImplementedError
