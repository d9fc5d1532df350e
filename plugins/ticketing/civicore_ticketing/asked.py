"""One request about the waiting room, whoever makes it: the running city, its queues, the time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from civicore import AnyRequest, City, Runtime, language
from civicore_ticketing.service import Queues


@dataclass(frozen=True)
class Asked:
    """What every page of the waiting room needs of a request."""

    request: AnyRequest

    @property
    def runtime(self) -> Runtime:
        found: Runtime = self.request.app.state.runtime
        return found

    @property
    def city(self) -> City:
        return self.runtime.city

    @property
    def queues(self) -> Queues:
        return self.runtime.services.one(Queues)

    @property
    def language(self) -> str:
        return language(self.request)

    @property
    def now(self) -> datetime:
        return self.runtime.clock.now()
