"""One message in one chat: its language, its time, and the sentences that belong to no intent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from civicore import Runtime
from civicore.contracts.dialog import Intent
from civicore_bots import drawing, menus
from civicore_bots.config import Bot, Silence
from civicore_bots.dialog import Button, Chat, Heard, Reply, Said, Where
from civicore_bots.drawing import Pen
from civicore_bots.menus import Menu
from civicore_bots.pressing import Press

# The part of an intent's id before its point is the plugin; suspensions of the file name services.
_SCOPES = {
    "booking": "booking",
    "ticketing": "walk_in",
    "signals": "signals",
    "doctrack": "doctrack",
    "bots": "consultations",
}


@dataclass(frozen=True)
class Moment:
    """Where, when and in which language something was heard."""

    runtime: Runtime
    chat: Chat
    heard: Heard
    now: datetime
    language: str
    bot: Bot | None

    @classmethod
    def of(cls, runtime: Runtime, chat: Chat, heard: Heard) -> Moment:
        known = runtime.languages.known
        wanted = (chat.where.language, heard.language, heard.language.split("-")[0], runtime.languages.default)
        language = next(one for one in wanted if one in known)
        bots = menus.bots(runtime.city)
        bot = bots.get(chat.bot) or (next(iter(bots.values()), None) if chat.via == "sms" else None)
        return cls(runtime, chat, heard, runtime.clock.now(), language, bot)

    @property
    def where(self) -> Where:
        return self.chat.where

    @property
    def owner(self) -> str:
        """Who talks, for ids that stay the same when a message is heard again."""
        return f"{self.chat.bot}|{self.chat.via}|{self.chat.who.to if self.chat.who else ''}"

    @property
    def pen(self) -> Pen:
        return Pen(self.gettext, lambda path: self.runtime.absolute(f"/{self.language}{path}"))

    @property
    def many_languages(self) -> bool:
        return len(self.runtime.languages.known) > 1

    @property
    def silent(self) -> bool:
        """The last message is so old that the person may have forgotten what was asked."""
        after = (self.bot.silence if self.bot else Silence()).after
        last = datetime.fromtimestamp(self.where.heard_at, UTC)
        return bool(self.where.heard_at) and after.after(last, self.runtime.city.zone) <= self.now

    def gettext(self, msgid: str) -> str:
        return self.runtime.languages.translate(self.language, msgid)

    def speaking(self, language: str) -> Moment:
        """The same in another language."""
        chat = replace(self.chat, where=replace(self.where, language=language))
        return replace(self, chat=chat, language=language)

    def kept(self, reply: Reply) -> Reply:
        """The reply with what is remembered of this moment."""
        where = replace(reply.where, heard_at=int(self.now.timestamp()))
        where = where if where.language else replace(where, language=self.language)
        shown = drawing.numbered(reply.parts[-1]) if reply.parts else where.shown
        return replace(reply, where=replace(where, shown=shown))

    def menu(self, intents: Sequence[Intent]) -> Menu:
        return menus.menu(self.runtime.city, self.bot, intents, self.language, self.pen)

    # Sentences

    def greeting(self) -> str:
        """The bot's own words, and that it costs nothing where the file says so."""
        said = self.bot.greeting.in_(self.language) if self.bot and self.bot.greeting else ""
        name = self.runtime.city.deployment.name.in_(self.language)
        free = self.gettext("Free of charge.") if self.bot and self.bot.price == "free" else ""
        return drawing.paragraphs(said or name, free)

    def what_next(self, menu: Menu) -> str:
        return (
            self.gettext("What do you need?")
            if menu.buttons
            else self.person() or self.gettext("Nothing can be done here now.")
        )

    def fallback(self) -> str:
        said = self.bot.fallback.in_(self.language) if self.bot and self.bot.fallback else ""
        return said or self.gettext("I did not understand. Please choose one of these.")

    def help(self) -> str:
        """How one talks here."""
        lines = (
            self.gettext("Press a button, or write its number or its words."),
            self.gettext("Write “back” to change your last answer and “menu” to begin anew."),
            self.person(),
        )
        return drawing.paragraphs(*lines)

    def person(self) -> str:
        """Where people answer; empty when the city names no way."""
        contact = self.runtime.city.deployment.contact
        ways = [str(one) for one in (contact.phone, contact.email) if one]
        return f"{self.gettext('Ask a person')}: {', '.join(ways)}" if ways else ""

    def languages(self) -> Said:
        """The languages to choose from, each in its own name."""
        known = self.runtime.languages.known
        names = [Button(self.runtime.languages.native_name(one), Press("language", one).data) for one in known]
        return Said(self.gettext("Choose a language."), (*((one,) for one in names),))

    async def stopped(self, intent: str = "") -> str:
        """What the city has suspended: everything on the menu, or what concerns one conversation."""
        scope = _SCOPES.get(intent.partition(".")[0])
        found = await self.runtime.suspensions.banners(self.now)
        telling = [one for one in found if not intent or scope in one.scope]
        parts = [text.in_(self.language) for one in telling for text in (one.banner, one.details) if text is not None]
        return drawing.paragraphs(*parts)
