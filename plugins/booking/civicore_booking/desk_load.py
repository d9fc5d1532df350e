"""How full a day is: what is booked of each capacity and quota."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from civicore import City, Text, capacity
from civicore_booking import closures
from civicore_booking.setting import Setting


@dataclass(frozen=True)
class Share:
    """How much of a limit is used; more than it holds after the file was changed."""

    used: int
    most: int

    @property
    def full(self) -> bool:
        return self.used >= self.most


@dataclass(frozen=True)
class Load:
    """An office, department or agenda on a day; ``quota`` is the part of it open to citizens' own channels."""

    name: Text
    capacity: Share | None
    quota: Share | None


async def load(setting: Setting, agendas: Iterable[str], office: str, day: date) -> tuple[Load, ...]:
    """Every limit of these agendas at the office that day: first the office's, then departments', then agendas'."""
    async with setting.runtime.store.reading():
        live = await closures.live(office, day, day)
        place = setting.plan.day(office, day, live)
        found = [limit for agenda in agendas for limit in setting.plan.day_limits(agenda, place, citizens=True)]
        limits = {limit.key: limit for limit in found}
        used = await capacity.usage(sorted({limit.scope for limit in found}), day, day, setting.now)
    shares = {limit.scope: Share(max(0, used.get(key, 0)), limit.cap) for key, limit in limits.items()}
    places = dict.fromkeys(_place(limit) for limit in sorted(limits.values(), key=_rank))
    return tuple(_load(setting.runtime.city, kind, name, shares) for kind, name in places)


def _rank(limit: capacity.Limit) -> int:
    return "oda".index(limit.scope[0])


def _place(limit: capacity.Limit) -> tuple[str, str]:
    kind, name, _ = limit.scope.split("|")
    return kind, name.partition("@")[0]


def _load(city: City, kind: str, name: str, shares: dict[str, Share]) -> Load:
    places: Mapping[str, Mapping[str, Any]] = {"o": city.offices, "d": city.departments, "a": city.agendas}
    mine = {scope: share for scope, share in shares.items() if scope.startswith((f"{kind}|{name}|", f"{kind}|{name}@"))}
    ends = {scope.rpartition("|")[2]: share for scope, share in mine.items()}
    return Load(places[kind][name].name, ends.get("c"), ends.get("q"))
