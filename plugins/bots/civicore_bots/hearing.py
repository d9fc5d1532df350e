"""Updates are worked from the table: in order in each chat, chats beside each other, again after a crash."""

from __future__ import annotations

import asyncio
import json
import logging
from contextvars import Context
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from civicore import UnitOfWork, new_id, ways
from civicore_bots import chats, taking
from civicore_bots.bots import Bots
from civicore_bots.came import Came
from civicore_bots.dialog import Chat, Reply
from civicore_bots.lines import Line
from civicore_bots.photos import fetched
from civicore_bots.receipts import note
from civicore_bots.spoken import Doing, doings, joined, written
from civicore_bots.tables import SayRow, UpdateRow

log = logging.getLogger("civicore.bots")

_AT_ONCE = 20
_LEASE = timedelta(minutes=2)
_PATIENCE = 90.0  # seconds for one update; below the lease, else another process would work it too
_LOOKS = 0.1  # seconds
_PAUSES = tuple(timedelta(seconds=one) for one in (2, 10, 60, 300))
# No NOT EXISTS for those of the same chat: PostgreSQL makes a join of it, and may read all chats for each.
_DUE = """
SELECT id, tries FROM bots_update AS it
WHERE state = 'new' AND next_at <= {}
  AND (
    SELECT 1 FROM bots_update AS earlier
    WHERE earlier.line = it.line AND earlier.chat = it.chat AND earlier.state = 'new' AND earlier.number < it.number
    LIMIT 1) IS NULL
ORDER BY number LIMIT {}
"""


class HearingLane:
    """Works what came. ``name`` is how the server calls it."""

    name = "updates of messengers"
    soon = 1.0

    def __init__(self, bots: Bots) -> None:
        self._bots = bots
        self._runtime = bots.runtime

    async def round(self) -> bool:
        """Work the oldest update of some chats; whether there was any."""
        async with self._runtime.store.reading():
            if not await UpdateRow.raw(_DUE, self._runtime.clock.now(), 1):
                return False
        claimed = await self._runtime.transact(self._claim)
        tasks = [asyncio.create_task(self._worked(row), context=Context()) for row in claimed]
        await asyncio.gather(*tasks)
        return bool(claimed)

    async def answer_now(self, update: UUID) -> dict[str, Any] | None:
        """The one welcome that a messenger takes as the answer to its call; the same when it asks once more.

        Where the lane, or another process, was faster, this waits for what they answer: the caller says how long.
        """
        row = await self._runtime.transact(lambda unit: _taken(update, 0, unit))
        if row is not None:
            await self._worked(row)
        while True:
            async with self._runtime.store.reading():
                found = await UpdateRow.select(UpdateRow.answer, UpdateRow.state).where(UpdateRow.id == update).first()
            if row is not None or found is None or found["state"] != "new":
                return json.loads(found["answer"]) if found and found["answer"] else None
            await asyncio.sleep(_LOOKS)

    async def _claim(self, unit: UnitOfWork) -> list[dict[str, Any]]:
        due = await UpdateRow.raw(_DUE, unit.now, _AT_ONCE)
        return [row for one in due if (row := await _taken(one["id"], one["tries"], unit)) is not None]

    async def _worked(self, row: dict[str, Any]) -> None:
        """Work one claimed update to its end; what fails is tried again later, and given up in the end."""
        try:
            async with asyncio.timeout(_PATIENCE):
                await self._work(row)
        except Exception as error:
            log.error("an update of %s failed, try %d: %s", row["line"], row["tries"], type(error).__name__)
            await self._runtime.transact(lambda unit: _again(row, unit))
        else:
            self._bots.wake()

    async def _work(self, row: dict[str, Any]) -> None:
        line = self._bots.lines.get(row["line"])
        came = taking.read(line, json.loads(row["written"])) if line is not None else None
        if line is None or came is None:
            await self._runtime.transact(lambda unit: _finished(row, "odd", unit))
        elif came.heard is None:
            await self._runtime.transact(lambda unit: _noted(row, line, came, unit))
        else:
            reply = await self._heard(row["id"], line, came)
            await self._runtime.transact(lambda unit: self._answered(row, line, came, reply, unit))

    async def _heard(self, update: UUID, line: Line, came: Came) -> Reply:
        """What the leader of conversations answers; by the update's id it knows what it heard before."""
        heard = replace(await fetched(self._bots, line, came), id=str(update))
        stands = await chats.stands(self._runtime, line, came.chat)
        return await self._bots.talker.hear(Chat(line.name, line.via, stands, line.contact(came.chat)), heard)

    async def _answered(self, row: dict[str, Any], line: Line, came: Came, reply: Reply, unit: UnitOfWork) -> None:
        if not await _finished(row, "done", unit):
            return
        await chats.moved(line, came.chat, reply.where, unit, wrote=not came.opening)
        if not came.opening:  # whoever only opened the chat cannot be written to yet
            await ways.revive(unit, line.contact(came.chat))
        transport = self._bots.transport(line)
        if transport is None:
            return
        found = doings(reply, came, transport.most, transport.length)
        if came.opening:
            answer: dict[Any, str] = {
                UpdateRow.answer: json.dumps(transport.welcome(joined(found)), ensure_ascii=False)
            }
            await UpdateRow.update(answer).where(UpdateRow.id == row["id"])
            return
        for place, doing in enumerate(found):
            await SayRow.insert(_say(row, came.chat, place, doing, unit))


