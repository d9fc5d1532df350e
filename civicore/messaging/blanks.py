"""Letters that say the same but for times, codes and links: worked out once, filled in for each of their readers.

A letter is rendered twice with the same words: once as ever, and once with blanks in the place of what differs from
reader to reader. A blank can be said, formatted as a time, and asked whether it is there; a template that wants to
know more of it raises, and is then rendered anew each time. So is one whose letter with the blanks filled in is not,
sign for sign, the letter as it was rendered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NoReturn, Protocol

from markupsafe import escape

_MARK = re.compile(r"⟦(\d+)⟧")
# A code, or a link that ends as links in a text do.
_VARYING = re.compile(r"[A-Za-z0-9_-]{4,64}|(https?://)[A-Za-z0-9._~:/?=%+-]*[A-Za-z0-9_/=-]")

_NEW = object()  # what nobody wrote so far

Key = tuple[object, ...]
Say = Callable[[str, str, object, tuple[object, ...]], str]
"""A filter of templates: language, name, value, further arguments."""
SayBoth = Callable[[str, str, object, tuple[object, ...]], tuple[str, str]]
"""The same, for a text and for HTML."""


@dataclass(frozen=True, eq=False)
class Kind:
    """Words of this kind are left blank, but for how they begin."""

    beginning: str = ""


_WORDS = {None: Kind(), "http://": Kind("http://"), "https://": Kind("https://")}
"""Codes, and links by how they begin."""
_DAYS: dict[type, Kind] = {date: Kind(), datetime: Kind()}


class Letter(Protocol):
    """What is rendered of a notice."""

    @property
    def subject(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def html(self) -> str | None: ...


class NotKept(Exception):
    """A template asked more of a blank than a blank knows."""


@dataclass(frozen=True)
class Hole:
    """What stands where a mark is: a word of the context, by a filter or as it is, from its ``skip``-th sign on.

    ``ended``: without its full stop, because the sentence has one.
    """

    name: str
    filter: str | None = None
    arguments: tuple[object, ...] = ()
    skip: int = 0
    ended: bool = False


class Sheet:
    """The holes of one letter, in the order in which they were met."""

    def __init__(self) -> None:
        self.holes: list[Hole] = []

    def mark(self, hole: Hole) -> Mark:
        if hole not in self.holes:
            self.holes.append(hole)
        return Mark(self, hole)


class Mark(str):
    """Where a hole is."""

    __slots__ = ("hole", "sheet")
    hole: Hole
    sheet: Sheet

    def __new__(cls, sheet: Sheet, hole: Hole) -> Mark:
        made = super().__new__(cls, f"⟦{sheet.holes.index(hole)}⟧")
        made.sheet, made.hole = sheet, hole
        return made

    def removesuffix(self, suffix: str, /) -> str:
        """Of what will stand here."""
        if suffix != ".":
            raise NotKept
        hole = self.hole
        return self.sheet.mark(Hole(hole.name, hole.filter, hole.arguments, hole.skip, ended=True))


class Blank:
    """Stands for a word that differs from letter to letter; it is there, and nothing else is known of it."""

    def __init__(self, sheet: Sheet, name: str, scheme: str = "") -> None:
        self._sheet, self._name, self._scheme = sheet, name, scheme

    def __str__(self) -> str:
        return self._scheme + self._sheet.mark(Hole(self._name, skip=len(self._scheme)))

    def __html__(self) -> str:
        return str(self)

    def __bool__(self) -> bool:
        return True

    def spoken(self, filter: str, arguments: tuple[object, ...]) -> str:
        """The mark of what a filter will say."""
        return self._sheet.mark(Hole(self._name, filter, arguments))

    def _unknown(self, *_: object) -> NoReturn:
        raise NotKept

    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _unknown
    __hash__ = __len__ = __iter__ = __getitem__ = __contains__ = _unknown


class Form:
    """A text with a hole for each mark."""

    def __init__(self, text: str) -> None:
        self._pieces = _MARK.split(text)  # words and numbers of holes by turns
        self._holes = [(at, int(self._pieces[at])) for at in range(1, len(self._pieces), 2)]

    def with_words(self, said: Sequence[str]) -> str:
        pieces = self._pieces.copy()
        for at, hole in self._holes:
            pieces[at] = said[hole]
        return "".join(pieces)


class Filled:
    """A letter with holes."""

    def __init__(self, letter: Letter, sheet: Sheet, language: str) -> None:
        self._holes, self._language = sheet.holes, language
        self._subject, self._text, self._html = map(Form, _parts(letter))

    def with_words(self, words: Mapping[str, Any], say: SayBoth) -> tuple[str, str, str]:
        """Subject, text and HTML."""
        said, safe = [], []
        for hole in self._holes:
            if hole.filter is None:  # codes and links have no sign that HTML means something by
                one = other = str(words[hole.name])[hole.skip :]
            else:
                one, other = say(self._language, hole.filter, words[hole.name], hole.arguments)
            if hole.ended:
                one, other = one.removesuffix("."), other.removesuffix(".")
            said.append(one)
            safe.append(other)
        return self._subject.with_words(said), self._text.with_words(said), self._html.with_words(safe)


class KeptLetters:
    """``say`` is how templates say times."""

    most = 256
    """Letters that are kept."""

    def __init__(self, say: Say) -> None:
        def both(*wanted: Any) -> tuple[str, str]:
            said = say(*wanted)
            return said, str(escape(said))

        self._say = lru_cache(maxsize=4096, typed=True)(both)
        self._known: dict[Key, Filled | None] = {}

    def __len__(self) -> int:
        return len(self._known)

    def letter(
        self, notice: str, language: str, context: Mapping[str, Any], render: Callable[[Mapping[str, Any]], Letter]
    ) -> tuple[str, str, str]:
        """Subject, text and HTML, rendered or filled in."""
        key = (notice, language, *context, *_kinds(context.values()))
        try:
            known = self._known.get(key, _NEW)
        except TypeError:  # a word that cannot be compared
            return _parts(render(context))
        if isinstance(known, Filled):
            return known.with_words(context, self._say)
        real = render(context)
        if known is _NEW:
            self._known[key] = self._form(language, context, real, render)
            if len(self._known) > self.most:
                del self._known[next(iter(self._known))]
        return _parts(real)

    def _form(
        self, language: str, context: Mapping[str, Any], real: Letter, render: Callable[[Mapping[str, Any]], Letter]
    ) -> Filled | None:
        sheet = Sheet()
        try:
            form = Filled(render({name: _blank(sheet, name, one) for name, one in context.items()}), sheet, language)
            same = form.with_words(context, self._say) == _parts(real)
        except Exception:  # whatever a template does to a blank that it could do to a word
            return None
        return form if same else None


def _parts(letter: Letter) -> tuple[str, str, str]:
    return letter.subject, letter.text, letter.html or ""


def _kinds(values: Iterable[Any]) -> list[object]:
    """What the letter depends on of each word: its kind alone where it is left blank."""
    return [
        _kind_of_text(value) if (kind := type(value)) is str else _DAYS.get(kind, (kind, value)) for value in values
    ]


def _kind_of_text(value: str) -> object:
    found = _VARYING.fullmatch(value)
    return _WORDS[found[1]] if found else value


def _blank(sheet: Sheet, name: str, value: object) -> object:
    (kind,) = _kinds((value,))
    return Blank(sheet, name, kind.beginning) if isinstance(kind, Kind) else value
