"""The past tried again under another file: what plugins answer, and what those who keep promises tell of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from civicore.contracts.admission import Calling


@dataclass(frozen=True)
class Spread:
    """How long people waited, in seconds: half of them up to ``median``, nine of ten up to ``p90``."""

    visits: int
    median: int
    p90: int


@dataclass(frozen=True)
class Waits:
    """A class of people at an office: as it was, and as it would have been. None: there were none.

    ``group`` is ``booked`` (came at a promised time), ``walk_in``, or the id of an agenda.
    """

    office: str
    group: str
    was: Spread | None
    would: Spread | None


@dataclass(frozen=True)
class Count:
    """Something that is counted: ``served``, ``left_over`` (overflow: in line when the day ended), ``turned_away``."""

    office: str
    what: str
    was: int
    would: int


@dataclass(frozen=True)
class Retold:
    """What would have been different."""

    waits: Sequence[Waits] = ()
    counts: Sequence[Count] = ()


class Retrospect(Protocol):
    """Registered as a service by a plugin that can tell what its past would have been under the running file."""

    async def again(self, first: date, last: date) -> Retold:
        """Live the days from first to last again; reads only, and nothing reads the clock."""
        ...


@dataclass(frozen=True)
class KeptPromise:
    """Somebody came at a time that was promised; no person is named. Instants are aware and in UTC."""

    office: str
    agenda: str
    arrived_at: datetime
    start: datetime


class PastPromises(Protocol):
    """Registered as a service by a plugin that promises people a time."""

    def calling(self, agenda: str, office: str) -> Calling:
        """When somebody who comes with a promise is called, by the running file."""
        ...

    async def kept(self, first: date, last: date) -> Sequence[KeptPromise]:
        """Promises of these days whose holders came; inside a reading."""
        ...
