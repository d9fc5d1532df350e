"""On which channels somebody can be told of a document: what the file names, as far as the city has it now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from civicore.contracts.dialog import BotLink, Messengers
from civicore_doctrack import links
from civicore_doctrack.setting import Setting

Typed = Literal["email", "sms"]
_CHATS = ("telegram", "viber")
INTENT = "doctrack.track"


@dataclass(frozen=True)
class Offer:
    """What a person can choose from."""

    typed: tuple[Typed, ...] = ()
    chats: tuple[BotLink, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.typed or self.chats)


def by_address(setting: Setting) -> tuple[Typed, ...]:
    """The channels for which an address is typed."""
    channels, wanted = setting.runtime.city.channels, setting.said.notify_by
    there: dict[Typed, object] = {"email": channels.email, "sms": channels.sms}
    return tuple(one for one in there if one in wanted and there[one] is not None)


def in_chat(setting: Setting, channel: str) -> bool:
    """Whether whoever talks on this channel can be told there."""
    return asks(setting) and channel in _CHATS and channel in setting.said.notify_by


def asks(setting: Setting) -> bool:
    """Whether people are asked at all: without the question of the file nobody is."""
    return setting.said.opt_in is not None


async def offer(setting: Setting, document: UUID) -> Offer:
    """What can be chosen now for a document; bots that do not answer are left out."""
    if not asks(setting):
        return Offer()
    start = links.chat_start(setting.runtime.keys, document, setting.now)
    found: list[BotLink] = []
    for one in setting.runtime.services.all(Messengers):  # type: ignore[type-abstract]
        found += await one.links(INTENT, start)
    return Offer(by_address(setting), tuple(one for one in found if in_chat(setting, one.channel)))
