"""Messages on their way to people through one channel: at least once, and to each person in order."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from civicore.base.clock import Clock
from civicore.base.codes import new_id
from civicore.base.tasks import is_the_end
from civicore.contracts.letters import LetterReturned
from civicore.extension.parts import CannotSend, Channel, ChannelMessage
from civicore.storage.delivering import described, pause, together
from civicore.storage.messages import delete, erased, unpacked
from civicore.storage.store import Store
from civicore.storage.tables import Attempt, MessageRow
from civicore.storage.unit_of_work import UnitOfWork

log = logging.getLogger("civicore.outbox")

_AT_ONCE = 10
_LEASE = timedelta(seconds=90)
_PATIENCE = 60.0  # seconds for one message; below the lease, else another process would send it too
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(seconds=30), timedelta(hours=1)
_HOUR = timedelta(hours=1)
_TOO_LATE = "too late: nobody has any use for it now"

# A message waits for every earlier one to the same person, also while that one is being tried again;
# not for one that is of no use any more.
_DUE = """
SELECT id, tries FROM core_message AS it
WHERE channel = {} AND state IN ('queued', 'sending') AND next_at <= {} AND due_at <= {}
  AND NOT EXISTS (
    SELECT 1 FROM core_message AS earlier
    WHERE earlier.channel = it.channel AND earlier.recipient = it.recipient
      AND earlier.state IN ('queued', 'sending')
      AND (earlier.expires_at IS NULL OR earlier.expires_at > {})
      AND (earlier.due_at < it.due_at OR (earlier.due_at = it.due_at AND earlier.position < it.position)))