async def _taken(update: UUID, tries: int, unit: UnitOfWork) -> dict[str, Any] | None:
    """Claim an update; the number of tries grows with every claim, so only one of several finds it unchanged."""
    lease: dict[Any, Any] = {UpdateRow.tries: tries + 1, UpdateRow.next_at: unit.now + _LEASE}
    mine = (UpdateRow.id == update) & (UpdateRow.tries == tries) & (UpdateRow.state == "new")
    rows = await UpdateRow.update(lease).where(mine).returning(*UpdateRow.all_columns())
    return rows[0] if rows else None


async def _finished(row: dict[str, Any], state: str, unit: UnitOfWork) -> bool:
    """The update is done and says nothing of anybody any more; False when another process was faster."""
    emptied: dict[Any, str] = {UpdateRow.state: state, UpdateRow.written: "", UpdateRow.chat: ""}
    mine = (UpdateRow.id == row["id"]) & (UpdateRow.state == "new")
    return bool(await UpdateRow.update(emptied).where(mine).returning(UpdateRow.id))


async def _again(row: dict[str, Any], unit: UnitOfWork) -> None:
    mine = (UpdateRow.id == row["id"]) & (UpdateRow.tries == row["tries"]) & (UpdateRow.state == "new")
    given_up: dict[Any, Any] = {UpdateRow.state: "failed"}
    later: dict[Any, Any] = {UpdateRow.next_at: unit.now + _PAUSES[min(row["tries"], len(_PAUSES)) - 1]}
    await UpdateRow.update(given_up if row["tries"] > len(_PAUSES) else later).where(mine)


async def _noted(row: dict[str, Any], line: Line, came: Came, unit: UnitOfWork) -> None:
    """Nothing was said: somebody left or came back, or a message arrived."""
    if came.receipt is not None and not await note(line, came.receipt, unit) and row["tries"] <= len(_PAUSES):
        await _again(row, unit)  # it was faster than the answer that tells what it is about
        return
    if not await _finished(row, "done", unit):
        return
    if came.gone:
        await chats.left(line, came.chat, unit)
        await ways.bury(unit, line.contact(came.chat), "the person left the bot")
    elif came.back:
        await ways.revive(unit, line.contact(came.chat))


def _say(row: dict[str, Any], chat: str, place: int, doing: Doing, unit: UnitOfWork) -> SayRow:
    return SayRow(
        id=new_id(),
        line=row["line"],
        chat=chat,
        number=row["number"],
        place=place,
        body=written(doing),
        at=unit.now,
        next_at=unit.now,
    )
