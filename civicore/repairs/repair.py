"""What a repair notice says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from civicore.base.saying import FACT
from civicore.base.text import Text

LONGEST = 600  # signs of one word that fills in a sentence; an exception's text may be a page
_USER = re.compile(r"(?<=://)[^/\s@]+@")
_VALUE = re.compile(
    r"(?P<key>[\w-]*(?:passw\w*|token|secret|_?key)[\w-]*[\"']?\s*[:=]\s*)(?P<value>[^\s,;&]+)", re.IGNORECASE
)


@dataclass(frozen=True)
class Repair:
    """Something that is wrong with the system, told to staff until it is gone.

    ``id`` is ``kind:thing`` (``plugin.aside:weather``); the same id is the same trouble in every process. ``what`` is
    wrong and ``how`` it is mended are whole English sentences and msgids, filled in with ``words`` (``%(name)s``),
    which may be texts in several languages.
    ``where`` is a place that no language changes: a file and line, a page, a key of the file. ``breaks_in`` is the
    release that ends what still works today, ``learn_more`` a full address. ``since`` (UTC) is set when it is raised.
    No personal data and no secrets; what looks like a secret is masked.
    """

    id: str
    severity: Literal["error", "warning"]
    what: str
    how: str = ""
    where: str = ""
    words: Mapping[str, str | Text] = field(default_factory=dict)
    since: datetime | None = None
    breaks_in: str | None = None
    learn_more: str | None = None

    @property
    def kind(self) -> str:
        """What its id begins with, before the colon."""
        return self.id.partition(":")[0]

    @property
    def sentence(self) -> str:
        """What is wrong, in English, for the log."""
        return FACT.sub(lambda found: str(self.words.get(found[1], found[0])), self.what)


def masked(repair: Repair) -> Repair:
    """The same without what looks like a secret, its words cut to a length that can be read."""
    words = {name: _masked(word) for name, word in repair.words.items()}
    return replace(repair, words=words, where=_hidden(repair.where)[:LONGEST])


def _masked(word: str | Text) -> str | Text:
    if isinstance(word, Text):
        return Text({language: _hidden(one)[:LONGEST] for language, one in word.by_language.items()})
    return _hidden(str(word))[:LONGEST]


def _hidden(text: str) -> str:
    return _VALUE.sub(lambda found: found["key"] + "•••", _USER.sub("•••@", text))
