"""Looking for a lost thing in a conversation: what it is, a word about it, then what was handed in."""

from __future__ import annotations

from civicore import Msgid, Text
from civicore.contracts.dialog import Ask, Choice, Done, Link, Stale, Talk
from lostfound.config import categories
from lostfound.menus import TITLE
from lostfound.service import Office
from lostfound.things import Thing

_SHOWN = 8


class Search:
    """The intent ``lostfound.search``."""

    id = "lostfound.search"
    letter: str | None = None

    def __init__(self, office: Office) -> None:
        self._office = office

    def label(self, language: str) -> str | None:
        """The city's word for it."""
        return self._said(language, self._office.said.title or TITLE)

    async def next(self, talk: Talk) -> Ask | Done | Stale:
        """The kind, a word, the list."""
        known = categories(self._office.city)
        category, words = talk.answers.get("category"), talk.answers.get("words")
        if category is None:
            return self._kinds(talk)
        if category not in known:
            return Stale()
        if words is None:
            text = self._said(talk.language, Msgid("Write one word about it: a colour, a make."))
            return Ask("words", text, typed="text", optional=True)
        things, more = await self._office.things(category, words)
        return self._found(talk, category, things, more)

    def _kinds(self, talk: Talk) -> Ask:
        every = categories(self._office.city).items()
        choices = tuple(Choice(id, self._said(talk.language, name)) for id, name in every)
        return Ask("category", self._said(talk.language, Msgid("What have you lost?")), choices)

    def _found(self, talk: Talk, category: str, things: tuple[Thing, ...], more: bool) -> Done:
        say = self._office.runtime.languages
        lines = [self._said(talk.language, Msgid("If it is not here, report your loss: we write when it comes."))]
        if more or len(things) > _SHOWN:
            lines.insert(0, self._said(talk.language, Msgid("There are more on the page of found things.")))
        many = "%(num)s thing like that was handed in", "%(num)s things like that were handed in"
        found = say.ngettext(talk.language, *many, len(things))
        title = found if things else self._said(talk.language, Msgid("Nothing like that was handed in yet"))
        items = tuple(f"{one.words}, {one.place}, {say.date(talk.language, one.found_on, 'short')}" for one in things)
        links = (
            Link(self._said(talk.language, Msgid("Report a loss")), f"/lostfound/report?category={category}"),
            Link(self._said(talk.language, Msgid("All found things")), "/lostfound"),
        )
        return Done(title, items[:_SHOWN], tuple(lines), links)

    def _said(self, language: str, words: Text | str) -> str:
        return self._office.runtime.languages.label(language, words)
