"""What conversations say goes out in order in each chat; a messenger that asks for a pause gets it."""

from __future__ import annotations

import asyncio
import logging
from contextvars import Context
from datetime import timedelta
from typing import Any

from civicore import CannotSend, UnitOfWork, ways
from civicore_bots import chats, receipts, state
from civicore_bots.bots import Bots
from civicore_bots.lines import Line
from civicore_bots.spoken import Acknowledge, Say, Strip, kept
from civicore_bots.tables import SayRow
from civicore_bots.transport import Transport

log = logging.getLogger("civicore.bots")

_AT_ONCE = 20
_LEASE = timedelta(seconds=90)
_PATIENCE = 60.0
_USELESS = timedelta(hours=1)  # an answer that comes later than this confuses
_FIRST, _LONGEST = timedelta(seconds=5), timedelta(minutes=5)
# No NOT EXISTS for those of the same chat: PostgreSQL makes a join of it, and may read all chats for each.
_DUE = """
SELECT id, tries FROM bots_say AS it
WHERE next_at <= {}
  AND NOT EXISTS (SELECT 1 FROM bots_line AS its WHERE its.id = it.line AND its.free_at > {})
  AND (
    SELECT 1 FROM bots_say AS earlier
    WHERE earlier.line = it.line AND earlier.chat = it.chat
      AND earlier.number <= it.number AND (earlier.number < it.number OR earlier.place < it.place)
    LIMIT 1) IS NULL
ORDER BY number, place LIMIT {}
"""


class SpeakingLane:
    """Says what is to be said."""

    name = "answers by messengers"
    soon = 1.0

    def __init__(self, bots: Bots) -> None:
        self._bots = bots
        self._runtime = bots.runtime

    async def round(self) -> bool:
        """Do the next thing in some chats; whether there was any."""
        now = self._runtime.clock.now()
        async with self._runtime.store.reading():
            if not await SayRow.raw(_DUE, now, now, 1):
                return False
        claimed = await self._runtime.transact(self._claim)
        tasks = [asyncio.create_task(self._done(row), context=Context()) for row in claimed]
        await asyncio.gather(*tasks)
        return bool(claimed)

    async def _claim(self, unit: UnitOfWork) -> list[dict[str, Any]]:
        claimed: list[dict[str, Any]] = []
        for one in await SayRow.raw(_DUE, unit.now, unit.now, _AT_ONCE):
            lease: dict[Any, Any] = {SayRow.tries: one["tries"] + 1, SayRow.next_at: unit.now + _LEASE}
            mine = (SayRow.id == one["id"]) & (SayRow.tries == one["tries"])
            claimed += await SayRow.update(lease).where(mine).returning(*SayRow.all_columns())
        return claimed

    async def _done(self, row: dict[str, Any]) -> None:
        line = self._bots.lines.get(row["line"])
        transport = self._bots.transport(line) if line is not None else None
        if line is None or transport is None:
            await self._runtime.transact(lambda unit: _dropped(row))
            return
        try:
            async with asyncio.timeout(_PATIENCE):
                token = await self._do(line, transport, row)
        except CannotSend as error:
            refused = error
            await self._runtime.transact(lambda unit: self._failed(row, line, refused, unit))
        except Exception as error:
            log.error("an answer by %s failed: %s", line.id, type(error).__name__)
            await self._runtime.transact(lambda unit: _later(row, _pause(row["tries"]), unit))
        else:
            await self._runtime.transact(lambda unit: _said(row, line, token, unit))

    async def _do(self, line: Line, transport: Transport, row: dict[str, Any]) -> str:
        match kept(row["body"]):
            case Say() as say:
                await self._bots.pace_of(line).turn(row["chat"])
                return await transport.say(row["chat"], say)
            case Strip(message):
                await transport.strip(row["chat"], message)
            case Acknowledge(query, note):
                await transport.acknowledge(query, note)
        return ""

    async def _failed(self, row: dict[str, Any], line: Line, error: CannotSend, unit: UnitOfWork) -> None:
        if error.dead:
            await chats.left(line, row["chat"], unit)
            await ways.bury(unit, line.contact(row["chat"]), error.reason)
        elif error.permanent:
            log.warning("an answer by %s is given up: %s", line.id, error.reason)
            await _dropped(row)
        else:
            if error.wait is not None:
                await state.change(line.id, free_at=unit.now + error.wait)
            await _later(row, error.wait or _pause(row["tries"]), unit)


async def _said(row: dict[str, Any], line: Line, token: str, unit: UnitOfWork) -> None:
    await _dropped(row)
    if token and line.via == "viber":
        await receipts.sent(line, row["chat"], token, None, unit)


async def _dropped(row: dict[str, Any]) -> None:
    await SayRow.delete().where(SayRow.id == row["id"])


async def _later(row: dict[str, Any], pause: timedelta, unit: UnitOfWork) -> None:
    if unit.now + pause > row["at"] + _USELESS:
        await _dropped(row)
        return
    later: dict[Any, Any] = {SayRow.next_at: unit.now + pause}
    await SayRow.update(later).where((SayRow.id == row["id"]) & (SayRow.tries == row["tries"]))


def _pause(tries: int) -> timedelta:
    """Doubled with each failure."""
    return min(_FIRST * (1 << min(tries - 1, 10)), _LONGEST)
