"""Messages on their way to people through one channel: at least once, and to each person in order.

What must not come twice goes at most once: when nobody knows how a try ended, staff decide.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from civicore.base.clock import Clock
from civicore.base.codes import new_id
from civicore.base.tasks import is_the_end
from civicore.contracts.dialog import Contact
from civicore.contracts.letters import LetterReturned
from civicore.extension.channels import Action, CannotSend, Channel, ChannelMessage
from civicore.storage import queue_questions as questions
from civicore.storage.delivering import described, pause, together
from civicore.storage.messages import delete, erased, unpacked
from civicore.storage.pace import Pace
from civicore.storage.spares import died, drop, give_up, release_next
from civicore.storage.store import Store
from civicore.storage.tables import Attempt, MessageRow
from civicore.storage.transaction import CommitUnknown, StoreBusy
from civicore.storage.unit_of_work import UnitOfWork
from civicore.storage.written import loads

log = logging.getLogger("civicore.outbox")

_LEASE = timedelta(seconds=90)
_PATIENCE = 60.0  # seconds for one message; below the lease, else another process would send it too
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(seconds=30), timedelta(hours=1)
_HOUR = timedelta(hours=1)
_POLL = 1.0  # seconds until what is due is looked for again
_TOO_LATE = "too late: nobody has any use for it now"


@dataclass(frozen=True)
class _Fate:
    outcome: Literal["sent", "failed", "later", "unknown"]
    detail: str
    dead: bool = False
    wait: timedelta | None = None


@dataclass(frozen=True, eq=False)
class _Ended:
    """``id`` is what the try is written down by, however often that is tried."""

    id: UUID
    row: dict[str, Any]
    fate: _Fate


class MessageLane:
    """``per_hour``: the most that is sent in an hour; None for no limit."""

    def __init__(
        self, store: Store, channel: Channel, clock: Clock, retry_for: timedelta, per_hour: int | None
    ) -> None:
        self.name = f"messages by {channel.id}"
        self.soon = _POLL
        self._store = store
        self._channel = channel
        self._clock = clock
        self._retry_for = retry_for
        self._per_hour = per_hour
        self._pace = Pace(channel.id, channel.per_second)
        self._one_round = asyncio.Lock()
        self._ended: list[_Ended] = []
        self._unwritten: list[_Ended] = []
        self._writing_down = asyncio.Lock()

    async def round(self) -> bool:
        """Deliver some of what is due; whether there was anything."""
        async with self._one_round:
            self.soon = _POLL
            await self._write_again()
            if not await self._anything():
                return False
            claimed = await self._store.transact(self._claim)
            await together(self._deliver(row) for row in claimed)
            return bool(claimed)

    async def _anything(self) -> bool:
        async with self._store.reading():
            now = self._clock.now()
            return bool(await questions.ANY.ask(self._channel.id, now, now))

    async def _claim(self, unit: UnitOfWork) -> list[dict[str, Any]]:
        await unit.lock(f"outbox:{self._channel.id}")
        await self._drop_withdrawn(unit.now)
        await self._give_up_late(unit)
        await self._leave_unknown(unit.now)
        pace = await self._pace.allowed(unit.now)
        self.soon = min(_POLL, pace.wait) if pace.wait > 0 else _POLL
        most, now = min(pace.most, self._channel.at_once, await self._allowed(unit.now)), unit.now
        claimed = await questions.CLAIMED.ask(new_id(), now + _LEASE, now, self._channel.id, now, now, now, most)
        await self._pace.begun(len(claimed), now)
        return sorted(claimed, key=lambda row: int(row["position"]))

    async def _drop_withdrawn(self, now: datetime) -> None:
        """Whoever was sending these when they were withdrawn never said how that ended."""
        await delete([row["id"] for row in await questions.WITHDRAWN.ask(self._channel.id, now)])

    async def _give_up_late(self, unit: UnitOfWork) -> None:
        """What is of no use any more is not sent, however often it was tried; staff see that it was not."""
        if not await questions.LATE.ask(self._channel.id, unit.now, unit.now):
            return
        due = (MessageRow.channel == self._channel.id) & (MessageRow.next_at <= unit.now)
        late = due & questions.OPEN & (MessageRow.expires_at <= unit.now)
        for row in await give_up(late, _TOO_LATE, unit.now, unit.manners):
            await drop(row["chain"])

    async def _leave_unknown(self, now: datetime) -> None:
        """Whoever was sending these was stopped: they may have arrived, and must not come twice. Staff see them."""
        await questions.UNCLEAR.ask(self._channel.id, now)

    async def _allowed(self, now: datetime) -> int:
        """How many more may be sent in this hour, counting what is under way."""
        if self._per_hour is None:
            return self._channel.at_once
        sent: int = await Attempt.count().where(
            (Attempt.channel == self._channel.id)
            & (Attempt.outcome == "sent")
            & (Attempt.at > now - _HOUR)
            & (Attempt.at <= now)
        )
        under_way: int = await MessageRow.count().where(
            (MessageRow.channel == self._channel.id) & questions.SENDING & (MessageRow.next_at > now)
        )
        return max(0, self._per_hour - sent - under_way)

    async def _deliver(self, row: dict[str, Any]) -> None:
        fate = await self._send(row)
        ended = _Ended(new_id(self._clock.now()), row, fate)
        self._ended.append(ended)
        async with self._writing_down:
            if ended in self._ended:
                together_with, self._ended = self._ended, []
                await self._write_down(together_with)

    async def _write_down(self, ended: Sequence[_Ended]) -> None:
        """How tries ended, in one unit: all that ended while the last one was stored."""

        async def work(unit: UnitOfWork) -> None:
            for one in ended:
                await self._note(one, unit)

        try:
            await self._store.transact(work)
        except (StoreBusy, CommitUnknown):
            self._unwritten += ended  # of what went out nothing should go a second time only because nobody knows of it
            raise
        except Exception:
            if len(ended) == 1:
                raise
            # What cannot be written of one message must not make the others go out twice.
            await together(self._write_down([one]) for one in ended)

    async def _write_again(self) -> None:
        """How those tries ended of which it is not known whether that was stored; nothing else is sent before."""
        if not self._unwritten:
            return
        async with self._store.reading():
            rows = await Attempt.select(Attempt.id).where(Attempt.id.is_in([one.id for one in self._unwritten]))
        known = {row["id"] for row in rows}
        unwritten, self._unwritten = [one for one in self._unwritten if one.id not in known], []
        await self._write_down(unwritten)

    async def _send(self, row: dict[str, Any]) -> _Fate:
        unclear: Literal["later", "unknown"] = "later" if row["repeats"] else "unknown"
        try:
            async with asyncio.timeout(_PATIENCE):
                await self._channel.send(_message(row))
        except CannotSend as error:
            # What a server answers may quote the address.
            detail = error.reason.replace(row["recipient"], "…")
            again = unclear if error.unclear else "later"
            return _Fate("failed" if error.permanent else again, detail, error.dead, error.wait)
        except TimeoutError:
            return _Fate(unclear, f"no answer in {_PATIENCE:.0f} s")
        except BaseException as error:
            if is_the_end(error):
                raise
            log.error("channel %s failed: %s", self._channel.id, described(error))
            return _Fate(unclear, type(error).__name__)
        return _Fate("sent", "")

    async def _note(self, ended: _Ended, unit: UnitOfWork) -> None:
        """Write down how the try ended, unless the message was taken over by another process meanwhile."""
        row, fate = ended.row, ended.fate
        await self._tell(ended, unit.now)
        if fate.wait is not None:
            await unit.lock(f"outbox:{self._channel.id}")
            await self._pace.rest(unit.now + fate.wait)
        if fate.outcome == "sent":
            for sent in await questions.SENT.ask(unit.now, row["id"], row["lease"]):
                await self._and_then({**row, **sent}, "sent", unit)
            return
        for current in await questions.MINE.ask(row["id"], row["lease"]):
            if current["withdrawn"]:
                await delete([current["id"]])
            else:
                changes = self._changes(current, fate, unit.now)
                await MessageRow.update(changes).where(MessageRow.id == current["id"])
                await self._and_then(current, changes[MessageRow.state], unit)
        if fate.dead:
            await died(Contact(self._channel.id, row["recipient"]), fate.detail, unit.now, unit.manners)
            unit.outgoing = True

    async def _and_then(self, row: dict[str, Any], state: str, unit: UnitOfWork) -> None:
        """The ways that stand in: taken when this one failed, not needed when it brought the message."""
        if state == "failed":
            await unit.publish(LetterReturned(row["about"], row["notice"], self._channel.id, unit.now))
            await release_next(row["chain"], unit.now, unit.manners)
        elif state == "sent" and not self._channel.receipts:
            await drop(row["chain"])

    async def _tell(self, ended: _Ended, now: datetime) -> None:
        told = {"at": now, "outcome": ended.fate.outcome, "detail": ended.fate.detail[:300]}
        await questions.TRIED.note(id=ended.id, message=ended.row["id"], channel=self._channel.id, **told)

    def _changes(self, row: dict[str, Any], fate: _Fate, now: datetime) -> dict[Any, Any]:
        last_try = row["due_at"] + self._retry_for
        if fate.outcome == "later" and now < last_try:
            again = fate.wait or pause(_FIRST_PAUSE, _LONGEST_PAUSE, row["tries"])
            return {MessageRow.state: "queued", MessageRow.next_at: min(now + again, last_try)}
        if fate.outcome == "unknown":
            return {MessageRow.state: "unknown"}  # with its words, for whoever sends it again
        return {MessageRow.state: "failed", **(erased() if row["forget"] else {})}


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
        actions=tuple(Action(**one) for one in loads(row["actions"])),
        purpose=row["purpose"],
    )
