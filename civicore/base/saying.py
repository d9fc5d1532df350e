"""Sentences about a file that remember their words, so that they can be said in another language later.

A finding is made in English, where nobody knows yet who will read it. ``say`` fills the sentence and keeps its
msgid and its facts; ``in_words_of`` says the same with a catalogue.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from civicore.base.text import Text

FACT = re.compile(r"%\((\w+)\)s")
Tongue = Callable[[str], str]
"""Gives the translation of an English sentence, its ``%(facts)s`` not yet filled in."""


class Said(str):
    """An English sentence that knows its msgid and the facts that fill it."""

    __slots__ = ("facts", "msgid")
    msgid: str
    facts: Mapping[str, object]


def say(msgid: str, /, **facts: object) -> Said:
    """``say('on %(day)s the quota %(quota)s is too large', day="mon", quota=90)``.

    A fact may be a text of the city, a list of words, or a sentence that is said itself. ValueError when the
    facts given are not those of the sentence.
    """
    if set(FACT.findall(msgid)) != set(facts):
        raise ValueError(f"the facts {sorted(facts)} are not those of {msgid!r}")
    sentence = Said(_filled(msgid, facts, _english))
    sentence.msgid, sentence.facts = msgid, MappingProxyType(facts)
    return sentence


def in_words_of(tongue: Tongue, sentence: str, language: str = "en") -> str:
    """The sentence in the words of a catalogue; one that was not made with ``say`` as it is."""
    if not isinstance(sentence, Said):
        return sentence
    return _filled(tongue(sentence.msgid), sentence.facts, lambda fact: _word(fact, tongue, language))


def _filled(msgid: str, facts: Mapping[str, object], word: Callable[[object], str]) -> str:
    return FACT.sub(lambda found: word(facts[found[1]]) if found[1] in facts else found[0], msgid)


def _english(fact: object) -> str:
    return _word(fact, str, "en")


def _word(fact: object, tongue: Tongue, language: str) -> str:
    if isinstance(fact, Said):
        return in_words_of(tongue, fact, language)
    if isinstance(fact, Text):
        return fact.in_(language)
    if isinstance(fact, tuple | list):
        return ", ".join(_word(one, tongue, language) for one in fact)
    return str(fact)
