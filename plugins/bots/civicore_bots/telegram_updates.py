"""Updates of Telegram, read by its library's own models. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from telegram import CallbackQuery, ChatMemberUpdated, Message, Update

from civicore_bots.came import Came
from civicore_bots.dialog import Heard

KINDS = ("message", "callback_query", "my_chat_member")
"""What we ask Telegram to tell: without the last one nobody learns that a person blocked the bot."""


def read(raw: Mapping[str, Any]) -> Came | None:
    """What an update says; None when it is none, or from no private chat."""
    try:
        return _read(Update.de_json(dict(raw), None))
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):  # the library takes any value
        return None


def _read(update: Update) -> Came | None:
    if update.effective_chat is None or update.effective_chat.type != "private":
        return None
    number, chat = update.update_id, str(update.effective_chat.id)
    if update.message is not None:
        return _message(number, chat, update.message)
    if update.callback_query is not None:
        return _press(number, chat, update.callback_query)
    return _member(number, chat, update.my_chat_member) if update.my_chat_member is not None else Came(number, chat)


def _message(number: int, chat: str, said: Message) -> Came:
    language = str(said.from_user.language_code or "") if said.from_user else ""
    text = said.text or said.caption or ""
    if said.photo:
        return Came(number, chat, Heard("photo", language=language), photo=said.photo[-1].file_id)
    if said.location:
        place = f"{said.location.latitude},{said.location.longitude}"
        return Came(number, chat, Heard("place", place, language))
    if said.contact and said.from_user and said.contact.user_id == said.from_user.id:
        return Came(number, chat, Heard("phone", f"+{said.contact.phone_number.lstrip('+')}", language))
    command, _, payload = text.partition(" ")
    if command == "/start":
        return Came(number, chat, Heard("start", payload.strip(), language))
    # A sticker or a voice is a message too: it is answered like words that are not understood.
    return Came(number, chat, Heard("text", text, language))


def _press(number: int, chat: str, query: CallbackQuery) -> Came:
    pressed = str(query.message.message_id) if query.message else ""
    heard = Heard("press", query.data or "", query.from_user.language_code or "")
    return Came(number, chat, heard, query=query.id, pressed=pressed)


def _member(number: int, chat: str, change: ChatMemberUpdated) -> Came:
    gone = change.new_chat_member.status in ("kicked", "left")
    return Came(number, chat, gone=gone, back=not gone)
