"""One consultation as four people see it: on the site, in Telegram, in Viber and by text message.

Each of them looks only at what their way shows (HTML, an inline keyboard, a Viber keyboard, numbered lines) and answers
only as it lets them. What they saw is written down in the same words, so that one golden text holds for all.
"""

from __future__ import annotations

import html
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Protocol

import httpx
from civicore_bots import telegram, viber
from civicore_bots.dialog import Kind, Reply
from civicore_bots.plain import plain
from civicore_bots.pressing import Press
from civicore_bots.spoken import Say, joined
from civicore_bots.viber_updates import PRESS

from tests.bots.people import Person

CONSULT = Press("go", "bots.consult", "documents").data
_TAG = re.compile(r"<[^>]+>")
_BOX = re.compile(r"<li>(.*?)</li>", re.DOTALL)


@dataclass(frozen=True)
class Seen:
    """A screen: ``words`` line by line, and what giving each answer takes. Without answers it is the end."""

    words: tuple[str, ...]
    answers: dict[str, str]
    place: Any = None


class Way(Protocol):
    """How one of the four comes to a screen."""

    async def begin(self) -> Seen: ...

    async def answer(self, seen: Seen, label: str) -> Seen: ...


async def explored(way: Way) -> str:
    """Everything that can be seen by this way: each question once, then each list with the ways that lead to it."""
    questions: dict[str, None] = {}
    ends: dict[str, list[str]] = {}
    async for labels, seen in _below(way, (), await way.begin()):
        if seen.answers:
            questions["\n".join([f"? {seen.words[0]}", *(f"  - {label}" for label in seen.answers)])] = None
        else:
            ends.setdefault("\n".join(f"= {line}" for line in seen.words), []).append(" > ".join(labels))
    lists = ["\n".join([end, *(f"  < {path}" for path in paths)]) for end, paths in ends.items()]
    return "\n\n".join([*questions, *lists]) + "\n"


async def _below(way: Way, labels: tuple[str, ...], seen: Seen) -> AsyncIterator[tuple[tuple[str, ...], Seen]]:
    yield labels, seen
    for label in seen.answers:
        async for one in _below(way, (*labels, label), await way.answer(seen, label)):
            yield one


@dataclass
class Chatting:
    """A messenger: the state of the conversation is kept at each screen, so that every answer can be tried."""

    person: Person

    async def begin(self) -> Seen:
        return await self._hear(replace(self.person), "press", CONSULT)

    async def answer(self, seen: Seen, label: str) -> Seen:
        return await self._hear(replace(seen.place), self.kind, seen.answers[label])

    kind: ClassVar[Kind] = "press"

    async def _hear(self, person: Person, kind: Kind, value: str) -> Seen:
        text, buttons = self.shown(await person.hear(kind, value))
        answers = {label: data for label, data in buttons if data.startswith("a")}
        lines = [line for line in text.split("\n") if line]
        return Seen(tuple(lines[:1] if answers else lines), answers, person)

    def shown(self, reply: Reply) -> tuple[str, list[tuple[str, str]]]:
        raise NotImplementedError


class InTelegram(Chatting):
    """Looks at the inline keyboard."""

    def shown(self, reply: Reply) -> tuple[str, list[tuple[str, str]]]:
        say = _say(reply)
        keyboard = telegram._keyboard(say)
        assert keyboard is not None
        every = [one for row in keyboard.inline_keyboard for one in row]
        return say.text, [(one.text, str(one.callback_data or "")) for one in every]


class InViber(Chatting):
    """Looks at the keyboard of Viber."""

    def shown(self, reply: Reply) -> tuple[str, list[tuple[str, str]]]:
        say = _say(reply)
        buttons = viber._keyboard(say)["Buttons"]
        replies = [one for one in buttons if one["ActionType"] == "reply"]
        return say.text, [(html.unescape(one["Text"]), one["ActionBody"].removeprefix(PRESS)) for one in replies]


