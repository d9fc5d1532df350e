"""Tracking a document in a conversation: number and secret, or a link from the site; then the question of consent.

Nothing is kept between two questions: each answer is given with all before it, and the document is looked up again.
"""

from __future__ import annotations

from uuid import UUID

from civicore import Msgid, Refusal, Text
from civicore.contracts.dialog import Ask, Choice, Contact, Done, Link, Stale, Talk
from civicore_doctrack import links, notices, offering, shown, subscribing
from civicore_doctrack.citizen import SECRETS
from civicore_doctrack.service import Found, Tracking
from civicore_doctrack.setting import Setting

_LABEL = Msgid("Track a document")


class Track:
    """The intent ``doctrack.track``."""

    id = offering.INTENT
    letter: str | None = "t"

    def __init__(self, tracking: Tracking) -> None:
        self._tracking = tracking

    @property
    def _setting(self) -> Setting:
        return self._tracking.setting

    def label(self, language: str) -> str | None:
        """The city's word for it."""
        return self._said(language, self._setting.said.title or _LABEL)

    async def next(self, talk: Talk) -> Ask | Done | Stale:
        """The number, its secret, and whether to be told; with a link of the site only the last."""
        document = links.chat_document(self._setting.runtime.keys, talk.start, talk.at)
        if document is not None:
            found = await self._tracking.found(document)
            return Stale() if found is None else await self._shown(talk, found)
        number, secret = talk.answers.get("number"), talk.answers.get("secret")
        if not number:
            return self._number(talk)
        if secret is None:
            return self._secret(talk)
        looked = await self._tracking.look_up(number, secret, _place(talk))
        if isinstance(looked, Refusal):
            return self._secret(talk, looked)
        return await self._shown(talk, looked)

    def _number(self, talk: Talk) -> Ask:
        where = self._setting.said.where_number
        text = self._said(talk.language, Msgid("Write the number of the application."))
        return Ask("number", text, typed="text", help=self._said(talk.language, where) if where else None)

    def _secret(self, talk: Talk, refusal: Refusal | None = None) -> Ask:
        say = self._setting.runtime.languages
        text = say.label(talk.language, SECRETS[self._setting.plan.asks].label)
        return Ask("secret", text, typed="text", refused=say.say(talk.language, refusal) if refusal else None)

    async def _shown(self, talk: Talk, found: Found) -> Ask | Done:
        """How far it is; with the question of the file where this conversation can be told later."""
        contact, said = self._contact(talk), self._setting.said.opt_in
        answer = talk.answers.get("follow")
        if contact is None or said is None or self._ended(found):
            return self._told(talk, found)
        if answer is None:
            if await subscribing.follows(self._setting, found.document, contact):
                return self._stop_question(talk, found)
            ask, agree, decline = (self._said(talk.language, one) for one in (said.ask, said.agree, said.decline))
            text = "\n".join([*self._lines(talk, found), "", ask])
            return Ask("follow", text, (Choice("yes", agree), Choice("no", decline)))
        return await self._decided(talk, found.document, contact, answer) or self._told(talk, found)

    def _stop_question(self, talk: Talk, found: Found) -> Ask:
        keep = self._said(talk.language, Msgid("Keep telling me"))
        stop = self._said(talk.language, Msgid("Write to me no more"))
        ask = self._said(talk.language, Msgid("You get a message here at each stage."))
        text = "\n".join([*self._lines(talk, found), "", ask])
        return Ask("follow", text, (Choice("keep", keep), Choice("stop", stop)))

    async def _decided(self, talk: Talk, document: UUID, contact: Contact, answer: str) -> Done | None:
        """Do what was answered, once however often it is asked; None where nothing was to be done."""
        if answer == "yes":
            await subscribing.agree(self._setting, document, contact, talk.language)
            title = Msgid("We will write to you at each stage from now on.")
        elif answer == "stop":
            await subscribing.stop_contact(self._setting, document, contact)
            title = Msgid("We write to you no more")
        elif answer == "no":
            title = Msgid("You will get no messages. You can change your mind at any time.")
        else:
            return None
        return Done(self._said(talk.language, title))

    def _told(self, talk: Talk, found: Found) -> Done:
        first, *rest = self._lines(talk, found)
        stage = shown.stage_now(self._setting.plan, found.standing)
        path = notices.booking(self._setting, found.standing.office) if stage and stage.ready else None
        way = (Link(self._said(talk.language, Msgid("Choose a time to collect it")), path),) if path else ()
        page = Link(self._said(talk.language, Msgid("All stages")), links.result(found.token))
        return Done(first, lines=tuple(rest), links=(*way, page))

    def _lines(self, talk: Talk, found: Found) -> list[str]:
        """The document, its stage, where to collect it, and how old all that is."""
        plan, standing, language = self._setting.plan, found.standing, talk.language
        kind, stage = plan.kinds.get(found.type), shown.stage_now(plan, standing)
        name = self._said(language, kind.name) if kind else found.type
        if stage is None or standing.in_progress:
            lines = [f"{name}: {self._said(language, Msgid('In progress'))}"]
        else:
            lines = [f"{name}: {self._said(language, stage.name)}", self._said(language, stage.message)]
        pickup = self._setting.said.pickup
        if stage and stage.ready and pickup:
            lines.append(self._said(language, pickup))
        say = self._setting.runtime.languages
        if standing.as_of:
            when = say.when(language, standing.as_of)
            lines.append(say.translate(language, Msgid("Data as of %(when)s"), when=when))
        return lines

    def _contact(self, talk: Talk) -> Contact | None:
        """Where this person can be told: the chat, or the telephone that writes to us."""
        if talk.who is None or not offering.asks(self._setting):
            return None
        here = offering.in_chat(self._setting, talk.who.channel) or talk.who.channel == "sms"
        wanted = talk.who.channel in self._setting.said.notify_by
        return talk.who if here and wanted else None

    def _ended(self, found: Found) -> bool:
        stage = shown.stage_now(self._setting.plan, found.standing)
        return stage is not None and stage.final

    def _said(self, language: str, words: Text | str) -> str:
        return self._setting.runtime.languages.label(language, words)


def _place(talk: Talk) -> str | None:
    """Whose tries are counted together."""
    return f"{talk.who.channel}:{talk.who.to}" if talk.who else None
