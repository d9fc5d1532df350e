"""The channels ``telegram`` and ``viber`` of the outbox: notices go to the chat that their person chose."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from uuid import UUID

from civicore import Action, CannotSend, Channel, ChannelMessage, UnitOfWork
from civicore_bots import receipts, state
from civicore_bots.bots import Bots
from civicore_bots.dialog import Button, Said
from civicore_bots.lines import VIAS, Line, Via, parted
from civicore_bots.pressing import Press, fits
from civicore_bots.spoken import cut
from civicore_bots.transport import Transport, Unpaid

_LABELS = {"telegram": "Telegram", "viber": "Viber"}
_UNANSWERED = 100  # messages an hour to one person; Viber takes no more
_PER_SECOND = 25.0  # Telegram documents about 30 over all chats; the rest is left to conversations


def channels(bots: Bots) -> Iterator[Channel]:
    """One for each messenger that a bot of the city speaks through."""
    for via in VIAS:
        if any(one.via == via for one in bots.lines.values()):
            send = partial(_send, bots, via)
            yield Channel(via, send, _LABELS[via], per_second=_PER_SECOND, receipts=via == "viber")


async def _send(bots: Bots, via: Via, message: ChannelMessage) -> None:
    name, chat = parted(message.to)
    line = bots.line(name, via)
    transport = bots.transport(line) if line is not None else None
    if line is None:
        raise CannotSend("the city has no such bot", permanent=True)
    if transport is None:
        raise CannotSend("the bot has no token")
    await _allowed(bots, line, chat, message.purpose)
    try:
        token = await _said(bots, line, transport, chat, message)
    except Unpaid:
        await bots.runtime.transact(lambda unit: state.change(line.id, poor_at=unit.now))
        raise
    except CannotSend as error:
        if error.wait is not None:
            rest = error.wait
            await bots.runtime.transact(lambda unit: state.change(line.id, free_at=unit.now + rest))
        raise
    await bots.runtime.transact(lambda unit: _noted(line, chat, token, UUID(message.id), unit))


async def _allowed(bots: Bots, line: Line, chat: str, purpose: str) -> None:
    """CannotSend while the messenger wants a pause, its money, or an answer of the person first."""
    now = bots.runtime.clock.now()
    async with bots.runtime.store.reading():
        known = await state.state(line.id)
        written = await receipts.unanswered(line, chat, now) if line.via == "viber" else 0
    if known.free_at is not None and known.free_at > now:
        raise CannotSend("the messenger asked for a pause", wait=known.free_at - now)
    if known.poor_at is not None and purpose == "news":
        raise CannotSend("the messenger's balance is used up", permanent=True)
    if written >= _UNANSWERED:
        raise CannotSend("the person got as many messages as they may in an hour")


async def _said(bots: Bots, line: Line, transport: Transport, chat: str, message: ChannelMessage) -> str:
    """Say all of it, with the actions under the last part; returns what the messenger calls that one."""
    buttons = tuple((_button(one),) for one in message.actions if one.url or fits(one.intent or "", one.start))
    token = ""
    for say in cut(Said(message.text, buttons), transport.most, transport.length):
        await bots.pace_of(line).turn(chat)
        token = await transport.say(chat, say)
    return token


def _button(action: Action) -> Button:
    if action.url is not None:
        return Button(action.label, url=action.url)
    return Button(action.label, data=Press("go", action.intent or "", action.start).data)


async def _noted(line: Line, chat: str, token: str, message: UUID, unit: UnitOfWork) -> None:
    """It went out, so the messenger has been paid."""
    if (await state.state(line.id)).poor_at is not None:
        await state.change(line.id, poor_at=None)
    if line.via == "viber":
        await receipts.sent(line, chat, token, message, unit)
