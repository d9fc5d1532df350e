"""Letters that say the same but for times, codes and links: worked out once, filled in for each of their readers.

A letter is rendered twice with the same words: once as ever, and once with blanks in the place of what differs from
reader to reader. A blank can be said, formatted as a time, and asked whether it is there; a template that wants to
know more of it raises, and is then rendered anew each time. So is one whose letter with the blanks filled in is not,
sign for sign, the letter as it was rendered.

Everything else stands in what is kept. So only letters are kept whose other words are the city's or a plugin's: a
``Text``. A ``str`` may be anybody's words; a letter with one is rendered for its reader, and nothing of it stays.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, NoReturn, Protocol

from markupsafe import escape

from civicore.base.spans import Duration
from civicore.base.text import Text

_MARK = re.compile("ⓐⒷ(\\d+)ⓐⒷ")
_leaving_blank: ContextVar[bool] = ContextVar("civicore_leaving_blank", default=False)
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
    time: bool = False


_WORDS = {None: Kind(), "http://": Kind("http://"), "https://": Kind("https://")}
"""Codes, and links by how they begin."""
_DAYS: dict[type, Kind] = {date: Kind(time=True), datetime: Kind(time=True)}
_FEW = 100  # people, days; what is more is likely the number of something


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


_CODE = Hole("code")


class Sheet:
    """The holes of one letter, in the order in which they were met."""

    def __init__(self) -> None:
        self.holes: list[Hole] = []

    def mark(self, hole: Hole) -> str:
        """The sign that stands where the hole is. Its letters have two cases: whoever changes them spoils it."""
        if hole not in self.holes:
            self.holes.append(hole)
        return f"ⓐⒷ{self.holes.index(hole)}ⓐⒷ"


class Held:
    """Words with marks in them, which are put into a text by ``opened`` alone; else nothing is known of them."""

    def __init__(self, text: str) -> None:
        self._text = text

    def opened(self) -> str:
        """With the marks."""
        return self._text

    def ended(self) -> Held:
        """Without the full stop at the end of what will stand here."""
        raise NotKept

    def __bool__(self) -> bool:
        raise NotKept

    def _unknown(self, *_: object) -> NoReturn:
        raise NotKept

    __str__ = __html__ = __format__ = __hash__ = __len__ = __iter__ = __getitem__ = __contains__ = _unknown
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __add__ = __radd__ = __mul__ = __mod__ = _unknown
    __getattr__ = _unknown


class Mark(Held):
    """What stands where a hole is."""

    def __init__(self, sheet: Sheet, hole: Hole) -> None:
        super().__init__(sheet.mark(hole))
        self._sheet, self._hole = sheet, hole

    def ended(self) -> Mark:
        return Mark(self._sheet, replace(self._hole, ended=True))


class Blank(Held):
    """Stands for a word that differs from letter to letter; it is there, and nothing else is known of it."""

    def __init__(self, sheet: Sheet, name: str, kind: Kind) -> None:
        self._sheet, self._name, self._kind = sheet, name, kind

    def __bool__(self) -> bool:
        return True

    def opened(self) -> str:
        beginning = self._kind.beginning
        return beginning + self._sheet.mark(Hole(self._name, skip=len(beginning)))

    def ended(self) -> Blank:
        return self  # codes and links have none

    def spoken(self, filter: str, arguments: tuple[object, ...]) -> Mark:
        """What a filter will say of a time."""
        if not self._kind.time:  # what is said is kept for a while, and words may be somebody's name
            raise NotKept
        return Mark(self._sheet, Hole(self._name, filter, arguments))


def opened(value: object) -> object:
    """What a template puts out, with the marks in it."""
    return value.opened() if isinstance(value, Held) else value


def held(text: str) -> Any:
    """The text, which nobody may look into if there are marks in it."""
    return Held(text) if _leaving_blank.get() and _MARK.search(text) else text


def joined(pieces: Iterable[str]) -> Any:
    """What a template puts together to go on with, such as what a macro says."""
    return held("".join(pieces))


class Form:
    """A text with a hole for each mark."""

    def __init__(self, text: str) -> None:
        self._pieces = _MARK.split(text)  # words and numbers of holes by turns
        self._holes = [(at, int(self._pieces[at])) for at in range(1, len(self._pieces), 2)]
        self.numbers = Counter(hole for _, hole in self._holes)

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
        self._codes = sum(self._text.numbers[at] for at, hole in enumerate(sheet.holes) if hole == _CODE)

    def with_words(self, words: Mapping[str, Any], say: SayBoth) -> tuple[str, str, str] | None:
        """Subject, text and HTML; None where the code, which is set large, is by chance also another word of it."""
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
        text = self._text.with_words(said)
        if self._codes and text.count(words[_CODE.name]) > self._codes:
            return None
        return self._subject.with_words(said), text, self._html.with_words(safe)


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
        filled = known.with_words(context, self._say) if isinstance(known, Filled) else None
        if filled is not None:
            return filled
        real = render(context)
        if known is _NEW and all(map(_may_stay, context.values())):
            self._known[key] = self._form(language, context, real, render)
            if len(self._known) > self.most:
                del self._known[next(iter(self._known))]
        return _parts(real)

    def _form(
        self, language: str, context: Mapping[str, Any], real: Letter, render: Callable[[Mapping[str, Any]], Letter]
    ) -> Filled | None:
        sheet, leaving = Sheet(), _leaving_blank.set(True)
        try:
            form = Filled(render({name: _blank(sheet, name, one) for name, one in context.items()}), sheet, language)
            same = form.with_words(context, self._say) == _parts(real)
        except Exception:  # whatever a template does to a blank that it could do to a word
            return None
        finally:
            _leaving_blank.reset(leaving)
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
    return Blank(sheet, name, kind) if isinstance(kind, Kind) else value


def _may_stay(value: object) -> bool:
    """Whether a word is left blank, or says nothing of anybody."""
    match value:
        case str():
            return not value or isinstance(_kind_of_text(value), Kind)
        case int():
            return abs(value) < _FEW
        case tuple():
            return all(one == "" if isinstance(one, str) else _may_stay(one) for one in value)
        case _:
            return value is None or type(value) in _DAYS or isinstance(value, Text | Duration | timedelta)
