"""One request about the waiting room, whoever makes it: the running city, its queues, the time."""

from __future__ import annotations

from dataclasses import dataclass

from civicore import Asked as Request
from civicore_ticketing.service import Queues


@dataclass(frozen=True)
class Asked(Request):
    """What every page of the waiting room needs of a request."""

    @property
    def queues(self) -> Queues:
        return self.runtime.services.one(Queues)
