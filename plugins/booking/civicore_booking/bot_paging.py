"""Choices that a messenger can show: a few at a time, with short ids. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from zlib import crc32

from civicore.contracts.dialog import Ask, Choice

SHOWN = 8  # buttons of one question, the one that turns the page not counted
_LONGEST = 24
_LATER = "later"


def short(id: str) -> str:
    """An id of the file as the id of a button; a long one keeps its beginning and is told apart by a sum."""
    return id if len(id) <= _LONGEST else f"{id[:15]}.{crc32(id.encode()):08x}"


def meant(said: str | None, offered: Sequence[str]) -> str | None:
    """Which of the offered ids a button stands for; None when it is not offered (any more)."""
    return next((one for one in offered if said == short(one)), None)


def answer(answers: Mapping[str, str], key: str) -> str | None:
    """What was chosen for a question, on whichever of its pages."""
    page = 0
    while answers.get(_page(key, page)) == _LATER:
        page += 1
    return answers.get(_page(key, page))


def asked(key: str, text: str, choices: Sequence[Choice], answers: Mapping[str, str], later: str) -> Ask:
    """The question with the choices of its page; ``later`` is what the button to the next ones says."""
    page = 0
    while answers.get(_page(key, page)) == _LATER:
        page += 1
    here = list(choices[page * SHOWN : (page + 1) * SHOWN])
    if len(choices) > (page + 1) * SHOWN:
        here.append(Choice(_LATER, later))
    return Ask(_page(key, page), text, tuple(here))


def _page(key: str, page: int) -> str:
    return f"{key}.{page}" if page else key