ORDER BY due_at, position LIMIT {}
"""


@dataclass(frozen=True)
class _Fate:
    outcome: Literal["sent", "failed", "later"]
    detail: str


class MessageLane:
    """``per_hour``: the most that is sent in an hour; None for no limit."""

    def __init__(
        self, store: Store, channel: Channel, clock: Clock, retry_for: timedelta, per_hour: int | None
    ) -> None:
        self.name = f"messages by {channel.id}"
        self._store = store
        self._channel = channel
        self._clock = clock
        self._retry_for = retry_for
        self._per_hour = per_hour
        self._one_round = asyncio.Lock()

    async def round(self) -> bool:
        """Deliver some of what is due; whether there was anything."""
        async with self._one_round:
            if not await self._anything():
                return False
            claimed = await self._store.transact(self._claim)
            await together(self._deliver(row) for row in claimed)
            return bool(claimed)

    async def _anything(self) -> bool:
        async with self._store.reading():
            return bool(await self._due(1))

    async def _due(self, most: int) -> list[dict[str, Any]]:
        now = self._clock.now()
        rows: list[dict[str, Any]] = await MessageRow.raw(_DUE, self._channel.id, now, now, now, most)
        return rows

    async def _claim(self, unit: UnitOfWork) -> list[dict[str, Any]]:
        await unit.lock(f"outbox:{self._channel.id}")
        await self._drop_withdrawn(unit.now)
        await self._give_up_late(unit.now)
        lease = new_id()
        claimed = []
        for row in await self._due(min(_AT_ONCE, await self._allowed(unit.now))):
            claimed += (
                await MessageRow.update(
                    {
                        MessageRow.state: "sending",
                        MessageRow.lease: lease,
                        MessageRow.tries: row["tries"] + 1,
                        MessageRow.next_at: unit.now + _LEASE,
                    }
                )
                .where((MessageRow.id == row["id"]) & (MessageRow.tries == row["tries"]))
                .returning(*MessageRow.all_columns())
            )
        return claimed

    async def _drop_withdrawn(self, now: datetime) -> None:
        """Whoever was sending these when they were withdrawn never said how that ended."""
        left = (
            (MessageRow.channel == self._channel.id)
            & MessageRow.withdrawn.eq(True)
            & MessageRow.state.is_in(["queued", "sending"])
            & (MessageRow.next_at <= now)
        )
        await delete([row["id"] for row in await MessageRow.select(MessageRow.id).where(left)])

    async def _give_up_late(self, now: datetime) -> None:
        """What is of no use any more is not sent, however often it was tried; staff see that it was not."""
        late = (
            (MessageRow.channel == self._channel.id)
            & MessageRow.state.is_in(["queued", "sending"])
            & (MessageRow.next_at <= now)
            & (MessageRow.expires_at <= now)
        )
        failed = await MessageRow.update({MessageRow.state: "failed"}).where(late).returning(*MessageRow.all_columns())
        for row in failed:
            await self._tell(row["id"], now, _Fate("failed", _TOO_LATE))
            if row["forget"]:
                await MessageRow.update(erased()).where(MessageRow.id == row["id"])

    async def _allowed(self, now: datetime) -> int:
        """How many more may be sent in this hour, counting what is under way."""
        if self._per_hour is None:
            return _AT_ONCE
        sent: int = await Attempt.count().where(
            (Attempt.channel == self._channel.id)
            & (Attempt.outcome == "sent")
            & (Attempt.at > now - _HOUR)
            & (Attempt.at <= now)
        )
        under_way: int = await MessageRow.count().where(
            (MessageRow.channel == self._channel.id) & (MessageRow.state == "sending") & (MessageRow.next_at > now)
        )
        return max(0, self._per_hour - sent - under_way)

    async def _deliver(self, row: dict[str, Any]) -> None:
        fate = await self._send(row)
        await self._store.transact(lambda unit: self._note(row, fate, unit))

    async def _send(self, row: dict[str, Any]) -> _Fate:
        try:
            async with asyncio.timeout(_PATIENCE):
                await self._channel.send(_message(row))
        except CannotSend as error:
            # What a server answers may quote the address.
            detail = error.reason.replace(row["recipient"], "…")
            return _Fate("failed" if error.permanent else "later", detail)
        except TimeoutError:
            return _Fate("later", f"no answer in {_PATIENCE:.0f} s")
        except BaseException as error:
            if is_the_end(error):
                raise
            log.error("channel %s failed: %s", self._channel.id, described(error))
            return _Fate("later", type(error).__name__)
        return _Fate("sent", "")

    async def _note(self, row: dict[str, Any], fate: _Fate, unit: UnitOfWork) -> None:
        """Write down how the try ended, unless the message was taken over by another process meanwhile."""
        await self._tell(row["id"], unit.now, fate)
        # Read by writing: what others change in it meanwhile waits for this unit, or is seen by it.
        mine = (MessageRow.id == row["id"]) & (MessageRow.lease == row["lease"])
        found = await MessageRow.update({MessageRow.lease: None}).where(mine).returning(*MessageRow.all_columns())
        for current in found:
            if current["withdrawn"] and fate.outcome != "sent":
                await delete([current["id"]])
            else:
                await MessageRow.update(self._changes(current, fate, unit.now)).where(MessageRow.id == current["id"])
                if fate.outcome == "failed":
                    await unit.publish(LetterReturned(current["about"], current["notice"], self._channel.id, unit.now))

    async def _tell(self, message: UUID, now: datetime, fate: _Fate) -> None:
        await Attempt.insert(
            Attempt(
                id=new_id(),
                message=message,
                channel=self._channel.id,
                at=now,
                outcome=fate.outcome,
                detail=fate.detail[:300],
            )
        )

    def _changes(self, row: dict[str, Any], fate: _Fate, now: datetime) -> dict[Any, Any]:
        last_try = row["due_at"] + self._retry_for
        if fate.outcome == "later" and now < last_try:
            again = min(now + pause(_FIRST_PAUSE, _LONGEST_PAUSE, row["tries"]), last_try)
            return {MessageRow.state: "queued", MessageRow.next_at: again}
        changes: dict[Any, Any] = {MessageRow.state: "failed"}
        if fate.outcome == "sent":
            changes = {MessageRow.state: "sent", MessageRow.sent_at: now}
        return {**changes, **(erased() if row["forget"] else {})}


def _message(row: dict[str, Any]) -> ChannelMessage:
    return ChannelMessage(
        id=str(row["id"]),
        to=row["recipient"],
        subject=row["subject"],
        text=row["text"],
        html=row["html"],
        language=row["language"],
        attachments=unpacked(row["attachments"]),
        expires_at=row["expires_at"],
        unsubscribe=row["unsubscribe"],
    )
