"""The bots of a city, each in the messengers that it speaks through."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from civicore import City
from civicore.contracts.dialog import Contact
from civicore_bots.config import Bot, BotChannel

Via = Literal["telegram", "viber"]
VIAS: tuple[Via, ...] = ("telegram", "viber")


@dataclass(frozen=True)
class Line:
    """One bot in one messenger."""

    name: str
    via: Via
    bot: Bot
    said: BotChannel

    @property
    def id(self) -> str:
        return f"{self.name}.{self.via}"

    def contact(self, chat: str) -> Contact:
        """Where a person of this chat is reached: ``<bot>:<chat id>``."""
        return Contact(self.via, f"{self.name}:{chat}")


def lines(city: City) -> tuple[Line, ...]:
    """Every line that the file turns on, in its order."""
    found: list[Line] = []
    for name, bot in (city.section("bots") or {}).items():
        for via in VIAS:
            said: BotChannel | None = getattr(bot.channels, via)
            if said is not None and said.enabled:
                found.append(Line(name, via, bot, said))
    return tuple(found)


def parted(to: str) -> tuple[str, str]:
    """The bot and the chat of an address."""
    bot, _, chat = to.partition(":")
    return bot, chat
