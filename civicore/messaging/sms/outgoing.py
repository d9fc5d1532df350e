"""The channel ``sms``: counts what it costs, keeps to the city's brake, remembers what the gateway took."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import timedelta
from uuid import UUID

from civicore.base.clock import Clock
from civicore.base.codes import new_id
from civicore.extension.channels import CannotSend, Channel, ChannelMessage
from civicore.messaging.sms.gateway import Gateway, Outgoing
from civicore.messaging.sms.receipts import catch_up, lost
from civicore.messaging.sms.segments import Split, split
from civicore.messaging.sms.tables import Stopped, TextOut
from civicore.storage.store import Store
from civicore.storage.tables import MessageRow
from civicore.storage.unit_of_work import UnitOfWork

_DAY = timedelta(days=1)
_LONGEST = 10  # paid messages; a text of this product that is longer is a mistake


class Sending:
    """``number`` gives the international form of what a person wrote, or None; ``persons`` its keyed
    hashes, for who wanted no more news wants none under a new key of the city either.

    ``per_day`` is the most that is paid for in 24 hours: what is above it waits in the outbox. Several processes
    that send at the same moment may go beyond it by what is under way.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        gateway: Gateway,
        *,
        number: Callable[[str], str | None],
        persons: Callable[[str], Sequence[str]],
        per_day: int,
    ) -> None:
        self._store, self._clock, self._gateway = store, clock, gateway
        self._number, self._persons, self._per_day = number, persons, per_day
        self._under_way = 0
        self._counting = asyncio.Lock()

    @property
    def channel(self) -> Channel:
        return Channel("sms", self.send)

    async def send(self, message: ChannelMessage) -> None:
        """Send one message; CannotSend when it was not taken, or must not or cannot go there."""
        to = self._number(message.to)
        if to is None:
            raise CannotSend("this is no telephone number", permanent=True)
        cut = split(message.text)
        if len(cut) > _LONGEST:
            raise CannotSend("the text is too long", permanent=True)
        async with self._counting:
            taken, left = await self._room_for(message, to, len(cut))
            self._under_way += left
        try:
            await self._hand_over(message, to, cut, taken)
        finally:
            self._under_way -= left

    async def _room_for(self, message: ChannelMessage, to: str, parts: int) -> tuple[frozenset[int], int]:
        """The parts that were taken before, and how many are still to be paid for; CannotSend when it must wait.

        What is under way is counted before what is paid is read: whatever ends in between is counted twice and makes
        a message wait, where the other order would count it nowhere.
        """
        under_way = self._under_way
        async with self._store.reading():
            await self._refuse_news(UUID(message.id), to)
            taken = await self._taken(UUID(message.id))
            paid = await self._paid()
        left = 0 if taken else parts
        if left and paid + under_way + left > self._per_day:
            raise CannotSend("the number of text messages a day (channels.sms.per_day) is used up")
        return taken, left

    async def _hand_over(self, message: ChannelMessage, to: str, cut: Split, taken: frozenset[int]) -> None:
        async def note(part: int, paid: int, remote: str) -> None:
            await self._store.transact(lambda unit: _noted(UUID(message.id), part, paid, remote, unit))

        await self._gateway.send(Outgoing(message.id, to, message.text, cut, taken, message.expires_at), note)
        async with self._store.reading():
            if await lost(UUID(message.id)):  # its receipt was faster than the answer
                raise CannotSend("the gateway could not deliver it", permanent=True)

    async def _refuse_news(self, message: UUID, to: str) -> None:
        news = await MessageRow.exists().where((MessageRow.id == message) & (MessageRow.purpose == "news"))
        if news and await Stopped.exists().where(Stopped.person.is_in(list(self._persons(to)))):
            raise CannotSend("the owner of the number wants no more news", permanent=True)

    async def _taken(self, message: UUID) -> frozenset[int]:
        rows = await TextOut.select(TextOut.part).where(TextOut.message == message)
        return frozenset(row["part"] for row in rows)

    async def _paid(self) -> int:
        """Messages paid for in the last 24 hours."""
        rows = await TextOut.select(TextOut.paid).where(TextOut.at > self._clock.now() - _DAY)
        return sum(row["paid"] for row in rows)


async def _noted(message: UUID, part: int, paid: int, remote: str, unit: UnitOfWork) -> None:
    row = TextOut(id=new_id(), message=message, part=part, paid=paid, remote=remote, state="accepted", at=unit.now)
    await TextOut.insert(row).on_conflict(action="DO NOTHING")
    if remote:
        await catch_up(remote, unit)
