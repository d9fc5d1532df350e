"""One request of a member of staff about the waiting room: who asks, what was sent, what time it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from litestar.exceptions import NotFoundException

from civicore import Principal, Runtime, current, instant_at
from civicore_ticketing import counter_sight as sight
from civicore_ticketing.asked import Asked
from civicore_ticketing.rights import SEE


@dataclass(frozen=True)
class Clerk(Asked):
    """A member of staff at work."""

    @property
    def who(self) -> Principal:
        return current(self.request)

    def counter(self, written: str) -> str:
        """The counter that is meant; a page that is not there where this person may not call."""
        found = sight.found(self.city, self.who, written)
        if found is None:
            raise NotFoundException
        return found

    def office(self, asked: str | None) -> str:
        """The office asked for, else the first one; a page that is not there for one of other departments."""
        known = sight.offices(self.city, self.who, SEE)
        office = asked or next(iter(known), None)
        if office is None or office not in known:
            raise NotFoundException
        return office

    async def sent(self) -> Mapping[str, str]:
        """What the form sent."""
        return {name: value for name, value in (await self.request.form()).items() if isinstance(value, str)}


def moment_today(runtime: Runtime, written: str) -> datetime | None:
    """The instant of a time of day (``10:30``) today in the city; None when it is none."""
    hour, _, minute = written.partition(":")
    if not all(one.isascii() and one.isdecimal() and len(one) <= 2 for one in (hour, minute)):
        return None
    if int(hour) > 23 or int(minute) > 59:
        return None
    zone = runtime.city.zone
    return instant_at(runtime.clock.now().astimezone(zone).date(), int(hour) * 60 + int(minute), zone)
