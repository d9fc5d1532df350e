"""How fast a channel may go, counted in the database, so that all processes together keep to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from civicore.storage.tables import ChannelPace


@dataclass(frozen=True)
class Allowed:
    """How many messages may go now, and how many seconds to wait until more may."""

    most: int
    wait: float = 0.0


def burst_of(per_second: float) -> int:
    """How many messages may go at one instant: a fifth of what may go in a second, at least one."""
    return max(1, int(per_second // 5))


def allowed(per_second: float, free_at: datetime | None, now: datetime) -> Allowed:
    """How many may go now when the earlier ones are worked off at ``free_at``.

    What goes at one instant is taken off the rate, so that no second ever sees more than ``per_second`` begin.
    """
    burst = burst_of(per_second)
    behind = max(0.0, (free_at - now).total_seconds()) if free_at is not None else 0.0
    gap = 1 / _rate(per_second)
    # A microsecond is what instants are rounded to.
    most = int((burst * gap - behind + 1e-6) / gap)
    return Allowed(max(0, most), 0.0 if most > 0 else behind - (burst - 1) * gap)


def worked_off(per_second: float, free_at: datetime | None, now: datetime, began: int) -> datetime:
    """When the messages that begin now are worked off, with those before."""
    start = now if free_at is None else max(free_at, now)
    return start + timedelta(seconds=began / _rate(per_second))


def _rate(per_second: float) -> float:
    return per_second - (burst_of(per_second) - 1)


async def pace_of(channel: str) -> ChannelPace | None:
    """Inside a unit that holds the lock of the channel."""
    found: ChannelPace | None = await ChannelPace.objects().where(ChannelPace.channel == channel).first()
    return found


async def begun(channel: str, free_at: datetime) -> None:
    """So many messages have begun that the channel is behind until then."""
    await _write(channel, free_at=free_at)


async def rest(channel: str, until: datetime) -> None:
    """Nothing goes through this channel until then; a longer rest that was asked for before stays."""
    known = await pace_of(channel)
    if known is None or known.rests_until is None or known.rests_until < until:
        await _write(channel, rests_until=until)


async def _write(channel: str, **changes: datetime) -> None:
    row = ChannelPace(channel=channel)
    await ChannelPace.insert(row).on_conflict(target=ChannelPace.channel, action="DO NOTHING")
    columns = {getattr(ChannelPace, name): value for name, value in changes.items()}
    await ChannelPace.update(columns).where(ChannelPace.channel == channel)
