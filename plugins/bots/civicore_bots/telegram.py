"""Telegram, by its library's ``Bot`` and nothing else of it: the conversation is ours.

Documented limits (core.telegram.org/bots/api): a text has at most 4096 UTF-16 units, callback data 64 bytes; 429
names the seconds to rest; 403 means that this person cannot be written to.
"""

from __future__ import annotations

import html
import logging
import os
from collections.abc import Awaitable
from datetime import timedelta
from typing import TypeVar

import httpx
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.request import HTTPXRequest

from civicore import CannotSend
from civicore_bots.spoken import Say
from civicore_bots.telegram_updates import KINDS

os.environ.setdefault("PTB_TIMEDELTA", "true")  # lengths of time as such, which the library will soon do anyway

T = TypeVar("T")
API = "https://api.telegram.org"
_SECONDS = 20.0
_LARGEST = 20_000_000  # bytes; what the service lets bots fetch

for _name in ("httpx", "httpcore"):  # they tell every address at INFO, and ours hold the token
    logging.getLogger(_name).setLevel(logging.WARNING)


class Telegram:
    """One bot. ``api`` is the base of the service; tests put another one there."""

    most = 4096

    def __init__(self, token: str, api: str | None) -> None:
        base = (api or API).rstrip("/")
        self._requests = [HTTPXRequest(20, _SECONDS, _SECONDS, 10.0, 10.0), HTTPXRequest(2, 60.0, _SECONDS, 10.0, 10.0)]
        self._bot = Bot(
            token,
            base_url=f"{base}/bot",
            base_file_url=f"{base}/file/bot",
            request=self._requests[0],
            get_updates_request=self._requests[1],
        )

    def __repr__(self) -> str:
        return "Telegram()"  # the library's own would show the token

    def length(self, text: str) -> int:
        return len(text.encode("utf-16-le")) // 2

    async def say(self, chat: str, say: Say) -> str:
        if say.instead:
            return await self._change(chat, say)
        sending = self._bot.send_message(
            int(chat), html.escape(say.text, quote=False), parse_mode="HTML", reply_markup=_keyboard(say)
        )
        return str((await _told(sending)).message_id)

    def welcome(self, say: Say) -> None:
        """Telegram wants none: a person who opens a chat has pressed "Start", which is a message."""

    async def _change(self, chat: str, say: Say) -> str:
        """In the place of another message; when that is gone, below it."""
        try:
            changing = self._bot.edit_message_text(
                html.escape(say.text, quote=False),
                int(chat),
                int(say.instead),
                parse_mode="HTML",
                reply_markup=_keyboard(say),
            )
            await _told(changing)
        except _Pointless:
            return say.instead
        except CannotSend as error:
            if not error.permanent or error.dead:
                raise
            return await self.say(chat, Say(say.text, say.buttons, say.asks))
        return say.instead

    async def strip(self, chat: str, message: str) -> None:
        try:
            await _told(self._bot.edit_message_reply_markup(int(chat), int(message)))
        except CannotSend as error:
            if not error.permanent or error.dead:  # what cannot be changed any more may stay as it is
                raise

    async def acknowledge(self, query: str, note: str) -> None:
        try:
            await _told(self._bot.answer_callback_query(query, note[:200] or None))
        except CannotSend as error:
            if error.wait:
                raise

    async def register(self, url: str, secret: str) -> None:
        await _told(self._bot.set_webhook(url, secret_token=secret, allowed_updates=KINDS, max_connections=10))

    async def name(self) -> str:
        return (await _told(self._bot.get_me())).username or ""

    async def fetch(self, first: int, seconds: int) -> list[Update]:
        """The updates from this number on; waits for one up to ``seconds``. What is below is forgotten there."""
        asking = self._bot.get_updates(first or None, timeout=seconds, allowed_updates=KINDS)
        return list(await _told(asking))

    async def stop_calling(self) -> None:
        """Have the messenger call no address any more."""
        await _told(self._bot.delete_webhook())

    async def picture(self, photo: str) -> bytes:
        file = await _told(self._bot.get_file(photo))
        if (file.file_size or 0) > _LARGEST:
            raise CannotSend("the picture is too large", permanent=True)
        return bytes(await _told(file.download_as_bytearray()))

    async def close(self) -> None:
        for one in self._requests:
            await one.shutdown()


class _Pointless(CannotSend):
    """Nothing would change (channel case 10)."""


def _keyboard(say: Say) -> InlineKeyboardMarkup | None:
    rows = [
        [
            InlineKeyboardButton(one.label, url=one.url)
            if one.url
            else InlineKeyboardButton(one.label, callback_data=one.data)
            for one in row
        ]
        for row in say.buttons
    ]
    return InlineKeyboardMarkup(rows) if rows else None


async def _told(call: Awaitable[T]) -> T:
    """The answer of the service, or why there was none: in our words, for theirs may hold the token."""
    try:
        return await call
    except TelegramError as error:
        raise judged(error) from None


def judged(error: TelegramError) -> CannotSend:
    """What an error of the service means for the message, the person and the bot."""
    match error:
        case RetryAfter():
            rest = error.retry_after
            return CannotSend(
                "the messenger asks for a pause", wait=rest if isinstance(rest, timedelta) else timedelta(seconds=rest)
            )
        case Forbidden():
            return CannotSend("the person cannot be written to", dead=True)
        case BadRequest() if "not modified" in error.message:
            return _Pointless("nothing to change", permanent=True)
        case BadRequest() if "chat not found" in error.message.lower():
            return CannotSend("the messenger knows no such chat", dead=True)
        case BadRequest():
            return CannotSend("the messenger refused the message", permanent=True)
        case InvalidToken():
            return CannotSend("the messenger refused the bot's token")
        case TimedOut() | NetworkError():
            return CannotSend("no answer from the messenger", unclear=not _never_left(error))
    return CannotSend(f"the messenger failed ({type(error).__name__})")


def _never_left(error: TelegramError) -> bool:
    return isinstance(error.__cause__, (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout))
