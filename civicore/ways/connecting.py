"""The conversation behind "notices in this messenger": a deep link connects a chat to one thing."""

from __future__ import annotations

from dataclasses import dataclass

from civicore.contracts.dialog import Ask, Choice, Done, Link, Stale, Talk
from civicore.runtime import Runtime
from civicore.storage.unit_of_work import UnitOfWork
from civicore.ways import choosing, tokens


@dataclass(frozen=True)
class Connect:
    """``ways.connect``; its start is ``tokens.token`` of the thing, which only the owner's pages show."""

    runtime: Runtime
    id: str = "ways.connect"
    letter: str | None = "n"

    def label(self, language: str) -> str | None:
        """A bot's menu need not show it: without a link there is nothing to connect."""
        return self.runtime.languages.translate(language, "Your notices")

    async def next(self, talk: Talk) -> Ask | Done | Stale:
        """Asks once, then connects; a link that is old, changed or foreign tells nothing about anything."""
        say = self.runtime.languages.translate
        about = tokens.about_of(self.runtime.keys, talk.start, talk.at)
        if about is None or talk.who is None:
            return Done(
                say(talk.language, "This link is no longer valid."),
                lines=(say(talk.language, "Open the page of your booking or ticket and choose this messenger again."),),
            )
        answer = talk.answers.get("connect")
        if answer is None:
            question = say(talk.language, "Send notices about your booking, ticket or report to this chat?")
            return Ask(
                "connect",
                question,
                (Choice("yes", say(talk.language, "Yes, send them here")), Choice("no", say(talk.language, "No"))),
            )
        if answer != "yes":
            return Done(say(talk.language, "Nothing was changed."))
        who = talk.who

        async def work(unit: UnitOfWork) -> None:
            await choosing.choose(unit, about, who, language=talk.language)

        await self.runtime.transact(work)
        page = f"/notifications/{tokens.page_token(self.runtime.keys, about)}"
        return Done(
            say(talk.language, "Notices will come to this chat."),
            lines=(say(talk.language, "You can end this at any time, on the page of your notices."),),
            links=(Link(say(talk.language, "Your notices"), page),),
        )
