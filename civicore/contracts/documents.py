"""Documents that are being made: news of them, and what a plugin offers that knows how far they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True)
class StageReached:
    """A document has reached a stage; published once for each time it does, in order, never for old news.

    ``seq`` counts the news of one document from 1. What a document begins with is no news: nobody could wait for it.
    ``at`` is when it happened as far as is known, aware and in UTC.
    """

    document: UUID
    type: str
    stage: str
    seq: int
    at: datetime


@dataclass(frozen=True)
class Observed:
    """What somebody says of a document: its number, a word for how far it is, and when it got there.

    ``type`` and ``stage`` are words of whoever says it; the city's file knows what they mean. ``at`` is an aware
    instant, None when it is not known; ``written_at`` is how it was written, ``unclear`` that it may mean another one.
    ``secret`` is what the holder is asked for beside the number (a family name, a year of birth): only its keyed hash
    is kept. ``began`` is the day of the application. ``raw`` is kept for staff: nothing personal may stand in it.
    """

    number: str
    type: str
    stage: str
    at: datetime | None = None
    secret: str = ""
    office: str = ""
    id: str = ""
    began: date | None = None
    written_at: str = ""
    unclear: bool = False
    line: int = 0
    raw: Mapping[str, str] = field(default_factory=dict)


class StageSource(Protocol):
    """Registered as a service by a plugin that asks another system: ``Service(StageSource, ...)``."""

    @property
    def plugin(self) -> str:
        """The name of the distribution, as ``doctrack.source.plugin`` writes it."""
        ...

    async def observed(self, since: datetime | None) -> Sequence[Observed]:
        """What is known now, at least all that changed after ``since``; called outside any unit of work.

        Whatever it raises counts as silence of the source: nothing is taken over.
        """
        ...
