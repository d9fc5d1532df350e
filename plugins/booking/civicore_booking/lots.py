"""Days given out by lot: which day is drawn when, and an order that anybody can work out again.

Before the draw the hash of a secret is shown; afterwards the secret itself. The order follows from the secret and the
numbers of the lots alone, so it can be changed by nobody once the hash is known, and not foretold before the draw.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from hashlib import sha256
from uuid import UUID
from zoneinfo import ZoneInfo

from civicore import Duration, instant_at

_NOON = 12 * 60
_ONE_DAY = timedelta(days=1)
_SHOWN = 12


def number(entry: UUID) -> str:
    """The number of a lot: 12 letters and digits that say nothing about the person."""
    return entry.hex[:_SHOWN]


def commitment(secret: str) -> str:
    """What is shown before the draw: SHA-256 of the secret, in hex."""
    return sha256(secret.encode()).hexdigest()


def order(secret: str, numbers: Iterable[str]) -> tuple[str, ...]:
    """The lots in the order in which they choose: by the SHA-256 of ``secret:number``, smallest first."""
    return tuple(sorted(numbers, key=lambda one: sha256(f"{secret}:{one}".encode()).hexdigest()))


def drawn_days(horizon: Duration, zone: ZoneInfo, day: date) -> tuple[date, ...]:
    """The days that come within reach on a day: usually one; at the end of a month none or several."""
    before, last = _reach(horizon, zone, day - _ONE_DAY), _reach(horizon, zone, day)
    return tuple(before + _ONE_DAY * ahead for ahead in range(1, (last - before).days + 1))


def upcoming(horizon: Duration, zone: ZoneInfo, now: datetime, at: int, register: Duration) -> tuple[date, date]:
    """The first and the last day for whose draw people can register now."""
    local = now.astimezone(zone)
    today = local.date()
    next_draw = today if now < instant_at(today, at, zone) else today + _ONE_DAY
    ends = register.after(local, zone).astimezone(zone).date()
    return _reach(horizon, zone, next_draw - _ONE_DAY) + _ONE_DAY, _reach(horizon, zone, max(next_draw, ends))


def _reach(horizon: Duration, zone: ZoneInfo, day: date) -> date:
    """The last bookable day on a day (language 4.3: today + horizon included)."""
    noon = instant_at(day, _NOON, zone)
    return horizon.after(noon, zone).astimezone(zone).date()
