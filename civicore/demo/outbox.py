"""Messages of a demo are caught instead of sent, and can be read at /demo/outbox."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from civicore.base.clock import Clock
from civicore.demo.tables import Caught
from civicore.extension.channels import Channel, ChannelMessage
from civicore.storage.messages import packed, unpacked
from civicore.storage.store import Store
from civicore.storage.tables import EventDelivery, MessageRow
from civicore.storage.unit_of_work import UnitOfWork

_GONE: dict[str, Any] = {"notice": "", "position": 0}
_LINK = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]")


@dataclass(frozen=True)
class CaughtMessage:
    """A message as a person would have got it; ``links`` are the addresses in its text, in order."""

    id: UUID
    channel: str
    to: str
    subject: str
    text: str
    html: str | None
    notice: str
    attachments: tuple[str, ...]
    sent_at: datetime

    @property
    def links(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(_LINK.findall(self.text)))


class Catcher:
    """Stands in for every channel of the city. What is caught outlives a restart on the same database."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self.far_side: Callable[[str, ChannelMessage], None] = _well
        """Asked by the channel's name before a message is caught; raises ``CannotSend`` where it is to fail."""
        self.ways: dict[str, Callable[[ChannelMessage], Awaitable[None]]] = {}
        """In a simulation: what a channel of this name does with a message before it is caught."""

    def instead_of(self, channels: Iterable[Channel]) -> list[Channel]:
        """Channels of the same names that keep what they are given."""
        return [Channel(one.id, self._sender(one.id), one.label) for one in channels]

    async def all(self) -> list[CaughtMessage]:
        """Everything caught, the newest first."""
        async with self._store.reading():
            rows = await Caught.objects()
            written = await MessageRow.select(MessageRow.id, MessageRow.notice, MessageRow.position)
        known = {row["id"]: row for row in written}
        # Where the clock stands still all were sent at one instant: the order of writing decides.
        rows.sort(key=lambda row: (row.sent_at, known.get(row.id, _GONE)["position"]), reverse=True)
        return [_message(row, known.get(row.id, _GONE)["notice"]) for row in rows]

    async def take_over(self) -> None:
        """Make due again what a killed demo was about to hand over: its clock may stand still for ever."""

        async def work(unit: UnitOfWork) -> None:
            queued = {MessageRow.state: "queued", MessageRow.next_at: unit.now}
            await MessageRow.update(queued).where(MessageRow.state == "sending")  # type: ignore[arg-type]
            waiting = {EventDelivery.state: "waiting", EventDelivery.next_at: unit.now}
            await EventDelivery.update(waiting).where(EventDelivery.state == "leased")  # type: ignore[arg-type]

        await self._store.transact(work)

    def _sender(self, channel: str) -> Callable[[ChannelMessage], Awaitable[None]]:
        async def send(message: ChannelMessage) -> None:
            self.far_side(channel, message)
            if (way := self.ways.get(channel)) is not None:
                await way(message)
            await self._store.transact(lambda work: self._keep(channel, message, work))

        return send

    async def _keep(self, channel: str, message: ChannelMessage, work: UnitOfWork) -> None:
        row = Caught(
            id=UUID(message.id),
            channel=channel,
            recipient=message.to,
            subject=message.subject,
            body=message.text,
            html=message.html,
            attachments=packed(message.attachments),
            sent_at=self._clock.now(),
        )
        await Caught.insert(row).on_conflict(action="DO NOTHING")


def _well(channel: str, message: ChannelMessage) -> None:
    """Everything arrives."""


def _message(row: Caught, notice: str) -> CaughtMessage:
    names = tuple(one.name for one in unpacked(row.attachments))
    return CaughtMessage(
        row.id, row.channel, row.recipient, row.subject, row.body, row.html, notice, names, row.sent_at
    )
