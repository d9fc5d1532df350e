"""The only module that reads the clock; everything else is handed an instant."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the instant, timezone-aware and in UTC."""

    def now(self) -> datetime: ...


class SystemClock:
    """The computer's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class DemoClock:
    """A clock that can be set; it runs until it is frozen.

    Demo, training and tests use it. ``shift`` is what is added to the computer's time while it runs.
    """

    def __init__(self, start: datetime | None = None) -> None:
        self._shift = timedelta() if start is None else start.astimezone(UTC) - datetime.now(UTC)
        self._frozen: datetime | None = None

    @property
    def running(self) -> bool:
        return self._frozen is None

    def now(self) -> datetime:
        return self._frozen if self._frozen is not None else datetime.now(UTC) + self._shift

    def freeze(self, at: datetime) -> None:
        """Stop at this aware instant."""
        self._frozen = at.astimezone(UTC)

    def advance(self, by: timedelta) -> None:
        """Move on by this much and stop there."""
        self.freeze(self.now() + by)

    def run(self) -> None:
        """Go on from the instant shown."""
        self._shift = self.now() - datetime.now(UTC)
        self._frozen = None


def whole_second(instant: datetime) -> datetime:
    """Cut off the fraction: every limit of the language is compared in whole seconds (language 4.1)."""
    return instant.replace(microsecond=0) if instant.microsecond else instant
