"""The errors of one process that nobody foresaw."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from civicore.base.clock import Clock

LASTS = timedelta(days=1)  # from the last time it was met


@dataclass(frozen=True)
class Failure:
    """An error of one place of the program, a function's full name, met since ``since`` and last at ``last``, UTC.

    ``request`` is the id of the first request that met it, empty where no request did: the log has its trace.
    """

    place: str
    request: str
    since: datetime
    last: datetime


class Failures:
    """Those of the last day, by their places, of which there are no more than the program has."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._met: dict[str, Failure] = {}

    def note(self, place: str, request: str = "") -> None:
        """It was met now."""
        now = self._clock.now()
        known = self._met.get(place)
        fresh = known is not None and now - known.last < LASTS
        self._met[place] = replace(known, last=now) if known and fresh else Failure(place, request, now, now)

    def standing(self) -> list[Failure]:
        """Those that were met within a day, the oldest first."""
        now = self._clock.now()
        return sorted((one for one in self._met.values() if now - one.last < LASTS), key=lambda one: one.since)
