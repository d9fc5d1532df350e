"""Sentences about a file that remember their words, so that they can be said in another language later.

A finding is made in English, where nobody knows yet who will read it. ``say`` fills the sentence and keeps its
msgid and its facts; ``in_words_of`` says the same with a catalogue.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Protocol

from civicore.base.text import Text

FACT = re.compile(r"%\((\w+)\)s")


class Tongue(Protocol):
    """Gives the translation of an English sentence, its ``%(facts)s`` not yet filled in."""

    language: str

    def words(self, msgid: str, many: str | None = None, number: int = 1) -> str:
        """The sentence; with ``many`` the form that goes with the number."""
        ...


class English:
    """The language in which sentences are made."""

    language = "en"

    def words(self, msgid: str, many: str | None = None, number: int = 1) -> str:
        """The sentence as its author wrote it."""
        return msgid if many is None or number == 1 else many


class Said(str):
    """An English sentence that knows its msgid and the facts that fill it; of a plural both forms."""

    __slots__ = ("facts", "many", "msgid")
    msgid: str
    many: str | None
    facts: Mapping[str, object]


def say(msgid: str, /, **facts: object) -> Said:
    """``say('on %(day)s the quota %(quota)s is too large', day="mon", quota=90)``.

    A fact may be a text of the city, a list of words, or a sentence that is said itself. ValueError when the
    facts given are not those of the sentence.
    """
    return _said(msgid, None, facts)


def say_many(one: str, many: str, num: int, /, **facts: object) -> Said:
    """The same where the sentence depends on a number, which is its fact ``num`` and need not be told."""
    return _said(one, many, {"num": num, **facts})


def in_words_of(tongue: Tongue, sentence: str) -> str:
    """The sentence in the words of a catalogue; one that was not made with ``say`` as it is."""
    if not isinstance(sentence, Said):
        return sentence
    return _filled(sentence.msgid, sentence.many, sentence.facts, tongue)


def _said(msgid: str, many: str | None, facts: Mapping[str, object]) -> Said:
    asked = set(FACT.findall(f"{msgid}{many or ''}"))
    if asked != set(facts) and asked | {"num"} != set(facts):
        raise ValueError(f"the facts {sorted(facts)} are not those of {msgid!r}")
    sentence = Said(_filled(msgid, many, facts, English()))
    sentence.msgid, sentence.many, sentence.facts = msgid, many, MappingProxyType(dict(facts))
    return sentence


def _filled(msgid: str, many: str | None, facts: Mapping[str, object], tongue: Tongue) -> str:
    number = facts.get("num", 1)
    words = tongue.words(msgid, many, number if isinstance(number, int) else 1)
    return FACT.sub(lambda found: _word(facts[found[1]], tongue) if found[1] in facts else found[0], words)


def _word(fact: object, tongue: Tongue) -> str:
    if isinstance(fact, Said):
        return in_words_of(tongue, fact)
    if isinstance(fact, Text):
        return fact.in_(tongue.language)
    if isinstance(fact, tuple | list):
        return ", ".join(_word(one, tongue) for one in fact)
    return str(fact)
