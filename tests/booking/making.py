"""Small cities of values for the pure tests: one office, its counters, its days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from civicore_booking.availability import DayAvailability, Rules, Supply, free_times, spans, visit_limits
from civicore_booking.layout import OfficeDay, Shape
from civicore_booking.ticks import ticks_within

from civicore import Duration, OpenDay, TimeRange
from civicore.capacity import Limit, Use

PRAGUE = ZoneInfo("Europe/Prague")
THREE = {"k1": {"a"}, "k2": {"a"}, "k3": {"a"}}


def at(written: str, zone: ZoneInfo = PRAGUE) -> datetime:
    """A wall-clock time as an aware instant."""
    return datetime.fromisoformat(written).replace(tzinfo=zone)


def office_day(
    day: str, hours: str | Mapping[str, str], counters: tuple[str, ...] = ("k1",), zone: ZoneInfo = PRAGUE
) -> OfficeDay:
    """A day with the same hours at every counter, or hours by counter; several ranges are joined by commas."""
    civil = date.fromisoformat(day)
    by_counter = hours if isinstance(hours, Mapping) else dict.fromkeys(counters, hours)
    shape = Shape({counter: _ticks(civil, written, zone) for counter, written in by_counter.items()})
    return OfficeDay("hall", civil, shape)


def _ticks(day: date, written: str, zone: ZoneInfo) -> frozenset[int]:
    ranges = tuple(TimeRange.parse(one) for one in written.split(",")) if written else ()
    return frozenset(tick for open_time in OpenDay(day, ranges).intervals(zone) for tick in ticks_within(open_time))


def rules(
    *,
    desks: Mapping[str, set[str]] | None = None,
    agenda: str = "a",
    length: int = 15,
    step: int = 15,
    horizon: str = "60 days",
    lead: str = "0",
    opens_at: int | None = None,
    zone: ZoneInfo = PRAGUE,
) -> Rules:
    return Rules(
        agenda=agenda,
        office="hall",
        desks={counter: frozenset(served) for counter, served in (desks or {"k1": {"a"}}).items()},
        zone=zone,
        length=timedelta(minutes=length),
        step=timedelta(minutes=step),
        horizon=Duration.parse(horizon),
        lead_time=Duration.parse(lead),
        opens_at=opens_at,
    )


def taken(rules: Rules, supply: Supply, *starts: datetime) -> dict[str, int]:
    """The usage after visits at these times, whatever the limits say."""
    usage: dict[str, int] = {}
    for start in starts:
        for limit in visit_limits(rules, supply, start):
            usage[limit.key] = usage.get(limit.key, 0) + 1
    return usage


def free_slots(rules: Rules, supply: Supply, usage: Mapping[str, int], now: datetime) -> DayAvailability:
    """The free times when so much is used."""
    uses = []
    for span in spans(rules, (supply,)):
        inside = {key: used for key, used in sorted(usage.items()) if span.first <= key < span.end}
        written = f"{chr(10).join(inside)};{','.join(map(str, inside.values()))}" if inside else None
        uses.append(Use.read(span, written, ()))
    left = min((limit.cap - usage.get(limit.key, 0) for limit in supply.limits), default=None)
    return free_times(rules, [supply], uses, now, lambda _: left)[0]


def day_limit_of(supply: Supply, cap: int, scope: str = "o|hall|c") -> Limit:
    return Limit(f"{scope}|{supply.day.day.isoformat()}", scope, supply.day.day, cap)
