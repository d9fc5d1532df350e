"""Consultations by text message: answers by number or by word, one paid message as short as it can be.

What is kept of a number (its keyed hash, where the conversation stands, the last answer) lives no longer than
``retention.bot_chats``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from civicore import Retention, Runtime, UnitOfWork, new_id
from civicore.contracts.dialog import Choice, Contact
from civicore.contracts.texting import Reply, Texted
from civicore_bots import matching, menus
from civicore_bots.commands import command
from civicore_bots.dialog import Chat, Heard, Where
from civicore_bots.plain import plain
from civicore_bots.pressing import Press
from civicore_bots.tables import ChatRow
from civicore_bots.talking import Talker

LINE = "sms"


@dataclass(frozen=True)
class Kept:
    """Where a number stands, the hash of its last message, and what that was answered."""

    where: Where = field(default_factory=Where)
    heard: str = ""
    answer: str = ""

    def written(self) -> str:
        return json.dumps({"where": self.where.plain(), "heard": self.heard, "answer": self.answer})

    @classmethod
    def read(cls, written: str) -> Kept:
        plain_ = json.loads(written)
        return cls(Where.of(plain_["where"]), plain_["heard"], plain_["answer"])


class SmsTalk:
    """Hears text messages; silent (None) where the city leads no consultation, and to words that begin none."""

    def __init__(self, runtime: Runtime, talker: Talker) -> None:
        self._runtime = runtime
        self._talker = talker

    async def hear(self, texted: Texted) -> Reply | None:
        """One step of the conversation; the same message is answered as before."""
        if not self._live:
            return None
        person = self._runtime.keys.digest("bots.sms", texted.sender)
        said = self._runtime.keys.digest("bots.sms.heard", texted.id)
        kept = await self._kept(person)
        if kept.heard == said:
            return Reply(kept.answer, kept.where.language)
        begun = self._meant(kept.where, texted.text)
        if begun is None:
            return None
        where, heard = begun
        who = Contact("sms", texted.sender)
        reply = await self._talker.hear(Chat("", "sms", where, who), replace(heard, id=texted.id))
        answer = plain(reply)
        await self._runtime.transact(lambda unit: _keep(person, Kept(reply.where, said, answer), unit))
        return Reply(answer, reply.where.language)

    def help(self, language: str) -> str | None:
        """With which word a consultation begins."""
        words = [one.words.get(language, ())[:1] for one in menus.consultations(self._runtime.city).values()]
        first = next((found[0] for found in words if found), None)
        if not self._live or first is None:
            return None
        languages = self._runtime.languages
        return languages.translate(language, "Which papers do you need? Write %(word)s.", word=first.upper())

    @property
    def _live(self) -> bool:
        sms = self._runtime.city.channels.sms
        return sms is not None and sms.number is not None and bool(menus.consultations(self._runtime.city))

    def _meant(self, where: Where, text: str) -> tuple[Where, Heard] | None:
        """Within a conversation everything; else the words that begin one, in any language of the city."""
        begins = self._begins(text)
        if begins is not None:
            language, press = begins
            return replace(where, language=language), Heard("press", press)
        if not where.intent and not where.shown:
            return None
        leads = where.intent and not where.over
        if leads or self._leads_about(where, text):
            return where, Heard("text", text)
        return None

    def _leads_about(self, where: Where, text: str) -> bool:
        """After its end a conversation still hears the numbers and the words that it offered."""
        words = self._runtime.languages
        meant = command(text, lambda msgid: words.translate(where.language, msgid))
        return meant is not None or matching.number(text, len(where.shown)) is not None

    def _begins(self, text: str) -> tuple[str, str] | None:
        for language in self._runtime.languages.known:
            choices = [
                Choice(Press("go", menus.CONSULT, id).data, one.title.in_(language), one.words.get(language, ()))
                for id, one in menus.consultations(self._runtime.city).items()
            ]
            found = next((one for one in choices if matching.is_one_of(text, (one.label, *one.words))), None)
            if found is not None:
                return language, found.id
        return None

    async def _kept(self, person: str) -> Kept:
        async with self._runtime.store.reading():
            row = await ChatRow.select(ChatRow.stands, ChatRow.moved_at).where(_is(person)).first()
        if row is None or self._old(row["moved_at"]):
            return Kept()
        return Kept.read(row["stands"])

    def _old(self, moved: datetime) -> bool:
        """Answers are not used longer than they may be kept, even if nobody has erased them yet."""
        city = self._runtime.city
        return city.retention.bot_chats.after(moved, city.zone) <= self._runtime.clock.now()


async def _keep(person: str, kept: Kept, unit: UnitOfWork) -> None:
    fresh = ChatRow(id=new_id(), line=LINE, chat=person, stands=Kept().written(), moved_at=unit.now)
    await ChatRow.insert(fresh).on_conflict(action="DO NOTHING")
    changes: dict[Any, Any] = {ChatRow.stands: kept.written(), ChatRow.moved_at: unit.now}
    await ChatRow.update({**changes, ChatRow.heard_at: unit.now}).where(_is(person))


def _is(person: str) -> Any:
    return (ChatRow.line == LINE) & (ChatRow.chat == person)


def retention(runtime: Runtime) -> Retention:
    """What is kept of numbers. Its age is judged with all other chats; a person is a telephone number."""

    def who(person: str) -> str:
        return runtime.keys.digest("bots.sms", person)

    async def expire() -> int:
        return 0

    async def export(person: str) -> Sequence[Mapping[str, object]]:
        async with runtime.store.reading():
            row = await ChatRow.select(ChatRow.stands, ChatRow.moved_at).where(_is(who(person))).first()
        return [{"record": "sms", "at": row["moved_at"], **json.loads(row["stands"])}] if row else []

    async def erase(person: str) -> int:
        return await runtime.transact(lambda unit: _erase(who(person)))

    return Retention("bots.texts", expire, export, erase)


async def _erase(person: str) -> int:
    return len(await ChatRow.delete().where(_is(person)).returning(ChatRow.id))
