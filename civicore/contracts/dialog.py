"""Conversations: what a messenger, a text message or a page does for a person, one question at a time.

A plugin registers an ``Intent`` as a service. Whoever leads the conversation keeps the answers and asks the intent
again with all of them; the intent keeps nothing between two questions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

Typed = Literal["none", "text", "phone", "email", "number", "date", "place", "photo"]


@dataclass(frozen=True)
class Choice:
    """A button. ``id`` is at most 24 signs of ``a-z 0-9 _ . : -`` and stays the same in every language.

    ``words`` are what people type for it beside its label.
    """

    id: str
    label: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ask:
    """One question in the person's language.

    ``key`` names it among the answers. With ``typed`` other than ``none`` the person may also write (or send a
    place or a photo, where the channel can); ``optional`` offers to leave it out, which is the answer ``""``.
    ``refused`` says what was wrong with the answer just given; it is not kept.
    """

    key: str
    text: str
    choices: tuple[Choice, ...] = ()
    typed: Typed = "none"
    help: str | None = None
    optional: bool = False
    refused: str | None = None


@dataclass(frozen=True)
class Link:
    """A way out of the conversation: a full address, or a path of the city's site without language."""

    label: str
    url: str


@dataclass(frozen=True)
class Next:
    """Another conversation that is offered now: ``intent`` is its id, ``start`` what it begins with."""

    label: str
    intent: str
    start: str = ""


@dataclass(frozen=True)
class Done:
    """The end. ``title`` is one line, ``lines`` are paragraphs, ``items`` a list (documents to bring)."""

    title: str
    items: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    then: tuple[Next, ...] = ()


@dataclass(frozen=True)
class Stale:
    """The answers were given to questions that are no longer asked: the conversation begins anew."""


@dataclass(frozen=True)
class Contact:
    """Where one person is reached: ``channel`` as in ``Channel.id``, ``to`` as that channel writes addresses."""

    channel: str
    to: str


@dataclass(frozen=True)
class Talk:
    """Where a conversation stands.

    ``id`` stays the same over all questions of one conversation: what was done for it is not done again.
    ``answers`` are given in order; choices by their id. ``start`` is what it began with (an id of the file, a word of
    a deep link). ``who`` is how the person can be told later; None on a page. ``channel`` is how they talk.
    """

    id: UUID
    language: str
    at: datetime
    channel: Literal["web", "telegram", "viber", "sms", "kiosk"]
    answers: Mapping[str, str] = field(default_factory=dict)
    start: str = ""
    who: Contact | None = None


class Intent(Protocol):
    """Something that can be done in a conversation: ``Service(Intent, ...)``, one instance an intent."""

    @property
    def id(self) -> str:
        """``booking.book``: begins with the plugin's name."""
        ...

    @property
    def letter(self) -> str | None:
        """One letter or digit that opens it from a deep link, ``t<start>``; None when no link leads to it."""
        ...

    def label(self, language: str) -> str | None:
        """What its button says; None when the city does not offer it now."""
        ...

    async def next(self, talk: Talk) -> Ask | Done | Stale:
        """The next question, or the end. Called outside any unit of work.

        What must happen (a booking, a report) happens on the call that has the last answer, once for ``talk.id``.
        """
        ...


@dataclass(frozen=True)
class BotLink:
    """A bot that can be reached now: its name to search for and the address that opens it."""

    bot: str
    channel: Literal["telegram", "viber"]
    name: str
    url: str


class Messengers(Protocol):
    """Registered as a service by the plugin that speaks through messengers."""

    async def links(self, intent: str | None = None, start: str = "") -> tuple[BotLink, ...]:
        """The bots that work now; with an intent the addresses open that conversation at once.

        ``start`` is at most 40 signs of ``A-Z a-z 0-9 _ -``. ValueError when it cannot stand in a link.
        """
        ...
