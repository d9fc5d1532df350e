"""How fast a channel may go, counted in the database, so that all processes together keep to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from civicore.storage.statement import Statement
from civicore.storage.tables import ChannelPace

UNLIMITED = 1_000_000
_KNOWN = Statement("SELECT free_at, rests_until FROM core_channel_pace WHERE channel = {}")


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


@dataclass(frozen=True)
class Pace:
    """The pace of one channel; everything inside a unit that holds the lock of the channel."""

    channel: str
    per_second: float | None

    async def allowed(self, now: datetime) -> Allowed:
        """How many messages may go now: none while the channel rests."""
        free_at, rests_until = await self._known()
        if rests_until is not None and rests_until > now:
            return Allowed(0, (rests_until - now).total_seconds())
        return Allowed(UNLIMITED) if self.per_second is None else allowed(self.per_second, free_at, now)

    async def begun(self, number: int, now: datetime) -> None:
        """So many messages begin now."""
        if self.per_second is None or not number:
            return
        free_at, _ = await self._known()
        await self._write({ChannelPace.free_at: worked_off(self.per_second, free_at, now, number)})

    async def rest(self, until: datetime) -> None:
        """Nothing goes until then; a longer rest that was asked for before stays."""
        _, rests_until = await self._known()
        if rests_until is None or rests_until < until:
            await self._write({ChannelPace.rests_until: until})

    async def _known(self) -> tuple[datetime | None, datetime | None]:
        """When its messages are worked off, and until when it rests."""
        for row in await _KNOWN.ask(self.channel):
            return row["free_at"], row["rests_until"]
        return None, None

    async def _write(self, changes: dict[Any, Any]) -> None:
        if (
            not await ChannelPace.update(changes)
            .where(ChannelPace.channel == self.channel)
            .returning(ChannelPace.channel)
        ):
            row = ChannelPace(channel=self.channel)
            await ChannelPace.insert(row)
            await ChannelPace.update(changes).where(ChannelPace.channel == self.channel)
