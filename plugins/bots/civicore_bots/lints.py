"""The sense of ``consultations:`` and ``bots:``, judged before anybody talks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit

from civicore import Block, City, Finding, Text, say
from civicore_bots import lints_bots, lints_sms, lints_ways
from civicore_bots.config import Consultation, Question
from civicore_bots.matching import spoken
from civicore_bots.menus import bots, consultations
from civicore_bots.pressing import LONGEST_CHOICE

Path = tuple[str | int, ...]
MOST_CHOICES = 10
LONGEST_LABEL = 40
# What YAML 1.1 reads as true or false. This language reads every key as a word, an editor may not.
_BOOLEAN = re.compile(r"y|n|yes|no|on|off|true|false")


def check(city: City) -> Iterator[Finding]:
    """E115, E201, L422, L424, L480 to L487."""
    for id, said in consultations(city).items():
        path: Path = ("consultations", id)
        yield from lints_ways.check(id, said, path)
        yield from _questions(said, path)
        yield from lints_sms.check(city, said, path)
    for id, bot in bots(city).items():
        yield from lints_bots.check(city, bot, ("bots", id))
    for section in ("consultations", "bots"):
        for id, block in (city.section(section) or {}).items():
            yield from _texts(city, block, (section, id))
    yield from _beginnings(city)


def _questions(said: Consultation, path: Path) -> Iterator[Finding]:
    for id, question in said.questions.items():
        at = (*path, "questions", id)
        if len(question.answers) > MOST_CHOICES:
            message = say(
                "%(count)s answers; at most %(most)s can be shown everywhere",
                count=len(question.answers),
                most=MOST_CHOICES,
            )
            yield Finding("L480", message, (*at, "answers"))
        yield from _ids(question, (*at, "answers"))
        yield from _typed(question, (*at, "answers"))


def _ids(question: Question, path: Path) -> Iterator[Finding]:
    for id, answer in question.answers.items():
        if len(id) > LONGEST_CHOICE:
            message = say(
                '"%(id)s" has %(count)s signs; a button carries %(most)s of them at most',
                id=id,
                count=len(id),
                most=LONGEST_CHOICE,
            )
            yield Finding("L481", message, (*path, id), at_key=True)
        if _BOOLEAN.fullmatch(id):
            message = say('other readers of YAML take "%(id)s" for %(value)s', id=id, value=_taken_for(id))
            hints = (say('write a word that means something: "%(id)s_i_am", "not_%(id)s"', id=id),)
            yield Finding("L485", message, (*path, id), "warning", at_key=True, hints=hints)
        for language, words in answer.say.by_language.items():
            if len(words) > LONGEST_LABEL:
                message = say(
                    '%(count)s signs in "%(language)s"; telephones show about %(most)s',
                    count=len(words),
                    language=language,
                    most=LONGEST_LABEL,
                )
                yield Finding("L484", message, (*path, id, "say"), "warning")


def _taken_for(id: str) -> str:
    return "true" if id in ("y", "yes", "on", "true") else "false"


def _typed(question: Question, path: Path) -> Iterator[Finding]:
    """L487: what people type must mean one answer."""
    seen: dict[tuple[str, str], str] = {}
    for id, answer in question.answers.items():
        for language, words in answer.words.items():
            for one in {spoken(word) for word in words}:
                if (language, one) in seen:
                    message = say('"%(one)s" also means "%(other)s"', one=one, other=seen[language, one])
                    yield Finding("L487", message, (*path, id, "words", language))
                seen[language, one] = id


def _beginnings(city: City) -> Iterator[Finding]:
    seen: dict[tuple[str, str], str] = {}
    for id, said in consultations(city).items():
        for language, words in said.words.items():
            for one in {spoken(word) for word in words}:
                if (language, one) in seen:
                    message = say('"%(one)s" also begins "%(other)s"', one=one, other=seen[language, one])
                    yield Finding("L487", message, ("consultations", id, "words", language))
                seen[language, one] = id


def _texts(city: City, block: Block, path: Path) -> Iterator[Finding]:
    """L486 for texts that lack a language, E115 for words in a foreign one, L424 for links nobody can open."""
    for name in type(block).model_fields:
        at, value = (*path, name), getattr(block, name)
        if name == "words":
            for language in set(value) - set(city.languages):
                message = say('"%(language)s" is no language of this city', language=language)
                yield Finding("E115", message, (*at, language), at_key=True)
        elif name in ("url", "link"):
            yield from _link(value, at)
        else:
            yield from _value(city, value, at)


def _value(city: City, value: object, path: Path) -> Iterator[Finding]:
    if isinstance(value, Text):
        missing = [one for one in city.languages if one not in value.by_language]
        if missing:
            yield Finding("L486", say("no words in %(missing)s", missing=missing), path)
    elif isinstance(value, Block):
        yield from _texts(city, value, path)
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _value(city, inner, (*path, key))
    elif isinstance(value, tuple):
        for index, inner in enumerate(value):
            yield from _value(city, inner, (*path, index))


def _link(value: str | None, path: Path) -> Iterator[Finding]:
    host = (urlsplit(value).hostname or "") if value else None
    if host is not None and not _public(host):
        yield Finding("L424", say('"%(host)s" is not a public host', host=host), path)


def _public(host: str) -> bool:
    try:
        return ip_address(host).is_global
    except ValueError:
        return "." in host and not host.endswith((".local", ".localhost", ".internal"))
