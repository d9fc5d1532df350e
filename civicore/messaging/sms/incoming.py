"""What people write to the city: stored first, then worked, answered by text message, never in a circle.

A robot that answers our answers gets few of them: an hour holds so many answers to one number, and only the
first thing that nobody understands is answered at all. Short codes and names of senders are never answered.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from civicore.base.codes import new_id
from civicore.base.text import fold
from civicore.contracts.texting import Reply, Texted, TextTalk
from civicore.messaging.sms.gateway import Came
from civicore.messaging.sms.numbers import answerable, international
from civicore.messaging.sms.tables import Stopped, TextIn
from civicore.runtime import Runtime
from civicore.storage.unit_of_work import UnitOfWork

ANSWER = "sms.answer"
_HOUR = timedelta(hours=1)
_SAME = timedelta(minutes=10)  # a gateway without ids that says the same again within this repeats itself
_LONGEST = 2000  # signs; a message of people has a few hundred
_USELESS = timedelta(hours=12)  # an answer that comes later than this confuses


@dataclass(frozen=True)
class TextCame:
    """News: a text message was stored under this id."""

    id: UUID


class Incoming:
    """``region`` is the country whose national numbers are meant; ``per_hour`` the most answers to one number."""

    def __init__(self, runtime: Runtime, region: str | None, per_hour: int) -> None:
        self._runtime = runtime
        self._region = region
        self._per_hour = per_hour

    @property
    def _talks(self) -> tuple[TextTalk, ...]:
        return self._runtime.services.all(TextTalk)  # type: ignore[type-abstract]

    async def take(self, message: Came) -> bool:
        """Store a message for good; False when it was there already."""
        return await self._runtime.transact(lambda unit: self._take(message, unit))

    async def _take(self, message: Came, unit: UnitOfWork) -> bool:
        keys, text = self._runtime.keys, _printable(message.text)
        person = keys.digest("sms.person", international(message.sender, self._region) or message.sender)
        key = keys.digest("sms.id", message.id if message.id is not None else f"{person}|{text}|{unit.now}")
        if message.id is None:
            await unit.lock(f"sms.in:{person}")
            if await self._said_just_now(person, text, unit.now):
                return False
        row = TextIn(
            id=new_id(),
            key=key,
            person=person,
            written=_printable(message.raw),
            sender=_printable(message.sender),
            text=text,
            at=unit.now,
            state="new",
        )
        if not await TextIn.insert(row).on_conflict(action="DO NOTHING").returning(TextIn.id):
            return False
        await unit.publish(TextCame(row.id))
        return True

    async def _said_just_now(self, person: str, text: str, now: datetime) -> bool:
        """Texts are emptied once worked, so what a gateway repeats without an id is told apart by its hash."""
        said = self._runtime.keys.digest("sms.said", text)
        lately = (TextIn.person == person) & (TextIn.at > now - _SAME)
        rows = await TextIn.select(TextIn.written, TextIn.text).where(lately)
        return any(said in (row["written"], self._runtime.keys.digest("sms.said", row["text"])) for row in rows)

    async def work(self, news: TextCame) -> None:
        """Hear what was written and answer; done already, nothing happens."""
        async with self._runtime.store.reading():
            row = await TextIn.select().where((TextIn.id == news.id) & (TextIn.state == "new")).first()
            if row is None:
                return
            before = await self._within_the_hour(row)
        state, reply = await self._heard(row, before)
        await self._runtime.transact(lambda unit: self._done(row, state, reply, unit))

    async def _within_the_hour(self, row: dict[str, Any]) -> list[str]:
        """How earlier messages from the same number ended."""
        earlier = (TextIn.person == row["person"]) & (TextIn.at > row["at"] - _HOUR) & (TextIn.at <= row["at"])
        rows = await TextIn.select(TextIn.state).where(earlier & (TextIn.id != row["id"]) & (TextIn.state != "new"))
        return [one["state"] for one in rows]

    async def _heard(self, row: dict[str, Any], before: list[str]) -> tuple[str, Reply | None]:
        sender = international(row["sender"], self._region)
        if sender is None or not answerable(sender):
            return "foreign", None
        if len(before) >= self._per_hour:
            return "silent", None
        if reply := await self._stop(row, sender):
            return "answered", reply
        texted = Texted(str(row["id"]), sender, row["text"], row["at"])
        for talk in self._talks:
            if reply := await talk.hear(texted):
                return "answered", reply
        return ("silent", None) if "unknown" in before else ("unknown", self._lost())

    async def _stop(self, row: dict[str, Any], sender: str) -> Reply | None:
        said = fold(row["text"])
        languages = self._runtime.languages
        for language in languages.known:
            words = languages.translate(language, "STOP")
            if said in {fold(one) for one in ("STOP", *words.split(", "))}:
                await self._runtime.transact(partial(_stopped, row["person"]))
                sentence = "You get no more news. Messages about your own visits and reports go on."
                return Reply(languages.translate(language, sentence), language)
        return None

    def _lost(self) -> Reply | None:
        """What can be written, in the city's own language; None when nobody can be spoken to."""
        language = self._runtime.languages.default
        offers = [line for talk in self._talks if (line := talk.help(language))]
        return Reply(" ".join(offers), language) if offers else None

    async def _done(self, row: dict[str, Any], state: str, reply: Reply | None, unit: UnitOfWork) -> None:
        said = self._runtime.keys.digest("sms.said", row["text"])
        emptied: dict[Any, str] = {TextIn.state: state, TextIn.sender: "", TextIn.text: "", TextIn.written: said}
        mine = (TextIn.id == row["id"]) & (TextIn.state == "new")
        if not await TextIn.update(emptied).where(mine).returning(TextIn.id) or reply is None:
            return
        await unit.send(
            ANSWER,
            channel="sms",
            to=row["sender"],
            language=reply.language,
            context={"text": reply.text},
            about=f"sms:{row['id']}",
            expires=unit.now + _USELESS,
            forget=True,
        )


async def _stopped(person: str, unit: UnitOfWork) -> None:
    row = Stopped(id=new_id(), person=person, at=unit.now)
    await Stopped.insert(row).on_conflict(action="DO NOTHING")


def _printable(words: str) -> str:
    """Without what no database stores alike and no telephone shows: control signs and halves of pairs."""
    kept = "".join(sign if sign.isprintable() else " " for sign in words[:_LONGEST])
    return kept.encode("utf-8", "replace").decode("utf-8")
