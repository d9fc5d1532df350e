"""One request, whoever makes it: the running city, who asks, in which language, at what time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from civicore.deployment.city import City
from civicore.people.principals import Principal, current
from civicore.runtime import Runtime
from civicore.web.pages import language, runtime
from civicore.web.requests import AnyRequest


@dataclass(frozen=True)
class Asked:
    """What handlers need of a request; a plugin adds its own services to it."""

    request: AnyRequest

    @property
    def runtime(self) -> Runtime:
        return runtime(self.request)

    @property
    def city(self) -> City:
        return self.runtime.city

    @property
    def who(self) -> Principal:
        return current(self.request)

    @property
    def language(self) -> str:
        return language(self.request)

    @property
    def now(self) -> datetime:
        return self.runtime.clock.now()