class ByText(Chatting):
    """Reads numbered lines and writes numbers."""

    kind: ClassVar[Kind] = "text"

    def shown(self, reply: Reply) -> tuple[str, list[tuple[str, str]]]:
        lines = plain(reply).split("\n")[:-1]  # the last one are the ways about
        numbered = [found for line in lines if (found := re.fullmatch(r"(\d+) (.*)", line))]
        said = [line for line in lines if not re.fullmatch(r"\d+ .*|.*: https://city\.example/.*", line)]
        return "\n".join(said), [(found[2], found[1]) for found in numbered]

    async def _hear(self, person: Person, kind: Kind, value: str) -> Seen:
        text, buttons = self.shown(await person.hear(kind, value))
        lines = [line for line in text.split("\n") if line]
        return Seen(tuple(lines[:1] if buttons else lines), dict(buttons), person)


def _say(reply: Reply) -> Say:
    return joined([Say(one.text, one.buttons) for one in reply.parts])


@dataclass
class OnSite:
    """Reads pages and follows links; ``gettext`` says what stands before a line on the other ways."""

    http: httpx.AsyncClient
    language: str
    words: dict[str, str]

    async def begin(self) -> Seen:
        return await self._open(f"/{self.language}/consultations/documents")

    async def answer(self, seen: Seen, label: str) -> Seen:
        return await self._open(seen.answers[label])

    async def _open(self, address: str) -> Seen:
        page = (await self.http.get(address)).raise_for_status().text
        title = _plain(_only(r"<h1>(.*?)</h1>", page))
        answers = _all(r'<ul class="answers">(.*?)</ul>', page)
        if not answers:
            return Seen((title, *self._list(page)), {})
        links = re.findall(r'<li><a href="([^"]*)">(.*?)</a></li>', answers[0], re.DOTALL)
        return Seen((title,), {_plain(words): html.unescape(link) for link, words in links})

    def _list(self, page: str) -> list[str]:
        """The list as lines, in the order of the other ways."""
        lines = [
            f"• {self._paper(one)}" for box in _all(r'<ul class="papers">(.*?)</ul>', page) for one in _BOX.findall(box)
        ]
        lines += [_plain(one) for one in _all(r'<p class="notice warn">(.*?)</p>', page)]
        lines += [_plain(one) for one in _all(r'<p class="lead">(.*?)</p>', page)]
        prices = _all(r'<dl class="prices">(.*?)</dl>', page)
        lines += [line for dl in prices for line in self._prices(dl)]
        places = "".join(_all(r'<section aria-labelledby="places">(.*?)</section>', page))
        lines += [f"{self.words['Where']}: {_plain(one)}" for one in re.findall(r"</h2>\s*<p>(.*?)</p>", places)]
        for name, address in re.findall(
            r'<div class="place"><p>(.*?)</p>\s*<address[^>]*>(.*?)</address>', places, re.DOTALL
        ):
            lines.append(f"{self.words['Where']}: {_plain(name)}, {_plain(address)}")
        return lines + [_plain(one) for one in _all(r'<p class="person">(.*?)</p>', page)]

    def _paper(self, box: str) -> str:
        parts = [_plain(_only(r"<strong>(.*?)</strong>", box))]
        parts += [f" ({_plain(one)})" for one in _all(r"<span>(.*?)</span>", box)]
        parts += [f" – {_plain(one)}" for one in _all(r'<span class="muted">(.*?)</span>', box)]
        return "".join([*parts, *(f" ({_plain(one)})" for one in _all(r'<em class="unsure">(.*?)</em>', box))])

    def _prices(self, dl: str) -> list[str]:
        lines = []
        for name, value in re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", dl, re.DOTALL):
            first, *more = [_plain(one) for one in value.split("<br>")]
            if "<strong>" in value:
                name = f"{self.words['To pay']}: {name}"
            lines.append("".join([f"{_plain(name)}: {first}", *(f" ({one})" for one in more)]))
        return lines


def _all(pattern: str, page: str) -> list[str]:
    return re.findall(pattern, page, re.DOTALL)


def _only(pattern: str, page: str) -> str:
    [found] = _all(pattern, page)
    return found


def _plain(markup: str) -> str:
    return " ".join(html.unescape(_TAG.sub("", markup)).replace("\u00ad", "").split())
