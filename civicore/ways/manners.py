"""The manners of a city: what its file says of notices, and what people chose."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from civicore.contracts.dialog import Contact
from civicore.deployment.city import City
from civicore.runtime import Runtime
from civicore.storage.manners import AT_ONCE, Chosen
from civicore.ways import choosing
from civicore.ways.quiet import Quiet, deferred


@dataclass(frozen=True)
class CityManners:
    """The section ``notifications``. ``channels`` are those that the city has; others are passed over."""

    city: City
    channels: Collection[str]

    def when(self, notice: str, purpose: str, at: datetime, until: datetime | None) -> datetime:
        """Reminders and news wait for the end of quiet hours, transactions for nothing."""
        own = self.city.notifications.notices.get(notice)
        purpose = own.purpose if own is not None and own.purpose is not None else purpose
        if purpose == "transaction":
            return at
        said = own.quiet if own is not None and own.quiet is not None else self.city.notifications.quiet
        quiet = Quiet(said.begins, said.ends) if said is not None else None
        return deferred(quiet, self.city.zone, at, until)

    def patience(self, notice: str) -> timedelta | None:
        """``fallback_after`` of the notice, else of the section."""
        own = self.city.notifications.notices.get(notice)
        said = own.fallback_after if own is not None and own.fallback_after is not None else None
        said = said or self.city.notifications.fallback_after
        return said.exact if said is not None else None

    def ordered(self, ways: Sequence[Contact]) -> Sequence[Contact]:
        """By ``notifications.order``; what it does not name comes after, as it was."""
        order = self.city.notifications.order
        known = [one for one in dict.fromkeys(ways) if one.channel in self.channels]
        return sorted(known, key=lambda one: order.index(one.channel) if one.channel in order else len(order))

    async def chosen(self, about: str) -> Chosen:
        """Without the ways that the city no longer has."""
        found = await choosing.of(about)
        return Chosen(tuple(one for one in found.ways if one.channel in self.channels), found.ended)

    async def forget(self, about: str) -> None:
        """The thing was erased: so are the choices."""
        await choosing.forget(about)


def when(runtime: Runtime, notice: str, purpose: str, at: datetime, until: datetime | None = None) -> datetime:
    """When a message that would go ``at`` goes, by the quiet hours of the file; pure. For plans made beforehand.

    A reminder that would come at night goes when the night ends, or just before it began when that is too late.
    """
    return (runtime.store.manners or AT_ONCE).when(notice, purpose, at, until)
